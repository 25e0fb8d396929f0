import HealthChecks
import Testing
import Timing

/// A generator of one number.
private struct Constant: RandomNumberGenerator {
    var number: UInt64
    mutating func next() -> UInt64 { number }
}

@Suite("When a checker checks, and what it makes of the verdicts")
struct RetryMachineTests {
    private typealias Effect = RetryMachine.Effect
    private static let begin = MonotonicInstant(nanoseconds: 1_000)
    private static let failure = CheckFailure.closed(.connection)

    /// Plays verdicts; the effects but `.check`, and the waits in seconds before each check.
    private static func play(
        _ schedule: CheckSchedule, _ verdicts: [Verdict]
    ) -> (effects: [[Effect]], waits: [Double], isUp: Bool) {
        var generator = Constant(number: UInt64.max / 2)
        var machine = RetryMachine(schedule, at: begin, using: &generator)
        var now = begin
        var effects: [[Effect]] = []
        var waits: [Double] = []
        for verdict in verdicts {
            let deadline = machine.deadline ?? now
            waits.append((deadline - now) / .seconds(1))
            now = deadline
            var started: [Effect] = []
            machine.timeout(at: now, into: &started)
            #expect(started == [.check])
            #expect(machine.deadline == nil)
            now = now + .seconds(2)
            var found: [Effect] = []
            machine.finished(verdict, at: now, into: &found)
            effects.append(found)
        }
        return (effects, waits, machine.isUp)
    }

    private static let schedule = CheckSchedule(
        delayLoop: .seconds(10), retries: 2, delayBeforeRetry: .seconds(3), warmup: .zero)

    @Test("A server that is up stays up while all is well")
    func well() {
        let played = Self.play(Self.schedule, [.success, .success])
        #expect(played.effects == [[], []])
        #expect(played.waits == [0, 10])
        #expect(played.isUp)
    }

    @Test("A result while no check runs says nothing")
    func stray() {
        var generator = Constant(number: 0)
        var machine = RetryMachine(Self.schedule, at: Self.begin, using: &generator)
        let before = machine
        var effects: [Effect] = []
        machine.finished(.failure(Self.failure), at: Self.begin, into: &effects)
        #expect(machine == before && effects.isEmpty)
    }

    @Test("It goes down when the retries have failed, too, and is polled silently then")
    func down() {
        let played = Self.play(Self.schedule, Array(repeating: .failure(Self.failure), count: 5))
        #expect(played.effects == [[], [], [.down(Self.failure, retries: 2)], [], []])
        #expect(played.waits == [0, 3, 3, 10, 10])
        #expect(!played.isUp)
    }

    @Test("A success between failures starts the retries again")
    func again() {
        let failed = Verdict.failure(Self.failure)
        let played = Self.play(Self.schedule, [failed, failed, .success, failed, failed])
        #expect(played.effects == [[], [], [], [], []])
        #expect(played.waits == [0, 3, 3, 10, 3])
        #expect(played.isUp)
    }

    @Test("It comes up with the first success")
    func up() {
        var schedule = Self.schedule
        schedule.retries = 0
        let played = Self.play(schedule, [.failure(Self.failure), .success])
        #expect(played.effects == [[.down(Self.failure, retries: 0)], [.up]])
        #expect(played.isUp)
    }

    @Test("alpha: down until the first result decides, without retries")
    func alpha() {
        var schedule = Self.schedule
        schedule.startsDown = true
        let failed = Self.play(schedule, [.failure(Self.failure), .failure(Self.failure)])
        #expect(failed.effects == [[.down(Self.failure, retries: 0)], []])
        #expect(failed.waits == [0, 10])
        #expect(Self.play(schedule, [.success]).effects == [[.up]])
        #expect(!Self.play(schedule, []).isUp)
    }

    @Test("log_all_failures: every failure before the last one is told")
    func allFailures() {
        var schedule = Self.schedule
        schedule.tellsAllFailures = true
        let played = Self.play(schedule, Array(repeating: .failure(Self.failure), count: 4))
        #expect(
            played.effects == [
                [.failedAttempt(Self.failure, attempt: 1, attempts: 3)],
                [.failedAttempt(Self.failure, attempt: 2, attempts: 3)],
                [.down(Self.failure, retries: 2)], [],
            ])
    }

    @Test("The first check comes at a random time in the warm-up, which is delay_loop unless given")
    func warmup() {
        #expect(CheckSchedule(delayLoop: .seconds(7)).warmup == .seconds(7))
        var generator = SystemRandomNumberGenerator()
        let schedule = CheckSchedule(delayLoop: .seconds(10))
        for _ in 0..<1000 {
            let machine = RetryMachine(schedule, at: Self.begin, using: &generator)
            let wait = (machine.deadline ?? Self.begin) - Self.begin
            #expect(wait >= .zero && wait <= .seconds(10))
        }
        let half = Self.play(CheckSchedule(delayLoop: .seconds(10)), [.success]).waits[0]
        #expect(half > 4.9 && half < 5.1)
    }

    @Test("A weight is told when it changes")
    func weight() {
        let played = Self.play(
            Self.schedule,
            [.success, .success(weight: 5), .success(weight: 5), .success(weight: 0), .success])
        #expect(played.effects == [[], [.weight(5)], [], [.weight(0)], [.weight(nil)]])
    }

    @Test("A timeout before the deadline does nothing")
    func early() {
        var generator = Constant(number: 0)
        var machine = RetryMachine(Self.schedule, at: Self.begin, using: &generator)
        var effects: [Effect] = []
        machine.timeout(at: Self.begin - .nanoseconds(1), into: &effects)
        #expect(effects == [])
    }

    @Test(
        "What a script's status says",
        arguments: [
            (0, false, Verdict.success), (0, true, .success), (1, true, .failure(.exited(code: 1))),
            (2, true, .success(weight: 0)), (255, true, .success(weight: 253)),
            (2, false, .failure(.exited(code: 2))), (127, false, .failure(.exited(code: 127))),
        ])
    func script(_ code: Int32, _ isDynamic: Bool, _ verdict: Verdict) {
        #expect(Verdict(exitCode: code, isDynamic: isDynamic) == verdict)
    }

    private static func machine(_ schedule: CheckSchedule) -> RetryMachine {
        var generator = Constant(number: UInt64.max / 2)
        return RetryMachine(schedule, at: begin, using: &generator)
    }

    @Test("A new pace keeps the state, and brings the next check nearer but not further away")
    func pace() {
        var machine = Self.machine(Self.schedule)
        var effects: [Effect] = []
        machine.timeout(at: Self.begin, into: &effects)
        machine.finished(.failure(Self.failure), at: Self.begin, into: &effects)
        #expect(machine.deadline == Self.begin + .seconds(3))
        var pace = Self.schedule
        pace.delayLoop = .seconds(1)
        machine.adopt(pace, at: Self.begin)
        #expect(machine.deadline == Self.begin + .seconds(1))
        pace.delayLoop = .seconds(100)
        machine.adopt(pace, at: Self.begin)
        #expect(machine.deadline == Self.begin + .seconds(1))
        #expect(machine.isUp)
        #expect(machine.schedule == pace)
    }

    @Test("A machine that rests has nothing due until it goes on")
    func rest() {
        var machine = Self.machine(Self.schedule)
        machine.suspend()
        var effects: [Effect] = []
        machine.timeout(at: Self.begin + .seconds(100), into: &effects)
        #expect(effects == [])
        machine.resume(at: Self.begin + .seconds(7))
        #expect(machine.deadline == Self.begin + .seconds(7))
    }

    @Test("What a server is taken for decides nothing but how its first results count")
    func assumption() {
        var machine = Self.machine(Self.schedule)
        machine.assume(isUp: false)
        #expect(!machine.isUp)
        var effects: [Effect] = []
        machine.timeout(at: Self.begin, into: &effects)
        machine.finished(.success, at: Self.begin, into: &effects)
        #expect(effects == [.check, .up])
    }
}
