import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@testable import VirtualRouting

@Suite("Advertisements through the whole process")
struct MessageTests {
    @Test("A backup follows the longest advertisement there is, 4,088 bytes of IPv6")
    func longest() throws {
        let addresses = (0..<255).map { IPv6Address(groups: [0x2001, 0xDB8, 0, 0, 0, 0, 0, $0 + 1]) }
        var scene = try Scene()
        scene.start(
            """
            vrrp_instance A {
              interface eth0
              version 3
              virtual_router_id 1
              virtual_ipaddress {
                \(addresses.map { "\($0)/64" }.joined(separator: "\n"))
              }
            }
            """)
        let message = VRRPMessage(
            version: .v3, virtualRouterID: 1, priority: 200, interval: .seconds(1),
            addresses: addresses.map { .ipv6($0) })
        let (source, group) = (try Samples.address("fe80::2"), try Samples.address("ff02::12"))
        #expect(message.encoded(from: source, to: group, checksum: .messageAndPseudoHeader).count == 4088)
        for _ in 0..<10 {
            scene.wait(.seconds(1))
            scene.hear(message, from: source, to: group, .messageAndPseudoHeader)
        }
        #expect(scene.state("A") == .backup)
        #expect(scene.sent.isEmpty)
        scene.wait(.seconds(5))
        #expect(scene.state("A") == .master)
        #expect(scene.sent.first?.packet.count == 4088)
    }

    @Test("VRRPv3 without an address is dropped (RFC 9568 §5.2.5)")
    func noAddress() throws {
        var scene = try Scene()
        scene.start(Self.unicast)
        let message = VRRPMessage(
            version: .v3, virtualRouterID: 1, priority: 200, interval: .seconds(1), addresses: [])
        for _ in 0..<5 {
            scene.wait(.seconds(1))
            scene.hear(message, to: try Samples.address("10.44.0.1"), .messageAndPseudoHeader)
        }
        #expect(scene.state("A") == .master)
        #expect(scene.routing.election.statistics(instance: 0)[.noAddress] == 5)
    }

    @Test("keepalived: unicast VRRPv3 may have the group's address in its checksum")
    func groupInChecksum() throws {
        var scene = try Scene()
        scene.start(Self.unicast)
        let message = VRRPMessage(
            version: .v3, virtualRouterID: 1, priority: 200, interval: .seconds(1),
            addresses: [try Samples.address("10.44.0.9")])
        for _ in 0..<5 {
            scene.wait(.seconds(1))
            scene.hear(
                message, to: try Samples.address("10.44.0.1"),
                checksummedTo: try Samples.address("224.0.0.18"), .messageAndPseudoHeader)
        }
        #expect(scene.state("A") == .backup)
        #expect(scene.routing.election.masterPriority(instance: 0) == 200)
    }

    private static let unicast = """
        vrrp_instance A {
          interface eth0
          version 3
          virtual_router_id 1
          unicast_peer {
            10.44.0.2
          }
          virtual_ipaddress {
            10.44.0.9/24
          }
        }
        """
}
