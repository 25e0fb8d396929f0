package import Timing

/// What the driver of a dialogue must do next.
public enum DialogueStep: Equatable, Sendable {
    /// Wait for bytes, the end of the connection or the deadline.
    case wait
    /// Send these bytes, then wait.
    case send([UInt8])
    /// Perform the TLS handshake, then call `connected` again.
    case needTLS
    /// The check is over. Nothing more may be called.
    case verdict(Verdict)
}

/// A fact that a check has found, for users to read.
public struct Finding: Equatable, Sendable {
    /// Its name: `status`.
    public var name: String
    /// Its value as text.
    public var value: String

    /// A fact with this name and value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A check as a conversation with a server. It is driven by bytes and time, says what to send, and ends with a verdict.
///
/// A dialogue never waits past its deadline, and stores little of what it receives.
package protocol Dialogue {
    /// When `timeout` must be called, unless something else happens first.
    var deadline: MonotonicInstant { get }
    /// What the dialogue waits for.
    var stage: CheckStage { get }
    /// What it has found so far.
    var findings: [Finding] { get }
    /// The transport is ready for bytes; after `needTLS`, the TLS handshake is complete.
    mutating func connected(at now: MonotonicInstant) -> DialogueStep
    /// Bytes of a stream, at least one, or one datagram.
    mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep
    /// The server will send nothing more. Only for streams.
    mutating func closed(at now: MonotonicInstant) -> DialogueStep
    /// The transport could not be established or was lost, for this reason.
    mutating func failed(_ problem: String, at now: MonotonicInstant) -> DialogueStep
    /// The deadline has passed.
    mutating func timeout(at now: MonotonicInstant) -> DialogueStep
}

extension Dialogue {
    /// No findings.
    package var findings: [Finding] { [] }

    /// Fails at once.
    package mutating func failed(_ problem: String, at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.connection(stage, problem: problem)))
    }
}

/// The time limits of a check.
public struct TimeLimits: Equatable, Sendable {
    /// The limit for the connection.
    public var connection: Duration
    /// After that, the limit for each sign of life from the server.
    public var step: Duration
    /// The limit for the whole check.
    public var whole: Duration

    /// Creates limits. keepalived: `connect_timeout` is the first two.
    public init(connection: Duration? = nil, step: Duration, whole: Duration) {
        self.connection = connection ?? step
        self.step = step
        self.whole = whole
    }
}

/// What a dialogue is waiting for, and until when.
struct Patience: Equatable, Sendable {
    private(set) var stage = CheckStage.connection
    private let limits: TimeLimits
    private let end: MonotonicInstant
    private var stepEnd: MonotonicInstant

    /// Waits for the connection.
    init(_ limits: TimeLimits, from now: MonotonicInstant) {
        self.limits = limits
        end = now + limits.whole
        stepEnd = now + limits.connection
    }

    var deadline: MonotonicInstant { min(end, stepEnd) }

    /// Notes a sign of life, and waits for `stage`.
    mutating func wait(for stage: CheckStage, from now: MonotonicInstant) {
        self.stage = stage
        stepEnd = now + limits.step
    }

    /// The failure at the deadline.
    var failure: CheckFailure {
        guard stepEnd <= end else { return .tooSlow(stage, milliseconds: limits.whole.wholeMilliseconds) }
        let limit = stage == .connection ? limits.connection : limits.step
        return .timedOut(stage, milliseconds: limit.wholeMilliseconds)
    }
}

extension Duration {
    /// In milliseconds, rounded.
    fileprivate var wholeMilliseconds: Int64 { (wholeNanoseconds + 500_000) / 1_000_000 }
}
