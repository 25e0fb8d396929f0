import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@testable import VirtualRouting

@Suite("What packets can cause has a bound")
struct FloodTests {
    private static let group = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))

    private static func file(_ more: String) -> String {
        """
        global_defs {
          script_user root
          enable_script_security
        }
        vrrp_instance A {
          interface eth0
          virtual_router_id 1
          notify_master_rx_lower_pri /usr/bin/true
          \(more)
          virtual_ipaddress {
            10.44.0.9/24
          }
        }
        """
    }

    private static func message(_ version: VRRPVersion, _ priority: UInt8) throws -> VRRPMessage {
        VRRPMessage(
            version: version, virtualRouterID: 1, priority: priority, interval: .seconds(1),
            addresses: [try Samples.address("10.44.0.9")])
    }

    /// What a thousand packets within one moment leave behind.
    private func flood(
        _ more: String, afterSeconds seconds: Int, version: VRRPVersion = .v2,
        _ change: (Int, inout VRRPMessage, inout IPAddress) throws -> Void
    ) throws -> Scene {
        var scene = try Scene()
        scene.start(Self.file(more))
        scene.wait(.seconds(seconds))
        scene.clear()
        for index in 0..<1000 {
            var message = try Self.message(version, 50)
            var source = Scene.peer
            try change(index, &message, &source)
            scene.hear(
                message, from: source, to: Self.group, version == .v2 ? .message : .messageAndPseudoHeader)
        }
        return scene
    }

    private func expectBounded(_ scene: Scene) {
        #expect(scene.sent.count <= 10)
        #expect(scene.runs.count <= 10)
        #expect(scene.lines.count <= 20)
    }

    @Test("However often the first announcements are to be repeated, one moment has a bounded number")
    func repeats() throws {
        var scene = try Scene()
        scene.start(
            Self.file("garp_master_repeat 4000000000")
                .replacing("10.44.0.9/24", with: (0..<255).map { "10.44.1.\($0)" }.joined(separator: "\n")))
        // The master-down time of priority 100, to the nanosecond.
        scene.wait(.nanoseconds(3_609_375_000))
        #expect(scene.state("A") == .master)
        #expect(scene.announced.count > 0 && scene.announced.count <= 2048)
    }

    @Test("A thousand lower priorities draw ten answers, announcements, scripts and lines")
    func conflicts() throws {
        let scene = try flood("garp_lower_prio_repeat 1", afterSeconds: 10) { _, _, _ in }
        #expect(scene.state("A") == .master)
        expectBounded(scene)
        #expect(!scene.sent.isEmpty && !scene.runs.isEmpty)
        #expect(scene.announced.count <= 10)
    }

    @Test("A thousand resignations draw ten answers and lines", arguments: [10, 1])
    func resignations(afterSeconds seconds: Int) throws {
        let scene = try flood("", afterSeconds: seconds) { _, message, _ in message.priority = 0 }
        expectBounded(scene)
        #expect(!scene.lines.isEmpty)
    }

    @Test("A thousand intervals in turn make ten lines")
    func intervals() throws {
        let scene = try flood("version 3", afterSeconds: 1, version: .v3) { index, message, _ in
            message.priority = 200
            message.interval = .milliseconds(100 + 10 * (index % 2))
        }
        expectBounded(scene)
        #expect(!scene.lines.isEmpty)
    }

    @Test("A thousand senders in turn, each with another list of addresses, make ten lines")
    func senders() throws {
        let scene = try flood("", afterSeconds: 1) { index, message, source in
            message.priority = 200
            message.addresses = [try Samples.address("10.44.0.8")]
            source = .ipv4(IPv4Address(10, 44, 1, UInt8(index % 2)))
        }
        expectBounded(scene)
        #expect(!scene.lines.isEmpty)
    }
}
