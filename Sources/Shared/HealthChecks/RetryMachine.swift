public import Timing

/// The timing of a check (keepalived: the common keywords of checkers).
public struct CheckSchedule: Equatable, Sendable {
    /// The time from the end of a check to the next (`delay_loop`).
    public var delayLoop: Duration
    /// How many times a failed check of a server that is up is retried (`retry`).
    public var retries: Int
    /// The time from a failure to the retry (`delay_before_retry`).
    public var delayBeforeRetry: Duration
    /// The longest wait before the first check (`warmup`).
    public var warmup: Duration
    /// Whether the server starts as down (`alpha`).
    public var startsDown: Bool
    /// Whether failures that are retried are reported as well (`log_all_failures`).
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

/// Decides when to check, and whether a server is up.
///
/// A server that is up goes down when a check and all its retries have failed. One that is down comes up after the
/// first success. One that starts as down is decided by its first result.
public struct RetryMachine: Equatable, Sendable {
    /// A consequence of an event.
    public enum Effect: Equatable, Sendable {
        /// Start a check; `finished` must follow.
        case check
        /// A check failed and will be retried: attempt `attempt` of `attempts`. Only if all failures are reported.
        case failedAttempt(CheckFailure, attempt: Int, attempts: Int)
        /// The server is now up.
        case up
        /// The server is now down, after that many retries.
        case down(CheckFailure, retries: Int)
        /// The server wants this weight; nil for the configured one.
        case weight(Int?)
    }

    private enum State: Equatable, Sendable {
        /// Down, without a result yet.
        case undecided
        case up(failures: Int)
        case down
    }

    /// The timing.
    public private(set) var schedule: CheckSchedule
    /// When `timeout` must be called; nil while a check is running.
    public private(set) var deadline: MonotonicInstant?
    /// The last weight that the server wanted; nil for the configured one.
    public private(set) var weight: Int?
    private var state: State

    /// A machine whose first check begins after a random delay of at most the warm-up.
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

    /// Assumes the server to be up or down until the first result. Call it before that only.
    public mutating func assume(isUp: Bool) { state = isUp ? .up(failures: 0) : .undecided }

    /// Takes over another timing and keeps the state. A check that the new timing wants earlier is moved forward.
    public mutating func adopt(_ schedule: CheckSchedule, at now: MonotonicInstant) {
        self.schedule = schedule
        if let deadline { self.deadline = min(deadline, now + schedule.delayLoop) }
    }

    /// Stops checking until `resume`. The result of a running check is ignored.
    public mutating func suspend() { deadline = nil }

    /// Schedules the next check at `instant`: after `suspend`, or when a check that ran was one of several steps and
    /// decides nothing yet.
    public mutating func resume(at instant: MonotonicInstant) { deadline = instant }

    /// Handles the deadline.
    public mutating func timeout(at now: MonotonicInstant, into effects: inout [Effect]) {
        guard let deadline, deadline <= now else { return }
        self.deadline = nil
        effects.append(.check)
    }

    /// Handles the result of the running check; ignored if none is running.
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
