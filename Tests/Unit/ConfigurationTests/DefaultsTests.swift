import Configuration
import Election
import Testing

/// The settings that global_defs and an instance both have, as keepalived 2.2.7 shows them in keepalived.data.
@Suite("Defaults of instances")
struct DefaultsTests {
    struct Measured: Sendable {
        let global: String
        let own: String
        /// Delay, repeat, refresh, its repeat, delay and repeat after a lower priority; adverts until down.
        let numbers: [Int]
        /// Whether a lower priority is answered, and whether an advertisement goes before yielding to a higher one.
        var answers: [Bool] = [true, false]
    }

    static let all = [
        Measured(global: "", own: "", numbers: [5, 5, 0, 1, 5, 5, 3]),
        Measured(global: "", own: "garp_master_delay 9", numbers: [9, 5, 0, 1, 5, 5, 3]),
        Measured(global: "", own: "garp_master_repeat 7", numbers: [5, 7, 0, 1, 5, 5, 3]),
        Measured(global: "", own: "garp_master_repeat 0", numbers: [5, 1, 0, 1, 5, 5, 3]),
        Measured(global: "", own: "garp_master_refresh 60", numbers: [5, 5, 60, 1, 5, 5, 3]),
        Measured(global: "", own: "garp_master_refresh_repeat 4", numbers: [5, 5, 0, 4, 5, 5, 3]),
        Measured(global: "", own: "garp_lower_prio_delay 8", numbers: [5, 5, 0, 1, 8, 5, 3]),
        Measured(global: "", own: "garp_lower_prio_repeat 0", numbers: [5, 5, 0, 1, 5, 0, 3]),
        Measured(global: "", own: "strict_mode", numbers: [5, 5, 0, 1, 0, 0, 3], answers: [false, false]),
        Measured(global: "", own: "down_timer_adverts 5", numbers: [5, 5, 0, 1, 5, 5, 5]),
        Measured(
            global: "", own: "lower_prio_no_advert", numbers: [5, 5, 0, 1, 5, 5, 3], answers: [false, false]),
        Measured(
            global: "", own: "higher_prio_send_advert", numbers: [5, 5, 0, 1, 5, 5, 3],
            answers: [true, true]),
        Measured(global: "vrrp_garp_master_delay 3", own: "", numbers: [3, 5, 0, 1, 3, 5, 3]),
        Measured(
            global: "vrrp_garp_master_delay 3", own: "garp_master_delay 9", numbers: [9, 5, 0, 1, 3, 5, 3]),
        Measured(
            global: "vrrp_garp_master_delay 3\nvrrp_garp_lower_prio_delay 4", own: "garp_master_delay 9",
            numbers: [9, 5, 0, 1, 4, 5, 3]),
        Measured(global: "vrrp_garp_lower_prio_delay 4", own: "", numbers: [5, 5, 0, 1, 4, 5, 3]),
        Measured(global: "vrrp_garp_master_repeat 2", own: "", numbers: [5, 2, 0, 1, 5, 2, 3]),
        Measured(
            global: "vrrp_garp_master_repeat 2", own: "garp_master_repeat 7", numbers: [5, 7, 0, 1, 5, 2, 3]),
        Measured(
            global: "vrrp_garp_master_repeat 2\nvrrp_garp_lower_prio_repeat 3", own: "garp_master_repeat 7",
            numbers: [5, 7, 0, 1, 5, 3, 3]),
        Measured(global: "vrrp_garp_master_refresh 30", own: "", numbers: [5, 5, 30, 1, 5, 5, 3]),
        Measured(global: "vrrp_garp_master_refresh_repeat 2", own: "", numbers: [5, 5, 0, 2, 5, 5, 3]),
        Measured(global: "vrrp_min_garp", own: "", numbers: [0, 1, 0, 0, 0, 1, 3]),
        Measured(global: "vrrp_min_garp off", own: "", numbers: [5, 5, 0, 1, 5, 5, 3]),
        Measured(global: "vrrp_min_garp", own: "garp_master_repeat 7", numbers: [0, 7, 0, 0, 0, 1, 3]),
        Measured(
            global: "vrrp_min_garp\nvrrp_garp_master_delay 3", own: "", numbers: [3, 1, 0, 0, 3, 1, 3]),
        Measured(
            global: "vrrp_garp_master_repeat 2\nvrrp_min_garp", own: "", numbers: [0, 2, 0, 0, 0, 2, 3]),
        Measured(
            global: "vrrp_min_garp\nvrrp_garp_lower_prio_delay 4", own: "garp_master_delay 9",
            numbers: [9, 1, 0, 0, 4, 1, 3]),
        Measured(
            global: "vrrp_min_garp\nvrrp_garp_lower_prio_repeat 3", own: "", numbers: [0, 1, 0, 0, 0, 3, 3]),
        Measured(global: "vrrp_down_timer_adverts 4", own: "", numbers: [5, 5, 0, 1, 5, 5, 4]),
        Measured(
            global: "vrrp_down_timer_adverts 4", own: "strict_mode", numbers: [5, 5, 0, 1, 0, 0, 3],
            answers: [false, false]),
        Measured(
            global: "vrrp_lower_prio_no_advert", own: "", numbers: [5, 5, 0, 1, 5, 5, 3],
            answers: [false, false]),
        Measured(
            global: "vrrp_lower_prio_no_advert", own: "lower_prio_no_advert off",
            numbers: [5, 5, 0, 1, 5, 5, 3]),
        Measured(
            global: "vrrp_higher_prio_send_advert", own: "strict_mode", numbers: [5, 5, 0, 1, 0, 0, 3],
            answers: [false, false]),
        Measured(
            global: "vrrp_strict", own: "garp_lower_prio_repeat 6\ngarp_lower_prio_delay 8",
            numbers: [5, 5, 0, 1, 0, 0, 3], answers: [false, false]),
        Measured(global: "vrrp_strict", own: "strict_mode off", numbers: [5, 5, 0, 1, 5, 5, 3]),
    ]

    @Test("Each setting is what keepalived makes of both words", arguments: all)
    func measured(_ measured: Measured) throws {
        var machine = FakeMachine()
        let result = machine.load("global_defs {\n\(measured.global)\n}\n" + RuleTests.file(measured.own))
        let made = try #require(result.model.instances.first).election
        let sent = made.announcement
        let seconds = { (time: Duration) in Int(time.components.seconds) }
        #expect(
            [
                seconds(sent.masterDelay), sent.masterRepeat, seconds(sent.refreshInterval),
                sent.refreshRepeat,
                seconds(sent.lowerPriorityDelay), sent.lowerPriorityRepeat, made.downTimerAdverts,
            ] == measured.numbers)
        #expect([made.answersLowerPriority, made.sendsBeforeYielding] == measured.answers)
    }
}
