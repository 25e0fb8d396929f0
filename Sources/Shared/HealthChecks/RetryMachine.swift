public import Timing

/// When a checker checks (keepalived: the common keywords of checkers).
public struct CheckSchedule: Equatable, Sendable {
    /// From the end of a check to the next (`delay_loop`).
    public var delayLoop: Duration
    /// How many more tries a server that is up has after a failure (`retry`).
    public var retries: Int
    /// From a failure to the next try (`delay_before_retry`).
    public var delayBeforeRetry: Duration
    /// The longest wait before the first check (`warmup`).
    public var warmup: Duration
    /// Whether the server is down until a check says otherwise (`alpha`).
    public var startsDown: Bool
    /// Whether failures that are retried are reported, too (`log_all_failures`).
    public var tellsAllFailures: Bool

    /// keepalived's defaults for a TCP check.
    public init(
        delayLoop: Duration = .seconds(60), retries: Int = 1, delayBeforeRetry: Duration = .seconds(1),
        warmup: Duration? = nil, startsDown: Bool = false, tellsAllFailures: Bool = false
    ) {
        self.delayLoop = delayLoop
        self.retries = retries
        self.delayBeforeRetry = delayBeforeRetry
        self.warmup = warmup ?? delayLoop
        self.startsDown = startsDown
        self.tellsAllFailures = tellsAllFailures
    }
}

/// Decides when to check, and from the verdicts whether a server is up.
///
/// A server that is up goes down when a check and all its retries fail; one that is down comes up with the first
/// success. One that starts down is decided by its first result.
public struct RetryMachine: Equatable, Sendable {
    /// What follows from an event.
    public enum Effect: Equatable, Sendable {
        /// Start a check; `finished` tells how it ends.
        case check
        /// A check failed and is tried again: number `attempt` of `attempts`. Only if all failures are reported.
        case failedAttempt(CheckFailure, attempt: Int, attempts: Int)
        /// The server is up from now on.
        case up
        /// The server is down from now on, after that many retries.
        case down(CheckFailure, retries: Int)
        /// The server asks for this weight, nil for the configured one.
        case weight(Int?)
    }

    private enum State: Equatable, Sendable {
        /// Down, before the first result.
        case undecided
        case up(failures: Int)
        case down
    }

    /// The rules.
    public private(set) var schedule: CheckSchedule
    /// When `timeout` must be called; nil while a check runs.
    public private(set) var deadline: MonotonicInstant?
    /// The weight that the server asked for last, nil for the configured one.
    public private(set) var weight: Int?
    private var state: State

    /// A machine whose first check comes after a wait that `generator` chooses, at most the warm-up.
    public init(
        _ schedule: CheckSchedule, at now: MonotonicInstant,
        using generator: inout some RandomNumberGenerator
    ) {
        self.schedule = schedule
        state = schedule.startsDown ? .undecided : .up(failures: 0)
        let warmup = max(0, schedule.warmup.wholeNanoseconds)
        deadline = now + .nanoseconds(Int64.random(in: 0...warmup, using: &generator))
    }

    /// Whether the server is up.
    public var isUp: Bool {
        if case .up = state { return true }
        return false
    }

    /// Takes the server for up or down until the first result says more; before that only.
    public mutating func assume(isUp: Bool) { state = isUp ? .up(failures: 0) : .undecided }

    /// Takes over other rules. What is known stays; a check that would come later than they allow comes earlier.
    public mutating func adopt(_ schedule: CheckSchedule, at now: MonotonicInstant) {
        self.schedule = schedule
        if let deadline { self.deadline = min(deadline, now + schedule.delayLoop) }
    }

    /// No check is due, and the result of a running one is ignored, until `resume`.
    public mutating func suspend() { deadline = nil }

    /// The next check is due at `instant`: after `suspend`, or because the check that ran is one of several steps and
    /// says nothing yet.
    public mutating func resume(at instant: MonotonicInstant) { deadline = instant }

    /// The deadline has passed.
    public mutating func timeout(at now: MonotonicInstant, into effects: inout [Effect]) {
        guard let deadline, deadline <= now else { return }
        self.deadline = nil
        effects.append(.check)
    }

    /// The check that runs has ended; nothing follows if none runs.
    public mutating func finished(
        _ verdict: Verdict, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard deadline == nil else { return }
        switch verdict {
        case .success(let weight):
            deadline = now + schedule.delayLoop
            if !isUp { effects.append(.up) }
            state = .up(failures: 0)
            guard weight != self.weight else { return }
            self.weight = weight
            effects.append(.weight(weight))
        case .failure(let failure):
            fail(failure, at: now, into: &effects)
        }
    }

    private mutating func fail(
        _ failure: CheckFailure, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        switch state {
        case .up(let failures) where failures < schedule.retries:
            state = .up(failures: failures + 1)
            deadline = now + schedule.delayBeforeRetry
            guard schedule.tellsAllFailures else { return }
            effects.append(
                .failedAttempt(failure, attempt: failures + 1, attempts: schedule.retries + 1))
        case .up(let failures):
            goDown(failure, retries: failures, at: now, into: &effects)
        case .undecided:
            goDown(failure, retries: 0, at: now, into: &effects)
        case .down:
            deadline = now + schedule.delayLoop
        }
    }

    private mutating func goDown(
        _ failure: CheckFailure, retries: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        state = .down
        deadline = now + schedule.delayLoop
        effects.append(.down(failure, retries: retries))
    }
}
