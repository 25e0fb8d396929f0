package import Timing

/// What must be done next for a dialogue.
public enum DialogueStep: Equatable, Sendable {
    /// Wait for bytes, the end of the connection or the deadline.
    case wait
    /// Send these bytes, then wait.
    case send([UInt8])
    /// Shake hands for TLS, then call `connected` again.
    case needTLS
    /// The check is over; nothing more may be called.
    case verdict(Verdict)
}

/// A fact that a check came across, for people.
public struct Finding: Equatable, Sendable {
    /// A word: `status`.
    public var name: String
    /// Its value as text.
    public var value: String

    /// A fact.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One check as a talk with a server: driven by bytes and time, it says what to send and in the end what is true.
///
/// A dialogue never waits past its deadline, and keeps little of what it hears.
package protocol Dialogue {
    /// When `timeout` must be called, unless something else happens first.
    var deadline: MonotonicInstant { get }
    /// What the dialogue waits for.
    var stage: CheckStage { get }
    /// What it came across so far.
    var findings: [Finding] { get }
    /// The transport is ready for bytes, or, after `needTLS`, TLS is.
    mutating func connected(at now: MonotonicInstant) -> DialogueStep
    /// Bytes of a stream, at least one, or one datagram.
    mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep
    /// The server will send no more; streams only.
    mutating func closed(at now: MonotonicInstant) -> DialogueStep
    /// The transport failed for this reason: it cannot be made, or is lost.
    mutating func failed(_ problem: String, at now: MonotonicInstant) -> DialogueStep
    /// The deadline has passed.
    mutating func timeout(at now: MonotonicInstant) -> DialogueStep
}

extension Dialogue {
    /// Nothing to tell.
    package var findings: [Finding] { [] }

    /// The failure, at once.
    package mutating func failed(_ problem: String, at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.connection(stage, problem: problem)))
    }
}

/// How long a check may take.
public struct TimeLimits: Equatable, Sendable {
    /// For the connection.
    public var connection: Duration
    /// After that for each sign of life.
    public var step: Duration
    /// For everything.
    public var whole: Duration

    /// These limits; keepalived has `connect_timeout` for the first two.
    public init(connection: Duration? = nil, step: Duration, whole: Duration) {
        self.connection = connection ?? step
        self.step = step
        self.whole = whole
    }
}

/// What a dialogue waits for, and until when.
struct Patience: Equatable, Sendable {
    private(set) var stage = CheckStage.connection
    private let limits: TimeLimits
    private let end: MonotonicInstant
    private var stepEnd: MonotonicInstant

    /// For the connection first.
    init(_ limits: TimeLimits, from now: MonotonicInstant) {
        self.limits = limits
        end = now + limits.whole
        stepEnd = now + limits.connection
    }

    var deadline: MonotonicInstant { min(end, stepEnd) }

    /// There was a sign of life, and `stage` is what is waited for now.
    mutating func wait(for stage: CheckStage, from now: MonotonicInstant) {
        self.stage = stage
        stepEnd = now + limits.step
    }

    /// Why the check fails at its deadline.
    var failure: CheckFailure {
        guard stepEnd <= end else { return .tooSlow(stage, milliseconds: limits.whole.wholeMilliseconds) }
        let limit = stage == .connection ? limits.connection : limits.step
        return .timedOut(stage, milliseconds: limit.wholeMilliseconds)
    }
}

extension Duration {
    /// To the nearest one.
    fileprivate var wholeMilliseconds: Int64 { (wholeNanoseconds + 500_000) / 1_000_000 }
}
