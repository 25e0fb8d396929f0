import Election
import NetworkTypes
import Testing
import Timing

@Suite("Announcements") struct AnnouncementTests {
    private static func announcements(_ effects: [Effect]) -> [Int] {
        effects.compactMap { if case .announce(_, let address) = $0 { address } else { nil } }
    }

    private static func master(
        addresses: Int, _ change: (inout AnnouncementSettings) -> Void = { _ in }
    ) -> Scenario {
        Scenario.master {
            $0.advertisementInterval = .seconds(100)
            $0.announcedAddressCount = addresses
            change(&$0.announcement)
        }
    }

    @Test("keepalived: garp_master_repeat rounds go over all addresses in turn, excluded ones too")
    func rounds() {
        let scenario = Self.master(addresses: 3) { $0.masterRepeat = 2 }
        #expect(Self.announcements(scenario.effects) == [0, 1, 2, 0, 1, 2])
    }

    @Test("keepalived: garp_master_delay repeats the block once; zero does not", arguments: [5, 0])
    func secondBlock(seconds: Int) {
        var scenario = Self.master(addresses: 1) {
            $0.masterRepeat = 3
            $0.masterDelay = .seconds(seconds)
        }
        scenario.run(.milliseconds(4999))
        #expect(Self.announcements(scenario.effects).isEmpty)
        scenario.run(.seconds(60))
        #expect(Self.announcements(scenario.effects).count == (seconds == 0 ? 0 : 3))
    }

    @Test("keepalived: garp_master_refresh goes on with garp_master_refresh_repeat rounds")
    func refresh() {
        var scenario = Self.master(addresses: 2) {
            $0.masterDelay = .zero
            $0.refreshInterval = .seconds(10)
            $0.refreshRepeat = 2
        }
        scenario.run(.seconds(30))
        #expect(Self.announcements(scenario.effects) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    }

    @Test(
        "keepalived: garp_lower_prio_repeat announces after a conflict won, garp_lower_prio_delay once more")
    func lowerPriority() {
        var scenario = Self.master(addresses: 1) {
            $0.masterDelay = .zero
            $0.lowerPriorityRepeat = 2
            $0.lowerPriorityDelay = .seconds(3)
        }
        scenario.hear(50)
        #expect(Self.announcements(scenario.effects).count == 2)
        scenario.run(.seconds(2))
        #expect(Self.announcements(scenario.effects).isEmpty)
        scenario.run(.seconds(60))
        #expect(Self.announcements(scenario.effects).count == 2)
    }

    @Test("A former master announces nothing any more")
    func formerMaster() {
        var scenario = Self.master(addresses: 2) { $0.interval = .milliseconds(100) }
        scenario.hear(200)
        scenario.run(.seconds(60))
        #expect(Self.announcements(scenario.effects).isEmpty)
    }

    @Test("keepalived: vrrp_garp_interval keeps a gap between any two of a pacing group")
    func pacing() {
        var scenario = Self.master(addresses: 2) {
            $0.masterRepeat = 2
            $0.masterDelay = .zero
            $0.interval = .milliseconds(100)
        }
        #expect(Self.announcements(scenario.effects) == [0])
        for (milliseconds, expected) in [(99, []), (1, [1]), (100, [0]), (100, [1]), (1000, [])] {
            scenario.run(.milliseconds(milliseconds))
            #expect(Self.announcements(scenario.effects) == expected)
        }
    }

    @Test("Pacing groups do not wait for each other, members of one do")
    func pacingGroups() {
        let instances = (0..<3).map { index in
            Scenario.settings {
                $0.name = "VI_\(index)"
                $0.virtualRouterID = UInt8(1 + index)
                $0.announcement.masterRepeat = 1
                $0.announcement.masterDelay = .zero
                $0.announcement.interval = .milliseconds(100)
                $0.announcement.pacingGroup = index == 2 ? 7 : 3
            }
        }
        var scenario = Scenario(ElectionSettings(instances: instances))
        scenario.start()
        scenario.fire()
        #expect(scenario.acts.contains(.announce(instance: 0, address: 0)))
        #expect(!scenario.acts.contains(.announce(instance: 1, address: 0)))
        #expect(scenario.acts.contains(.announce(instance: 2, address: 0)))
        scenario.run(.milliseconds(100))
        #expect(scenario.acts == [.announce(instance: 1, address: 0)])
    }

    @Test("However many rounds are wanted, one moment has no more than it can take", arguments: [0, 1])
    func bound(gapMicroseconds: Int) {
        var scenario = Self.master(addresses: 255) {
            $0.masterRepeat = 4_000_000_000
            $0.masterDelay = .seconds(1)
            $0.interval = .microseconds(gapMicroseconds)
        }
        #expect(Self.announcements(scenario.effects).count <= 2048)
        for _ in 0..<100 {
            scenario.fire()
            #expect(Self.announcements(scenario.effects).count <= 2048)
        }
    }

    @Test("Rounds that do not fit one moment follow, each address as often as was wanted")
    func followed() {
        var scenario = Self.master(addresses: 255) {
            $0.masterRepeat = 30
            $0.masterDelay = .zero
        }
        let first = scenario.effects
        scenario.run(.milliseconds(10))
        #expect(Self.announcements(first + scenario.effects).count == 255 * 30)
    }

    @Test("A flood of lower priorities draws ten answers a second, and the rest are counted")
    func flood() {
        var scenario = Scenario.master { $0.announcement.masterDelay = .zero }
        var answers = 0
        for _ in 0..<1000 {
            scenario.hear(50)
            answers += scenario.effects.count { $0 == .advertise(instance: 0, priority: 100) }
        }
        #expect(answers == 10)
        #expect(scenario.election.statistics(instance: 0)[.tooMany] == 990)
        scenario.wait(.seconds(1))
        scenario.hear(50)
        #expect(scenario.effects.contains(.advertise(instance: 0, priority: 100)))
    }
}
