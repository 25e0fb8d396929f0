import Election
import NetworkTypes
import Testing
import Timing

@Suite("Master") struct MasterTests {
    @Test("A master advertises every interval (RFC 9568 §6.4.3)")
    func advertises() {
        var scenario = Scenario.master { $0.announcement.masterDelay = .zero }
        scenario.run(.milliseconds(3500))
        #expect(scenario.effects == Array(repeating: .advertise(instance: 0, priority: 100), count: 3))
    }

    @Test("What a paused master missed is not sent in a burst, and a small delay does not move the phase")
    func phase() {
        var scenario = Scenario.master { $0.announcement.masterDelay = .zero }
        let start = scenario.now
        scenario.wait(.milliseconds(1100))
        scenario.fire()
        #expect(scenario.election.deadline == start + .seconds(2))
        scenario.wait(.seconds(60))
        scenario.fire()
        #expect(scenario.effects == [.advertise(instance: 0, priority: 100)])
        #expect(scenario.remaining == .seconds(1))
    }

    @Test("Priority 0 makes a master advertise at once (RFC 3768 §6.4.3)")
    func hearsZero() {
        var scenario = Scenario.master()
        scenario.wait(.milliseconds(500))
        scenario.hear(0)
        #expect(
            scenario.effects == [
                .note(instance: 0, .resignationHeard(Scenario.lower)), .advertise(instance: 0, priority: 100),
            ])
        #expect(scenario.remaining == .seconds(1))
        #expect(scenario.state == .master)
    }

    @Test("A higher priority makes a master yield (RFC 3768 §6.4.3)")
    func yields() {
        var scenario = Scenario.master()
        scenario.hear(101)
        let reason = TransitionReason.higherPriority(from: Scenario.lower, priority: 101)
        #expect(
            scenario.effects == [
                .removeAddresses(instance: 0),
                .transition(instance: 0, from: .master, to: .backup, reason: reason),
            ])
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
    }

    @Test("With equal priority the higher address, unsigned, is master (RFC 3768 §6.4.3)")
    func equalPriority() {
        var scenario = Scenario.master()
        scenario.hear(100, from: Scenario.lower)
        #expect(scenario.state == .master)
        scenario.hear(100, from: Scenario.higher)
        #expect(scenario.state == .backup)
        var unsigned = Scenario.master()
        unsigned.hear(100, from: .ipv4(IPv4Address(10, 0, 0, 1)))
        #expect(unsigned.state == .master)
    }

    @Test("An advertisement with the own address and priority is noted, not acted upon")
    func ownAddress() {
        var scenario = Scenario.master()
        scenario.hear(100, from: Scenario.own)
        #expect(scenario.effects == [.note(instance: 0, .ownAddress(Scenario.own))])
        scenario.hear(100, from: Scenario.own)
        #expect(scenario.effects.isEmpty)
    }

    @Test("A lower priority is answered at once, and the addresses are announced again (RFC 9568 §6.4.3)")
    func winsConflict() {
        var scenario = Scenario.master {
            $0.announcement.lowerPriorityRepeat = 2
            $0.announcement.masterDelay = .zero
        }
        scenario.wait(.milliseconds(500))
        scenario.hear(50)
        #expect(
            scenario.effects == [
                .advertise(instance: 0, priority: 100), .announce(instance: 0, address: 0),
                .announce(instance: 0, address: 0),
                .conflictWon(instance: 0, from: Scenario.lower, theirPriority: 50, ourPriority: 100),
            ])
        #expect(scenario.remaining == .seconds(1))
    }

    @Test("keepalived: lower_prio_no_advert does not answer, but announces and tells")
    func doesNotAnswer() {
        var scenario = Scenario.master {
            $0.answersLowerPriority = false
            $0.announcement.lowerPriorityRepeat = 1
        }
        scenario.wait(.milliseconds(300))
        scenario.hear(50)
        #expect(
            scenario.effects == [
                .announce(instance: 0, address: 0),
                .conflictWon(instance: 0, from: Scenario.lower, theirPriority: 50, ourPriority: 100),
            ])
        #expect(scenario.election.timerDeadline(instance: 0) == scenario.now + .milliseconds(700))
    }

    @Test("keepalived: higher_prio_send_advert advertises once more before it yields")
    func sendsBeforeYielding() {
        var scenario = Scenario.master { $0.sendsBeforeYielding = true }
        scenario.hear(200)
        #expect(scenario.effects.first == .advertise(instance: 0, priority: 100))
        #expect(scenario.state == .backup)
    }

    @Test("A stop resigns with priority 0, then removes the addresses; a second stop does nothing")
    func stop() {
        var scenario = Scenario.master()
        scenario.stop()
        #expect(
            scenario.effects == [
                .advertise(instance: 0, priority: 0), .note(instance: 0, .sentPriorityZero),
                .removeAddresses(instance: 0),
                .transition(instance: 0, from: .master, to: .initialize, reason: .shutdown),
            ])
        #expect(scenario.election.deadline == nil)
        scenario.stop()
        #expect(scenario.effects.isEmpty)
    }

    @Test("A stop sends every priority 0 before it removes any address")
    func stopMany() throws {
        var second = Scenario.settings { $0.name = "VI_2" }
        second.virtualRouterID = 52
        var scenario = Scenario(
            ElectionSettings(instances: [Scenario.settings(), second]))
        scenario.start()
        scenario.run(.seconds(4))
        scenario.stop()
        let lastResignation = try #require(
            scenario.effects.lastIndex(of: .advertise(instance: 1, priority: 0)))
        let firstRemoval = try #require(scenario.effects.firstIndex(of: .removeAddresses(instance: 0)))
        #expect(lastResignation < firstRemoval)
    }

    @Test("A backup stops without a word on the wire")
    func stopBackup() {
        var scenario = Scenario.started()
        scenario.stop()
        #expect(
            scenario.effects == [
                .transition(instance: 0, from: .backup, to: .initialize, reason: .shutdown)
            ])
    }
}

@Suite("Owner") struct OwnerTests {
    static func owner() -> Scenario {
        var scenario = Scenario.started {
            $0.basePriority = 255
            $0.startsAsMaster = true
            $0.announcement.lowerPriorityRepeat = 0
            $0.announcement.masterDelay = .zero
        }
        scenario.fire()
        return scenario
    }

    @Test("An owner yields to a second owner with a higher address, and says so")
    func yields() {
        var scenario = Self.owner()
        scenario.hear(255, from: Scenario.higher)
        #expect(scenario.notes == [.secondOwner(Scenario.higher)])
        #expect(scenario.state == .backup)
    }

    @Test("keepalived: an owner that a second one does not yield to lowers itself to 254 until it is alone")
    func lowers() {
        var scenario = Self.owner()
        scenario.hear(255, from: Scenario.lower)
        #expect(scenario.notes == [.secondOwner(Scenario.lower)])
        scenario.wait(.milliseconds(3100))
        scenario.hear(255, from: Scenario.lower)
        #expect(scenario.state == .master)
        scenario.wait(.milliseconds(100))
        scenario.hear(255, from: Scenario.lower)
        #expect(scenario.acts.first == .priorityChanged(instance: 0, from: 255, to: 254))
        #expect(scenario.state == .backup)
        scenario.run(.seconds(4))
        #expect(scenario.state == .master)
        #expect(scenario.acts.contains(.priorityChanged(instance: 0, from: 254, to: 255)))
        #expect(scenario.acts.contains(.advertise(instance: 0, priority: 255)))
    }

    @Test("keepalived: owner_ignore_adverts drops everything")
    func ignores() {
        var scenario = Scenario.started {
            $0.basePriority = 255
            $0.ownerIgnoresAdvertisements = true
        }
        scenario.hear(255, from: Scenario.higher)
        #expect(scenario.election.statistics(instance: 0)[.ownerIgnores] == 1)
    }

    @Test("An owner comes back from FAULT at once, and its priority does not follow trackers")
    func recovers() {
        var settings = Scenario.settings {
            $0.basePriority = 255
            $0.trackings = [.init(.interface("eth1"), weight: -50)]
        }
        settings.startsAsMaster = true
        var scenario = Scenario(
            ElectionSettings(
                instances: [settings]))
        scenario.start()
        #expect(scenario.election.effectivePriority(instance: 0) == 255)
        scenario.setSource(nil)
        scenario.setSource(Scenario.own)
        #expect(scenario.state == .backup)
        #expect(scenario.remaining == .zero)
    }
}
