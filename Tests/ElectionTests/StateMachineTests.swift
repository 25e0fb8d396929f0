import Election
import NetworkTypes
import Testing
import Timing

@Suite("State machine") struct StateMachineTests {
    @Test("Everybody is BACKUP first (keepalived: Entering BACKUP STATE (init))")
    func backupFirst() {
        let scenario = Scenario.started()
        #expect(
            scenario.effects == [.transition(instance: 0, from: .initialize, to: .backup, reason: .startup)])
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
    }

    @Test("A backup becomes master when nobody advertises: advertise, take the addresses, announce them")
    func takeover() {
        var scenario = Scenario.started()
        scenario.fire()
        let announcements = Array(repeating: Effect.announce(instance: 0, address: 0), count: 5)
        #expect(
            scenario.acts
                == [.advertise(instance: 0, priority: 100), .addAddresses(instance: 0)] + announcements + [
                    .transition(
                        instance: 0, from: .backup, to: .master, reason: .masterDownTimer(lastMaster: nil))
                ])
        #expect(scenario.remaining == .seconds(1))
    }

    @Test("A backup follows a higher priority and starts its down timer again (RFC 3768 §6.4.2)")
    func follow() {
        var scenario = Scenario.started()
        scenario.wait(.seconds(3))
        scenario.hear(150)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.remaining == .nanoseconds(3_609_375_000))
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
    }
}
