import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Addresses and checksums of VRRPv3") struct VersionThreeTests {
    private static func version3(_ change: (inout InstanceSettings) -> Void = { _ in }) -> Scenario {
        Scenario.started {
            $0.version = .v3
            change(&$0)
        }
    }

    @Test(
        "RFC 9568 §5.2.5: an advertisement without an address is dropped, and counted under a reason of its own"
    )
    func noAddress() {
        var scenario = Self.version3()
        scenario.hear(200) { $0.addresses = [] }
        #expect(scenario.election.masterAddress(instance: 0) == nil)
        #expect(scenario.election.statistics(instance: 0)[.noAddress] == 1)
    }

    @Test("Routers without addresses hear each other")
    func nobodyHasAddresses() {
        var scenario = Self.version3 { $0.addresses = [] }
        scenario.hear(200)
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
    }

    @Test(
        "keepalived up to 1.3.6: the group's address in the pseudo header of a unicast advertisement is accepted"
    )
    func groupInPseudoHeader() {
        var scenario = Self.version3 { $0.peers = [Scenario.lower] }
        let bytes = VRRPMessage(
            version: .v3, virtualRouterID: 51, priority: 200, interval: .seconds(1),
            addresses: [Scenario.virtual]
        ).encoded(from: Scenario.lower, to: Scenario.group, checksum: .messageAndPseudoHeader)
        scenario.hear(
            bytes: bytes,
            ReceivedDatagram(
                source: Scenario.lower, destination: Scenario.own, timeToLive: 255, interface: 0))
        #expect(scenario.notes == [.checksumStyle(.groupPseudoHeader, from: Scenario.lower)])
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
    }
}
