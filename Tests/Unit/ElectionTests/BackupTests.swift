import Election
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Backup") struct BackupTests {
    @Test("Everybody is BACKUP first (keepalived: Entering BACKUP STATE (init))")
    func backupFirst() {
        let scenario = Scenario.started()
        #expect(
            scenario.effects == [
                .transition(instance: 0, from: .initialize, to: .backup, reason: .startup)
            ])
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("keepalived: state MASTER waits as long as state BACKUP, unless the router owns the addresses")
    func startsAsMaster() {
        #expect(Scenario.started { $0.startsAsMaster = true }.remaining == .nanoseconds(3_609_375_000))
        let version3 = Scenario.started {
            $0.startsAsMaster = true
            $0.version = .v3
            $0.advertisementInterval = .milliseconds(2560)
        }
        #expect(version3.remaining == .milliseconds(9240))
    }

    @Test("An owner with state MASTER takes over at once, but from BACKUP (RFC 9568 §6.4.1)")
    func owner() {
        var scenario = Scenario.started {
            $0.basePriority = 255
            $0.startsAsMaster = true
        }
        #expect(scenario.state == .backup)
        #expect(scenario.remaining == .zero)
        scenario.fire()
        #expect(scenario.acts.first == .advertise(instance: 0, priority: 255))
        #expect(
            scenario.acts.last == .transition(instance: 0, from: .backup, to: .master, reason: .owner))
    }

    @Test("A silent master is replaced: advertise, take the addresses, announce them (RFC 9568 §6.4.2)")
    func takeover() {
        var scenario = Scenario.started()
        scenario.hear(150)
        scenario.fire()
        let announcements = Array(repeating: Effect.announce(instance: 0, address: 0), count: 5)
        let reason = TransitionReason.masterDownTimer(lastMaster: Scenario.lower)
        #expect(
            scenario.acts == [.advertise(instance: 0, priority: 100), .addAddresses(instance: 0)]
                + announcements + [.transition(instance: 0, from: .backup, to: .master, reason: reason)])
        #expect(scenario.notes == [.masterDownTimerExpired])
        #expect(scenario.remaining == .seconds(1))
    }

    @Test(
        "The down timer is three intervals and the skew time, to the nanosecond (RFC 3768 §6.1, RFC 9568 §6.1)",
        arguments: [
            (InstanceSettings.Version.v2, 150, Duration.seconds(1), 3, 3_414_062_500),
            (.v2, 1, .seconds(1), 3, 3_996_093_750),
            (.v2, 254, .seconds(255), 3, 765_007_812_500),
            (.v2, 100, .seconds(1), 5, 5_609_375_000),
            (.v3, 100, .seconds(1), 3, 3_609_375_000),
            (.v3, 100, .milliseconds(250), 3, 902_343_750),
            (.v3, 255, .milliseconds(10), 3, 30_039_062),
            (.v3, 1, .milliseconds(40_950), 1, 81_740_039_062),
        ])
    func downInterval(
        version: InstanceSettings.Version, priority: UInt8, interval: Duration, adverts: Int, nanoseconds: Int
    ) {
        let scenario = Scenario.started {
            $0.version = version
            $0.basePriority = priority
            $0.advertisementInterval = interval
            $0.downTimerAdverts = adverts
        }
        #expect(scenario.remaining == .nanoseconds(nanoseconds))
        #expect(scenario.election.masterDownInterval(instance: 0) == .nanoseconds(nanoseconds))
    }

    @Test(
        "A higher or equal priority starts the down timer again (RFC 3768 §6.4.2)",
        arguments: [100, 101, 255])
    func follow(priority: UInt8) {
        var scenario = Scenario.started()
        scenario.wait(.seconds(3))
        scenario.hear(priority)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
        #expect(scenario.election.masterPriority(instance: 0) == priority)
    }

    @Test("A lower priority does not touch the down timer, and is noted once (RFC 3768 §6.4.2)")
    func lowerPriority() {
        var scenario = Scenario.started()
        scenario.wait(.seconds(3))
        scenario.hear(99)
        #expect(
            scenario.effects == [
                .note(instance: 0, .discardingLowerPriority(from: Scenario.lower, priority: 99))
            ])
        #expect(scenario.remaining == .nanoseconds(609_375_000))
        scenario.hear(99)
        #expect(scenario.effects.isEmpty)
    }

    @Test("keepalived: nopreempt follows a lower priority")
    func noPreempt() {
        var scenario = Scenario.started { $0.isPreempting = false }
        scenario.wait(.seconds(3))
        scenario.hear(1)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("keepalived: preempt_delay lets a lower-priority master be until it is over")
    func preemptDelay() {
        var scenario = Scenario.started { $0.preemptDelay = .seconds(3) }
        scenario.hear(50)
        #expect(scenario.notes == [.preemptDelayStarted(.seconds(3))])
        #expect(scenario.election.preemptDelayEnd(instance: 0) == scenario.now + .seconds(3))
        for _ in 0..<2 {
            scenario.wait(.seconds(1))
            scenario.hear(50)
            #expect(scenario.effects.isEmpty)
        }
        scenario.wait(.seconds(1))
        scenario.hear(50)
        #expect(scenario.notes == [.discardingLowerPriority(from: Scenario.lower, priority: 50)])
        #expect(scenario.remaining == .nanoseconds(2_609_375_000))
        scenario.fire()
        #expect(scenario.state == .master)
    }

    @Test("keepalived: an equal or higher priority cancels preempt_delay")
    func preemptDelayCancelled() {
        var scenario = Scenario.started { $0.preemptDelay = .seconds(3) }
        scenario.hear(50)
        scenario.hear(100)
        #expect(scenario.notes == [.preemptDelayCancelled])
        scenario.wait(.seconds(2))
        scenario.hear(50)
        #expect(scenario.notes == [.preemptDelayStarted(.seconds(3))])
    }

    @Test("keepalived: preempt_delay does not hold a takeover back when nobody advertises")
    func preemptDelaySilence() {
        var scenario = Scenario.started { $0.preemptDelay = .seconds(1000) }
        scenario.hear(50)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
        scenario.fire()
        #expect(scenario.state == .master)
    }

    @Test("Priority 0 sets the down timer to the skew time (RFC 3768 §6.4.2)")
    func resigned() {
        var scenario = Scenario.started()
        scenario.hear(150)
        scenario.hear(0)
        #expect(scenario.notes == [.masterResigned(Scenario.lower)])
        #expect(scenario.remaining == .nanoseconds(609_375_000))
        scenario.fire()
        #expect(
            scenario.acts.last
                == .transition(
                    instance: 0, from: .backup, to: .master, reason: .masterResigned(Scenario.lower)))
        #expect(scenario.notes.isEmpty)
    }

    @Test("VRRPv3 priority 0 waits the skew time of the master's interval (RFC 9568 §6.1)")
    func resignedVersion3() {
        var scenario = Scenario.started {
            $0.version = .v3
            $0.advertisementInterval = .milliseconds(250)
        }
        scenario.hear(0)
        #expect(scenario.remaining == .nanoseconds(152_343_750))
    }

    @Test(
        "A VRRPv3 backup adopts the master's interval, and goes back to its own as master (RFC 9568 §6.4.2)")
    func adoption() {
        var scenario = Scenario.started { $0.version = .v3 }
        scenario.hear(150) { $0.interval = .seconds(3) }
        #expect(scenario.notes.contains(.intervalAdopted(.seconds(3), from: Scenario.lower)))
        #expect(scenario.remaining == .nanoseconds(10_828_125_000))
        #expect(scenario.election.masterInterval(instance: 0) == .seconds(3))
        scenario.hear(150) { $0.interval = .seconds(3) }
        #expect(scenario.notes.isEmpty)
        scenario.fire()
        #expect(scenario.remaining == .seconds(1))
    }

    @Test("A worse router with a shorter VRRPv3 interval does not shorten the wait for the master, but once")
    func worseRouter() {
        var scenario = Scenario.started { $0.version = .v3 }
        scenario.hear(200) { $0.interval = .seconds(3) }
        scenario.wait(.milliseconds(1))
        scenario.hear(150, from: Scenario.higher)
        #expect(scenario.remaining == .nanoseconds(10_827_125_000))
        scenario.hear(150, from: Scenario.higher)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("A VRRPv3 interval of zero is dropped: nobody could follow such a master")
    func zeroInterval() {
        var scenario = Scenario.started { $0.version = .v3 }
        scenario.hear(150) { $0.interval = .zero }
        #expect(scenario.election.statistics(instance: 0)[.advertisementInterval] == 1)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("keepalived: vrrp_startup_delay throws away what arrives and shifts every deadline")
    func startupDelay() {
        var settings = ElectionSettings(instances: [Scenario.settings()])
        settings.startupDelay = .seconds(10)
        var scenario = Scenario(settings)
        scenario.start()
        #expect(scenario.remaining == .nanoseconds(13_609_375_000))
        scenario.wait(.seconds(9))
        scenario.hear(150)
        #expect(scenario.election.statistics(instance: 0)[.notListening] == 1)
        #expect(scenario.remaining == .nanoseconds(4_609_375_000))
        scenario.wait(.seconds(1))
        scenario.hear(150)
        #expect(scenario.election.masterPriority(instance: 0) == 150)
    }

    @Test("A backup that wakes late acts once on what its socket held, and only then on its timer")
    func lateBackup() {
        var scenario = Scenario.started()
        scenario.hear(150)
        scenario.wait(.seconds(60))
        scenario.hear(150)
        scenario.run(.zero)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.state == .backup)
    }
}
