import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Which instance a datagram is for") struct RoutingTests {
    private static let peer = IPAddress.ipv4(IPv4Address(198, 51, 100, 1))
    private static let otherPeer = IPAddress.ipv4(IPv4Address(198, 51, 100, 2))
    private static let otherGroup = IPAddress.ipv4(IPv4Address(224, 0, 0, 88))

    /// All with VRID 51 on eth0: multicast, another group, two sets of peers; and one on eth1, one with IPv6.
    private static func scenario(checksSource: Bool = false) -> Scenario {
        var instances = (0..<6).map { index in Scenario.settings { $0.name = "VI_\(index)" } }
        instances[1].multicastGroup = otherGroup
        instances[2].peers = [peer]
        instances[2].checksUnicastSource = checksSource
        instances[3].peers = [otherPeer]
        instances[4].interface = "eth1"
        instances[5].family = .ipv6
        instances[5].version = .v3
        instances[5].multicastGroup = .ipv6(IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 0x12]))
        instances[5].addresses = [.ipv6(IPv6Address(groups: [0x2001, 0xDB8, 0, 0, 0, 0, 0, 1]))]
        var scenario = Scenario(ElectionSettings(instances: instances))
        scenario.start()
        return scenario
    }

    private static func received(_ scenario: Scenario) -> [Int] {
        (0..<6).filter { scenario.election.statistics(instance: $0).advertisementsReceived > 0 }
    }

    @Test(
        "Interface, group and peers tell instances with one VRID apart",
        arguments: [
            (Scenario.lower, Scenario.group, 0, 0), (Scenario.lower, otherGroup, 0, 1),
            (peer, Scenario.own, 0, 2), (otherPeer, Scenario.own, 0, 3),
            (Scenario.lower, Scenario.group, 1, 4),
        ])
    func route(source: IPAddress, destination: IPAddress, interface: Int, instance: Int) {
        var scenario = Self.scenario()
        let bytes = VRRPMessage(
            version: .v2, virtualRouterID: 51, priority: 150, interval: .seconds(1),
            addresses: [Scenario.virtual]
        ).encoded(from: source, to: destination, checksum: .message)
        scenario.hear(
            bytes: bytes,
            ReceivedDatagram(source: source, destination: destination, timeToLive: 255, interface: interface))
        #expect(Self.received(scenario) == [instance])
    }

    @Test("The family tells instances with one VRID apart")
    func family() {
        var scenario = Self.scenario()
        let source = IPAddress.ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, 0, 2]))
        scenario.hear(150, from: source, instance: 5)
        #expect(Self.received(scenario) == [5])
        #expect(scenario.effects.isEmpty)
    }

    @Test("keepalived: check_unicast_src drops who is not a peer; without it anybody counts")
    func unicastSource() {
        for checks in [true, false] {
            var scenario = Scenario.started {
                $0.peers = [Self.peer]
                $0.checksUnicastSource = checks
            }
            scenario.hear(150, from: Self.otherPeer)
            #expect(scenario.election.statistics(instance: 0)[.unicastSource] == (checks ? 1 : 0))
            #expect((scenario.election.masterAddress(instance: 0) == nil) == checks)
        }
    }

    /// What the peer sends us.
    private static let advertisement = VRRPMessage(
        version: .v2, virtualRouterID: 51, priority: 150, interval: .seconds(1), addresses: [Scenario.virtual]
    ).encoded(from: peer, to: Scenario.own, checksum: .message)

    @Test("keepalived: unicast does not look at the TTL")
    func unicastTimeToLive() {
        var scenario = Scenario.started { $0.peers = [Self.peer] }
        scenario.hear(
            bytes: Self.advertisement,
            ReceivedDatagram(source: Self.peer, destination: Scenario.own, timeToLive: 3, interface: 0))
        #expect(scenario.election.masterAddress(instance: 0) == Self.peer)
    }

    @Test(
        "keepalived: min_ttl and max_ttl bound the TTL of a peer",
        arguments: [(253, 1), (254, 0), (255, 0)])
    func peerTimeToLive(timeToLive: UInt8, dropCount: UInt64) {
        var scenario = Scenario.started {
            $0.peers = [Self.peer]
            $0.peerTimeToLive = [Self.peer: 254...255]
        }
        scenario.hear(
            bytes: Self.advertisement,
            ReceivedDatagram(
                source: Self.peer, destination: Scenario.own, timeToLive: timeToLive, interface: 0))
        #expect(scenario.election.statistics(instance: 0)[.timeToLive] == dropCount)
    }

    @Test("A unicast instance without an interface hears its peers on any")
    func anyInterface() {
        var scenario = Scenario.started {
            $0.interface = ""
            $0.peers = [Self.peer]
        }
        scenario.hear(150, from: Self.peer)
        #expect(scenario.election.masterAddress(instance: 0) == Self.peer)
    }

    @Test("Multicast to a unicast instance is dropped")
    func multicastToUnicast() {
        var scenario = Scenario.started { $0.peers = [Self.peer] }
        let bytes = VRRPMessage(
            version: .v2, virtualRouterID: 51, priority: 150, interval: .seconds(1),
            addresses: [Scenario.virtual]
        ).encoded(from: Scenario.lower, to: Scenario.group, checksum: .message)
        scenario.hear(
            bytes: bytes,
            ReceivedDatagram(
                source: Scenario.lower, destination: Scenario.group, timeToLive: 255, interface: 0))
        #expect(scenario.election.statistics(instance: 0)[.destination] == 1)
    }
}
