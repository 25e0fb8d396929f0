import Configuration
import Testing
import Timing

@testable import VirtualRouting

@Suite("When tracked scripts run")
struct ScriptScheduleTests {
    private static func at(_ seconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: seconds * 1_000_000_000)
    }

    private static func script(_ name: String, _ seconds: Int) -> VRRPScript {
        var script = VRRPScript(name: name, command: Command(words: ["/bin/true"], text: "/bin/true"))
        script.interval = .seconds(seconds)
        script.timeout = .seconds(seconds)
        return script
    }

    private var schedule = ScriptSchedule()

    init() {
        _ = schedule.replace([Self.script("a", 2), Self.script("b", 5)], at: Self.at(0))
    }

    @Test("All run at once, then each at its own interval")
    mutating func intervals() {
        var runs: [[Int]] = []
        for second in 0...6 { runs.append(schedule.timeout(at: Self.at(Int64(second)))) }
        #expect(runs == [[0, 1], [], [0], [], [0], [1], [0]])
        #expect(schedule.deadline == Self.at(8))
    }

    @Test("A late wake-up runs a script once, and goes on from there")
    mutating func late() {
        _ = schedule.timeout(at: Self.at(0))
        let runs = schedule.timeout(at: Self.at(100))
        #expect(runs == [0, 1])
        #expect(schedule.deadline == Self.at(102))
    }

    @Test("A little lateness does not add up")
    mutating func drift() {
        _ = schedule.timeout(at: Self.at(0))
        _ = schedule.timeout(at: Self.at(2) + .milliseconds(900))
        #expect(schedule.deadline == Self.at(4))
    }

    @Test("A script that stays keeps its rhythm, a changed one runs at once")
    mutating func replaced() {
        _ = schedule.timeout(at: Self.at(0))
        let gone = schedule.replace([Self.script("b", 5), Self.script("a", 3)], at: Self.at(1))
        #expect(gone.map(\.name) == ["a"])
        let runs = schedule.timeout(at: Self.at(1))
        #expect(runs == [1])
        #expect(schedule.deadline == Self.at(4))
    }

    @Test("Without scripts nothing is ever due")
    func empty() {
        #expect(ScriptSchedule().deadline == nil)
    }

    @Test("A script never runs twice at a time, but not for ever because an answer was lost")
    mutating func overlap() {
        let begun = [
            schedule.begin(0, run: 1, at: Self.at(0)), schedule.begin(0, run: 2, at: Self.at(2)),
            // Its time limit and the patience are over.
            schedule.begin(0, run: 3, at: Self.at(32)),
        ]
        #expect(begun == [true, false, true])
        let ended = [schedule.ended(2), schedule.ended(1), schedule.ended(3)]
        #expect(ended == [nil, nil, 0])
        let isFree = schedule.begin(0, run: 4, at: Self.at(33))
        #expect(isFree)
    }
}
