import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Status and encoding") struct StatusTests {
    @Test("The counters follow a mastership; clearing sets them to zero")
    func counters() {
        var scenario = Scenario.started()
        scenario.hear(150)
        scenario.hear(0)
        scenario.fire()
        scenario.hear(0)
        scenario.hear(200)
        scenario.fire()
        scenario.stop()
        let statistics = scenario.election.statistics(instance: 0)
        #expect(statistics.advertisementsReceived == 4)
        #expect(statistics.priorityZeroReceived == 2)
        #expect(statistics.advertisementsSent == 4)
        #expect(statistics.priorityZeroSent == 1)
        #expect(statistics.becameMaster == 2)
        #expect(statistics.releasedMaster == 2)
        scenario.election.clearStatistics(instance: 0)
        #expect(scenario.election.statistics(instance: 0) == InstanceStatistics())
    }

    @Test("A master names itself, FAULT names nobody")
    func masterAddress() {
        var scenario = Scenario.master()
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.own)
        #expect(scenario.election.masterPriority(instance: 0) == 100)
        #expect(scenario.election.lastTransition(instance: 0) == scenario.now)
        scenario.setSource(nil)
        #expect(scenario.election.masterAddress(instance: 0) == nil)
        #expect(scenario.election.wantsState(instance: 0) == .fault)
    }

    @Test("The message is encoded with the instance's own interval and checksum style")
    func encodes() {
        var scenario = Scenario.started {
            $0.version = .v3
            $0.checksumStyle = .messageOnly
            $0.addresses = [.ipv4(IPv4Address(192, 0, 2, 100))]
            $0.virtualRouterID = 1
        }
        scenario.hear(200) { $0.interval = .seconds(7) }
        #expect(
            scenario.election.advertisement(instance: 0, priority: 100, destination: Scenario.group) == [
                0x31, 0x01, 0x64, 0x01,  // version and type, VRID, priority, addresses
                0x00, 0x64,  // interval in centiseconds
                0xA8, 0x34,  // checksum
                0xC0, 0x00, 0x02, 0x64,  // 192.0.2.100
            ])
    }
}
