import Foundation
import Lab
import Testing

@Suite("Tracking, sync groups and notification beside Debian's keepalived")
struct TrackingTests {
    /// Global definitions that let scripts run as root.
    private static let scripts = "global_defs {\n script_user root\n}\n"

    private static func script(_ flag: String, weight: Int? = nil) -> String {
        """
        \(scripts)
        vrrp_script check {
            script "/usr/bin/test ! -e \(flag)"
            interval 1
            rise 1
            fall 1
        \(weight.map { "    weight \($0)" } ?? "")
        }

        """
    }

    private static let tracksScript = "track_script {\n check\n }"

    @Test("A failing script without weight puts the instance into FAULT, and back", arguments: Roles.mixed)
    func scriptWithoutWeight(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let flag = pair.a.directory.path + "/down"
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", Self.script(flag) + InstanceText(priority: 150, lines: [Self.tracksScript]).text)
        try pair.expect(on: ["a"])
        try "".write(toFile: flag, atomically: true, encoding: .utf8)
        try pair.expect(on: ["b"])
        #expect(pair.log(of: "a").contains("Entering FAULT STATE"))
        try FileManager.default.removeItem(atPath: flag)
        try pair.expect(on: ["a"])
    }

    @Test("A failing script with a weight lowers the priority", arguments: Roles.mixed)
    func scriptWithWeight(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let flag = pair.a.directory.path + "/down"
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start(
            "a", Self.script(flag, weight: -60) + InstanceText(priority: 150, lines: [Self.tracksScript]).text
        )
        try pair.expect(on: ["a"])
        try "".write(toFile: flag, atomically: true, encoding: .utf8)
        try pair.expect(on: ["b"])
        #expect(pair.log(of: "a").contains("Changing effective priority from 150 to 90"))
        try FileManager.default.removeItem(atPath: flag)
        try pair.expect(on: ["a"])
    }

    @Test(
        "A tracked interface that goes down decides, with and without weight", arguments: Roles.mixed,
        [0, -60])
    func trackedInterface(_ roles: Roles, _ weight: Int) throws {
        let pair = try Pair(roles)
        try pair.a.ip("link", "add", "wan0", "type", "veth", "peer", "name", "wan1")
        try pair.a.ip("link", "set", "wan0", "up")
        try pair.a.ip("link", "set", "wan1", "up")
        let tracking = "track_interface {\n wan0\(weight == 0 ? "" : " weight \(weight)")\n }"
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", InstanceText(priority: 150, lines: [tracking]).text)
        try pair.expect(on: ["a"])
        try pair.a.ip("link", "set", "wan1", "down")
        try pair.expect(on: ["b"])
        try pair.a.ip("link", "set", "wan1", "up")
        try pair.expect(on: ["a"])
    }

    @Test("A host whose own interface goes down gives up, and returns with it", arguments: Roles.mixed)
    func ownInterface(_ roles: Roles) throws {
        let pair = try Pair(roles)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.a.ip("link", "set", "eth0", "down")
        try pair.expect(on: ["b"])
        #expect(eventually(within: .seconds(3)) { pair.log(of: "a").contains("Entering FAULT STATE") })
        try pair.a.ip("link", "set", "eth0", "up")
        try pair.expect(on: ["a"])
    }

    @Test("The members of a sync group move together", arguments: Roles.mixed)
    func syncGroup(_ roles: Roles) throws {
        let pair = try Pair(roles)
        let flag = pair.a.directory.path + "/down"
        func configuration(_ priority: Int, script: String, tracks: Bool) -> String {
            var first = InstanceText(priority: priority, lines: tracks ? [Self.tracksScript] : [])
            first.name = "VI_1"
            var second = InstanceText(priority: priority)
            second.name = "VI_2"
            second.virtualRouterID = 52
            second.addresses = ["10.99.0.101/24"]
            return script + "vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n}\n" + first.text + second.text
        }
        try pair.start("b", configuration(100, script: "", tracks: false))
        try pair.start("a", configuration(150, script: Self.script(flag), tracks: true))
        try pair.expect("10.99.0.100", on: ["a"])
        try pair.expect("10.99.0.101", on: ["a"])
        try "".write(toFile: flag, atomically: true, encoding: .utf8)
        try pair.expect("10.99.0.100", on: ["b"])
        try pair.expect("10.99.0.101", on: ["b"])
        #expect(pair.log(of: "b").contains("VRRP_Group(G1) Syncing instances to MASTER state"))
    }

    @Test("Each of two hosts is master of one address, and of both when alone", arguments: Roles.mixed)
    func dualMaster(_ roles: Roles) throws {
        let pair = try Pair(roles)
        func configuration(_ first: Int, _ second: Int) -> String {
            var one = InstanceText(priority: first)
            one.state = first > second ? "MASTER" : "BACKUP"
            var two = InstanceText(priority: second)
            two.state = second > first ? "MASTER" : "BACKUP"
            two.name = "VI_2"
            two.virtualRouterID = 52
            two.addresses = ["10.99.0.101/24"]
            return one.text + two.text
        }
        try pair.start("a", configuration(150, 100))
        try pair.start("b", configuration(100, 150))
        try pair.expect("10.99.0.100", on: ["a"])
        try pair.expect("10.99.0.101", on: ["b"])
        try pair.crash("b")
        try pair.expect("10.99.0.101", on: ["a", "b"])
        try pair.expect("10.99.0.100", on: ["a"])
    }

    @Test("Scripts are called with keepalived's arguments, in order")
    func notifyArguments() throws {
        let calls = try Implementation.allCases.map { implementation in try Self.calls(of: implementation) }
        #expect(calls[0] == calls[1], "ours \(calls[0]), Debian's \(calls[1])")
        #expect(calls[0].contains("any INSTANCE VI_1 MASTER 150"))
        #expect(calls[0].contains("any GROUP G1 MASTER 0"))
    }

    /// What the scripts were called with on becoming master and at a stop; each script's calls in their order.
    private static func calls(of implementation: Implementation) throws -> [String] {
        let network = try Network(["a", "client"])
        let host = network["a"]
        let record = host.directory.path + "/calls"
        let script = try host.write("#!/bin/sh\necho \"$@\" >> \(record)-$1\n", to: "notify.sh", mode: 0o755)
        let words = ["master", "backup", "fault", "stop"].map {
            "notify_\($0) \"\(script) \($0) 'two words'\""
        }
        let configuration =
            scripts
            + "vrrp_sync_group G1 {\n group {\n VI_1\n VI_2\n }\n notify \"\(script) any\"\n}\n"
            + InstanceText(priority: 150, lines: words + ["notify \"\(script) any\""]).text
            + { () -> String in
                var second = InstanceText(priority: 150)
                second.name = "VI_2"
                second.virtualRouterID = 52
                second.addresses = ["10.99.0.101/24"]
                return second.text
            }()
        let daemon = try implementation.start(on: host, configuration: configuration)
        _ = try eventually(within: .seconds(5)) { try host.has("10.99.0.101") }
        usleep(500_000)
        daemon.stop()
        // keepalived runs its scripts without order between them; each script's own lines are compared sorted.
        return ["master", "backup", "fault", "stop", "any"].flatMap { name in
            ((try? String(contentsOfFile: "\(record)-\(name)", encoding: .utf8)) ?? "").split(separator: "\n")
                .map(String.init).sorted()
        }
    }
}
