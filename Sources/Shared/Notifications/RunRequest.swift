public import Configuration
import Timing

/// A command that a process asks its supervisor to run, so that it never waits for a disk or a script itself.
public struct RunRequest: Equatable, Sendable {
    /// What becomes of a request whose lane is busy.
    public enum Policy: UInt8, Sendable {
        /// It is answered with `.stillRunning` at once: a tracker never runs twice at a time.
        case skipIfBusy = 0
        /// It waits for its turn: notifications of one instance run in order, and none is lost.
        case queue = 1
    }

    /// Chosen by the process that asks; the answer carries it.
    public var id: UInt64
    /// Commands of one lane run one at a time.
    public var lane: String
    /// What to do while the lane is busy.
    public var policy: Policy
    /// The program and its arguments.
    public var words: [String]
    /// Who runs it; nil: the supervisor's own user.
    public var credentials: UserAndGroup?
    /// After this many milliseconds the process group is ended; 0: never.
    public var timeoutMilliseconds: UInt32

    /// A request of these parts.
    public init(
        id: UInt64, lane: String, policy: Policy, words: [String], timeoutMilliseconds: UInt32,
        credentials: UserAndGroup?
    ) {
        self.id = id
        self.lane = lane
        self.policy = policy
        self.words = words
        self.credentials = credentials
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// A request to run a command of the configuration, which may take as long as `limit`; nil: as long as it likes.
    public init(_ id: UInt64, _ command: Command, lane: String, policy: Policy, limit: Duration? = nil) {
        // 0 would be no limit at all.
        let milliseconds = limit.map { max(1, $0.wholeNanoseconds / 1_000_000) } ?? 0
        self.init(
            id: id, lane: lane, policy: policy, words: command.words,
            timeoutMilliseconds: UInt32(clamping: milliseconds), credentials: command.credentials)
    }

    /// A request to run a tracked script once.
    public init(tracking script: VRRPScript, _ id: UInt64) {
        self.init(id, script.command, lane: script.lane, policy: .skipIfBusy, limit: script.timeout)
    }
}

extension VRRPScript {
    /// The lane of its runs.
    public var lane: String { "SCRIPT \(name)" }
}

/// How a requested run ended.
public enum RunOutcome: Equatable, Sendable {
    /// With this exit status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
    /// By its time limit.
    case timedOut
    /// Not at all: the previous run of its lane has not ended.
    case stillRunning
    /// Not at all: too many wait, or its lane was given up before its turn came. It says nothing of the command.
    case dropped
    /// Not at all: this call failed with this errno.
    case notStarted(call: String, errno: Int32)
}

/// Gives the requests of one process their numbers.
public struct RunNumbers: Equatable, Sendable {
    private var last: UInt64 = 0

    /// The first number is 1.
    public init() {}

    /// A number that no other request of the process has.
    public mutating func next() -> UInt64 {
        last += 1
        return last
    }
}
