import Election
import NetworkTypes
import Testing
import Timing

@Suite("Sync group") struct SyncGroupTests {
    /// Two instances in a group, with a script each.
    static func settings(_ change: (inout ElectionSettings) -> Void = { _ in }) -> ElectionSettings {
        let instances = (0..<2).map { index in
            var instance = Scenario.settings { $0.name = "VI_\(index + 1)" }
            instance.virtualRouterID = UInt8(51 + index)
            instance.announcement.masterRepeat = 1
            instance.announcement.masterDelay = .zero
            instance.trackings = [.init(.interface("eth\(index)"), weight: 0)]
            return instance
        }
        var settings = ElectionSettings(
            instances: instances, groups: [GroupSettings(name: "G1", members: ["VI_1", "VI_2"])])
        change(&settings)
        return settings
    }

    static func started(_ change: (inout ElectionSettings) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(settings(change))
        scenario.start()
        return scenario
    }

    static func master(_ change: (inout ElectionSettings) -> Void = { _ in }) -> Scenario {
        var scenario = started(change)
        scenario.run(.milliseconds(3700))
        return scenario
    }

    @Test("All members start together, and the group reports its state once")
    func start() {
        let scenario = Self.started()
        #expect(
            scenario.effects == [
                .transition(instance: 0, from: .initialize, to: .backup, reason: .startup),
                .transition(instance: 1, from: .initialize, to: .backup, reason: .startup),
                .groupTransition(group: 0, to: .backup),
            ])
    }

    @Test("keepalived: a member becomes master only when every other one wants to, then all do")
    func takeover() {
        var scenario = Self.started { $0.instances[1].advertisementInterval = .seconds(2) }
        scenario.fire()
        #expect(scenario.acts.isEmpty)
        #expect(scenario.state == .backup)
        #expect(scenario.election.wantsState(instance: 0) == .master)
        scenario.fire()
        #expect(
            scenario.acts == [
                .advertise(instance: 1, priority: 100), .addAddresses(instance: 1),
                .announce(instance: 1, address: 0),
                .transition(
                    instance: 1, from: .backup, to: .master, reason: .masterDownTimer(lastMaster: nil)),
                .advertise(instance: 0, priority: 100), .addAddresses(instance: 0),
                .announce(instance: 0, address: 0),
                .transition(instance: 0, from: .backup, to: .master, reason: .syncGroup("G1")),
                .groupTransition(group: 0, to: .master),
            ])
    }

    @Test("A member that waits for its group waits a full down interval again")
    func rearms() {
        var scenario = Self.started()
        scenario.wait(.seconds(1))
        scenario.hear(150, instance: 1)
        scenario.fire()
        #expect(scenario.state == .backup)
        #expect(
            scenario.election.timerDeadline(instance: 0) == scenario.now + .nanoseconds(3_609_375_000))
    }

    @Test("A member that follows another master no longer wants to be one")
    func wantsNoMore() {
        var scenario = Self.started { $0.instances[1].advertisementInterval = .seconds(2) }
        scenario.fire()
        scenario.hear(150)
        #expect(scenario.election.wantsState(instance: 0) == .backup)
        scenario.fire()
        #expect(scenario.election.state(instance: 1) == .backup)
    }

    @Test("keepalived: a higher priority for one member sends the whole group back")
    func yields() {
        var scenario = Self.master()
        scenario.hear(150, instance: 1)
        let reason = TransitionReason.higherPriority(from: Scenario.lower, priority: 150)
        #expect(
            scenario.effects == [
                .removeAddresses(instance: 1),
                .transition(instance: 1, from: .master, to: .backup, reason: reason),
                .removeAddresses(instance: 0),
                .transition(instance: 0, from: .master, to: .backup, reason: .syncGroup("G1")),
                .groupTransition(group: 0, to: .backup),
            ])
    }

    @Test("keepalived: FAULT of one member is FAULT of all, and each master resigns")
    func fault() {
        var scenario = Self.master()
        scenario.setTracker(1, isUp: false)
        let own = [FaultReason.interfaceDown("eth1")]
        #expect(
            scenario.acts == [
                .advertise(instance: 1, priority: 0), .removeAddresses(instance: 1),
                .transition(instance: 1, from: .master, to: .fault, reason: .fault(own)),
                .advertise(instance: 0, priority: 0), .removeAddresses(instance: 0),
                .transition(
                    instance: 0, from: .master, to: .fault, reason: .fault([.syncGroup("G1", member: "VI_2")])
                ),
                .groupTransition(group: 0, to: .fault),
            ])
        #expect(scenario.election.faultReasons(instance: 0) == [.syncGroup("G1", member: "VI_2")])
        scenario.setTracker(1, isUp: true)
        #expect(scenario.election.state(instance: 0) == .backup)
        #expect(scenario.election.state(instance: 1) == .backup)
        #expect(scenario.election.state(group: 0) == .backup)
    }

    @Test("Two members in FAULT come back together, when both can")
    func twoFaults() {
        var scenario = Self.started()
        scenario.setTracker(0, isUp: false)
        scenario.setTracker(1, isUp: false)
        scenario.setTracker(0, isUp: true)
        #expect(scenario.state == .fault)
        scenario.setTracker(1, isUp: true)
        #expect(scenario.state == .backup)
    }

    @Test("A script that has not reported keeps the whole group in INIT")
    func pending() {
        var scenario = Self.started {
            $0.instances[1].trackings = [.init(.script("check"), weight: 0)]
        }
        #expect(scenario.effects.isEmpty)
        #expect(scenario.election.faultReasons(instance: 0) == [.syncGroup("G1", member: "VI_2")])
        scenario.scriptRan(1, succeeded: true)
        #expect(scenario.election.state(group: 0) == .backup)
    }

    @Test(
        "keepalived: weights of members' trackers count only with sync_group_tracking_weight",
        arguments: [(false, 100 as UInt8), (true, 70)])
    func weights(counts: Bool, priority: UInt8) {
        var scenario = Self.started {
            $0.instances[0].trackings = [.init(.interface("eth0"), weight: -30)]
            $0.groups[0].membersTrackWeights = counts
        }
        scenario.setTracker(0, isUp: false)
        #expect(scenario.election.effectivePriority(instance: 0) == priority)
    }

    @Test("A group's own trackers count for every member")
    func groupTrackers() {
        var scenario = Self.started {
            $0.groups[0].trackings = [.init(.interface("eth0"), weight: -30)]
            $0.instances[0].trackings = []
        }
        scenario.setTracker(0, isUp: false)
        #expect(scenario.election.effectivePriority(instance: 0) == 70)
        #expect(scenario.election.effectivePriority(instance: 1) == 70)
    }

    @Test("keepalived: a conflict won by one member announces the addresses of all")
    func conflict() {
        var scenario = Self.master {
            for index in 0..<2 { $0.instances[index].announcement.lowerPriorityRepeat = 1 }
        }
        scenario.hear(50)
        #expect(
            scenario.effects == [
                .advertise(instance: 0, priority: 100), .announce(instance: 0, address: 0),
                .announce(instance: 1, address: 0),
                .conflictWon(instance: 0, from: Scenario.lower, theirPriority: 50, ourPriority: 100),
            ])
    }

    @Test(
        "A group that lost by its lowest VRID waits longer, so that two groups do not make each other yield for ever"
    )
    func standsBack() {
        var decisive = Self.master()
        decisive.hear(150)
        #expect(decisive.remaining == .nanoseconds(5_609_375_000))
        decisive.hear(150)
        #expect(decisive.election.timerDeadline(instance: 0) == decisive.now + .nanoseconds(5_609_375_000))
        for _ in 0..<4 {
            decisive.wait(.seconds(1))
            decisive.hear(150)
        }
        #expect(decisive.election.timerDeadline(instance: 0) == decisive.now + .nanoseconds(3_609_375_000))
        var other = Self.master()
        other.hear(150, instance: 1)
        #expect(other.remaining == .nanoseconds(3_609_375_000))
    }

    @Test(
        "A group that yielded because of another member stands back when it hears that the lowest VRID lost too"
    )
    func learnsThatItLost() {
        var scenario = Self.master()
        scenario.hear(150, instance: 1)
        scenario.hear(150)
        for member in 0..<2 {
            #expect(
                scenario.election.timerDeadline(instance: member) == scenario.now
                    + .nanoseconds(5_609_375_000))
        }
        scenario.hear(150)
        #expect(scenario.remaining == .nanoseconds(5_609_375_000))
    }

    @Test(
        "A group that stands back does so anew when the winner was silent meanwhile, but not while it talks")
    func winnerComesBack() {
        var scenario = Self.master()
        scenario.hear(150)
        scenario.wait(.seconds(1))
        scenario.hear(150)
        #expect(scenario.election.timerDeadline(instance: 1) == scenario.now + .nanoseconds(4_609_375_000))
        scenario.wait(.milliseconds(3500))
        scenario.hear(150)
        for member in 0..<2 {
            #expect(
                scenario.election.timerDeadline(instance: member) == scenario.now
                    + .nanoseconds(5_609_375_000))
        }
    }

    @Test(
        "A group that wins by its lowest VRID, or was not master, or hears of it too late does not stand back"
    )
    func doesNotStandBack() {
        let usual = Duration.nanoseconds(3_609_375_000)
        var better = Self.master()
        better.hear(150, instance: 1)
        better.hear(50)
        #expect(better.election.timerDeadline(instance: 0) == better.now + usual)
        var backup = Self.started()
        backup.hear(150, instance: 1)
        backup.hear(150)
        #expect(backup.election.timerDeadline(instance: 0) == backup.now + usual)
        var late = Self.master()
        late.hear(150, instance: 1)
        late.wait(usual)
        late.hear(150)
        #expect(late.election.timerDeadline(instance: 0) == late.now + usual)
    }

    @Test(
        "With the same priority for the lowest VRID the lower address stands back",
        arguments: [
            (Scenario.higher, Duration.nanoseconds(5_609_375_000)),
            (Scenario.lower, Duration.nanoseconds(3_609_375_000)),
        ])
    func addressDecides(other: IPAddress, wait: Duration) {
        var scenario = Self.master()
        scenario.hear(150, from: other, instance: 1)
        scenario.hear(100, from: other)
        #expect(scenario.election.timerDeadline(instance: 0) == scenario.now + wait)
    }

    @Test("Priority 0 for every member moves the group after the longest skew time and one down interval")
    func resigned() {
        var scenario = Self.started()
        scenario.hear(150)
        scenario.hear(150, instance: 1)
        scenario.hear(0)
        scenario.hear(0, instance: 1)
        scenario.run(.nanoseconds(609_375_000))
        #expect(scenario.election.state(group: 0) == .master)
    }
}
