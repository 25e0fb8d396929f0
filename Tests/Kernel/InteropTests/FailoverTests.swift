import Foundation
import Lab
import Testing

@Suite("Failover between ours and Debian's keepalived")
struct FailoverTests {
    /// What differs between the variants of the same story.
    struct Variant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout InstanceText, _ own: String, _ peer: String) -> Void
        var address = "10.99.0.100"
        var limit: Duration = .seconds(3)
    }

    static let variants: [Variant] = [
        Variant(
            testDescription: "VRRPv2 with a password",
            change: { instance, _, _ in
                instance.version = 2
                instance.interval = "1"
                instance.lines.append("authentication {\n auth_type PASS\n auth_pass 1111\n }")
            }, limit: .seconds(8)),
        Variant(
            testDescription: "VRRPv2 without a password",
            change: { instance, _, _ in
                instance.version = 2
                instance.interval = "1"
            }, limit: .seconds(8)),
        Variant(testDescription: "VRRPv3 at 100 ms", change: { _, _, _ in }),
        Variant(
            testDescription: "IPv6",
            change: { instance, _, _ in instance.addresses = ["fe80::51", "fd00:99::100/64"] },
            address: "fd00:99::100"),
        Variant(
            testDescription: "unicast",
            change: { instance, own, peer in
                instance.lines += ["unicast_src_ip \(own)", "unicast_peer {\n \(peer)\n }"]
            }),
    ]

    @Test("The address follows the living host and returns", arguments: variants, Roles.all)
    func failover(_ variant: Variant, _ roles: Roles) throws {
        let pair = try Pair(roles)
        var first = InstanceText(priority: 150)
        variant.change(&first, pair.a.address, pair.b.address)
        var second = InstanceText(priority: 100)
        variant.change(&second, pair.b.address, pair.a.address)
        let limit = variant.limit

        try pair.start("a", first.text)
        try pair.start("b", second.text)
        try pair.expect(variant.address, on: ["a"], within: limit, "the higher priority wins:")
        try pair.expectSteady(variant.address, on: ["a"], for: .seconds(1))

        try pair.crash("a")
        try pair.expect(
            variant.address, on: ["a", "b"], within: limit, "the second takes over from a dead host:")

        try pair.repair("a")
        try pair.start("a", first.text)
        try pair.expect(variant.address, on: ["a"], within: limit, "the first takes the address back:")

        pair.daemons["a"]?.stop()
        try pair.expect(variant.address, on: ["b"], within: limit, "a clean stop hands over:")
    }

    @Test("A host with nopreempt leaves a lower-priority master alone", arguments: Roles.mixed)
    func noPreempt(_ roles: Roles) throws {
        let pair = try Pair(roles)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.expect(on: ["b"])
        try pair.start("a", InstanceText(priority: 150, lines: ["nopreempt"]).text)
        try pair.expectSteady(on: ["b"], for: .seconds(2))
        pair.daemons["b"]?.stop()
        try pair.expect(on: ["a"])
    }

    @Test("A host with preempt_delay waits before it takes over", arguments: Roles.mixed)
    func preemptDelay(_ roles: Roles) throws {
        let pair = try Pair(roles)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.expect(on: ["b"])
        try pair.start("a", InstanceText(priority: 150, lines: ["preempt_delay 3"]).text)
        try pair.expectSteady(on: ["b"], for: .seconds(2))
        try pair.expect(on: ["a"], within: .seconds(4))
    }

    @Test("Of equal priorities the higher address wins", arguments: Roles.mixed)
    func equalPriority(_ roles: Roles) throws {
        let pair = try Pair(roles)
        // Started together cut off from each other, both are masters when they meet.
        try pair.network.setIsolation(of: pair.a, isIsolated: true)
        try pair.network.setIsolation(of: pair.b, isIsolated: true)
        try pair.start("a", InstanceText(priority: 100).text)
        try pair.start("b", InstanceText(priority: 100).text)
        try pair.expect(on: ["a", "b"])
        try pair.network.setIsolation(of: pair.a, isIsolated: false)
        try pair.network.setIsolation(of: pair.b, isIsolated: false)
        try pair.expect(on: ["b"])
    }

    @Test(
        "Two masters that meet agree on the higher priority, and it announces again", arguments: Roles.mixed)
    func healedPartition(_ roles: Roles) throws {
        let pair = try Pair(roles)
        try pair.network.setIsolation(of: pair.a, isIsolated: true)
        try pair.network.setIsolation(of: pair.b, isIsolated: true)
        try pair.start("a", InstanceText(priority: 150).text)
        // The loser's last word makes sure that the winner hears of it, whoever speaks first.
        try pair.start("b", InstanceText(priority: 100, lines: ["higher_prio_send_advert"]).text)
        try pair.expect(on: ["a", "b"])
        let capture = try Capture(on: pair.client, filter: "arp")
        try pair.network.setIsolation(of: pair.a, isIsolated: false)
        try pair.network.setIsolation(of: pair.b, isIsolated: false)
        try pair.expect(on: ["a"])
        let isAnnounced = eventually(within: .seconds(2)) {
            capture.frames.compactMap(CapturedAnnouncement.init).contains { $0.address == "10.99.0.100" }
        }
        #expect(isAnnounced)
    }

    /// Debian's master on a, and a backup of ours on b that is held up for two seconds; `meanwhile` happens to it.
    private func pairWithPausedBackup(meanwhile: (Pair) throws -> Void = { _ in }) throws -> Pair {
        let pair = try Pair(Roles(a: .debian, b: .ours))
        try pair.start("a", InstanceText(priority: 150).text)
        try pair.expect(on: ["a"])
        try pair.start("b", InstanceText(priority: 100).text)
        #expect(eventually(within: .seconds(3)) { pair.log(of: "b").contains("Startup complete") })
        usleep(500_000)
        let processes = try #require(pair.daemons["b"]).tree
        for process in processes { kill(process, SIGSTOP) }
        try meanwhile(pair)
        sleep(2)
        for process in processes.reversed() { kill(process, SIGCONT) }
        return pair
    }

    @Test("A backup that was held up for two seconds hears the living master before it acts")
    func pausedBackup() throws {
        let pair = try pairWithPausedBackup()
        try pair.expectSteady(on: ["a"], for: .seconds(1))
        #expect(!pair.log(of: "b").contains("Entering MASTER STATE"))
    }

    @Test("A backup that was held up while its interface went down does not become master first")
    func pausedBackupWithoutInterface() throws {
        let pair = try pairWithPausedBackup { _ = try $0.b.ip("link", "set", "eth0", "down") }
        #expect(eventually(within: .seconds(3)) { pair.log(of: "b").contains("Entering FAULT STATE") })
        #expect(!pair.log(of: "b").contains("Entering MASTER STATE"))
    }

    @Test("Hosts with different passwords are both masters and say why", arguments: Roles.mixed)
    func passwordMismatch(_ roles: Roles) throws {
        let pair = try Pair(roles)
        for (name, password) in [("a", "right"), ("b", "wrong")] {
            var instance = InstanceText(priority: name == "a" ? 150 : 100)
            instance.version = 2
            instance.interval = "1"
            instance.lines = ["authentication {\n auth_type PASS\n auth_pass \(password)\n }"]
            try pair.start(name, instance.text)
        }
        try pair.expect(on: ["a", "b"], within: .seconds(8))
        let ours = roles.a == .ours ? "a" : "b"
        #expect(eventually(within: .seconds(3)) { pair.log(of: ours).contains("received an invalid passwd") })
        #expect(!pair.log(of: ours).contains("right") && !pair.log(of: ours).contains("wrong\n"))
    }
}
