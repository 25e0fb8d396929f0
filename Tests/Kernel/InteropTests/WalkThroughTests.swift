import Foundation
import Lab
import Testing

@Suite("Published configurations, run as they are on two hosts")
struct WalkThroughTests {
    struct Story: Sendable, CustomTestStringConvertible {
        var testDescription: String { name }
        /// The fixture of host a.
        var name: String
        /// The fixture of host b; the same if not said.
        var twin: String?
        var interface: String
        var addressPrefix: String
        /// The virtual addresses.
        var addresses: [String]
        /// What is replaced in the text of host b.
        var replacements: [String: String] = [:]
        /// Further addresses of the hosts, a's and b's.
        var ownAddresses: [String] = []
        var limit: Duration = .seconds(10)
    }

    static let stories = [
        Story(
            name: "overview-master", twin: "overview-slave", interface: "eth0", addressPrefix: "192.168.0",
            addresses: ["192.168.0.100"]),
        Story(
            name: "lvs-dr-master", twin: "lvs-dr-backup", interface: "ens33", addressPrefix: "192.168.1",
            addresses: ["192.168.1.100"]),
        Story(
            name: "dual-master", interface: "eth0", addressPrefix: "192.168.1",
            addresses: (3...6).map { "192.168.1.\($0)" }, replacements: ["priority 101": "priority 100"]),
        Story(
            name: "deploy-master", interface: "ens160", addressPrefix: "172.160.180",
            addresses: ["172.160.180.168"],
            replacements: ["state MASTER": "state BACKUP", "priority 160": "priority 100"]),
        Story(
            name: "script-weight-unicast", interface: "ens33", addressPrefix: "192.168.131",
            addresses: ["192.168.19.10"],
            replacements: [
                "priority 100": "priority 90",
                "unicast_src_ip 192.168.131.135": "unicast_src_ip 192.168.131.134",
                "        192.168.131.134 ": "        192.168.131.135 ",
            ], ownAddresses: ["192.168.131.135/24", "192.168.131.134/24"]),
    ]

    @Test("The second host takes over from a dead one, and gives back", arguments: stories)
    func failover(_ story: Story) throws {
        let pair = try Pair(
            Roles(a: .ours, b: .ours), interface: story.interface, addressPrefix: story.addressPrefix,
            hosts: ["a", "b"])
        for (index, address) in story.ownAddresses.enumerated() {
            let host = pair.network.hosts[index]
            try host.ip("address", "add", address, "dev", story.interface)
            // The configuration follows a second interface.
            try host.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0-peer")
            try host.ip("link", "set", "eth0", "up")
            try host.ip("link", "set", "eth0-peer", "up")
        }
        let first = try Fixture.text(story.name)
        var second = try Fixture.text(story.twin ?? story.name)
        for (old, new) in story.replacements {
            try #require(second.contains(old))
            second = second.replacingOccurrences(of: old, with: new)
        }
        try pair.start("a", first)
        try pair.start("b", second)
        for address in story.addresses { try pair.expect(address, on: ["a"], within: story.limit) }
        try pair.crash("a")
        for address in story.addresses { try pair.expect(address, on: ["a", "b"], within: story.limit) }
        try pair.repair("a")
        try pair.start("a", first)
        for address in story.addresses { try pair.expect(address, on: ["a"], within: story.limit) }
    }

    @Test("lesson-httpd holds its address while httpd runs, and moves it from a dead host")
    func lessonHTTPD() throws {
        let pair = try Pair(
            Roles(a: .ours, b: .ours), addressPrefix: "192.168.66", hosts: ["a", "b"])
        // Any process of that name satisfies `killall -0 httpd`, on both hosts.
        let program = pair.a.directory.path + "/httpd"
        try Shell.require("cp", try Shell.program("sleep", package: "coreutils"), program)
        let server = try pair.a.start([program, "600"])
        let first = try Fixture.text("lesson-httpd")
        try pair.start("a", first)
        try pair.start(
            "b",
            first.replacingOccurrences(of: "state MASTER", with: "state BACKUP")
                .replacingOccurrences(of: "priority 100", with: "priority 90"))
        try pair.expect("192.168.66.80", on: ["a"], within: .seconds(15))
        try pair.crash("a")
        try pair.expect("192.168.66.80", on: ["a", "b"], within: .seconds(15))
        server.signal(SIGKILL)
        try pair.expect("192.168.66.80", on: ["a"], within: .seconds(8), "without httpd nobody serves:")
        #expect(pair.log(of: "b").contains("script check_httpd is down"))
    }
}
