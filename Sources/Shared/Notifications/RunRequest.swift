public import Configuration
import Timing

/// A process's request to its supervisor to run a command, so that the process itself need not wait for it.
public struct RunRequest: Equatable, Sendable {
    /// What to do with a request whose lane is busy.
    public enum Policy: UInt8, Sendable {
        /// Answer `.stillRunning` at once: a tracker never runs twice at a time.
        case skipIfBusy = 0
        /// Queue it: notifications of an instance run in order, and none is lost.
        case queue = 1
    }

    /// The id, chosen by the requesting process; the answer contains it.
    public var id: UInt64
    /// Commands of one lane run one at a time.
    public var lane: String
    /// What to do while the lane is busy.
    public var policy: Policy
    /// The program and its arguments.
    public var words: [String]
    /// The user who runs it; nil for the supervisor's own.
    public var credentials: UserAndGroup?
    /// The process group is ended after this many milliseconds; 0 for never.
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

    /// A request to run a command of the configuration, with a time limit; nil for none.
    public init(_ id: UInt64, _ command: Command, lane: String, policy: Policy, limit: Duration? = nil) {
        // 0 would mean no limit.
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
    /// It exited with this status.
    case exited(Int32)
    /// This signal terminated it.
    case signalled(Int32)
    /// It reached its time limit and was ended.
    case timedOut
    /// It was not run: the previous run of its lane has not ended.
    case stillRunning
    /// It was not run: too many were waiting, or its lane was cancelled first. This says nothing about the command.
    case dropped
    /// It was not run: this call failed with this errno.
    case notStarted(call: String, errno: Int32)
}

/// Numbers the requests of a process.
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
