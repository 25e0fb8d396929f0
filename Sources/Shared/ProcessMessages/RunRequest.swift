/// A command that a child asks its supervisor to run, so that the child never waits for a disk or a script.
public struct RunRequest: Equatable, Sendable {
    /// The user and groups a command runs as.
    public struct Identity: Equatable, Sendable {
        /// The user's number.
        public var userID: UInt32
        /// The group's number.
        public var groupID: UInt32
        /// Supplementary groups.
        public var supplementaryGroupIDs: [UInt32]

        /// A user, a group and further groups.
        public init(userID: UInt32, groupID: UInt32, supplementaryGroupIDs: [UInt32]) {
            self.userID = userID
            self.groupID = groupID
            self.supplementaryGroupIDs = supplementaryGroupIDs
        }
    }

    /// What becomes of a request whose lane is busy.
    public enum Policy: UInt8, Sendable {
        /// It is answered with `.stillRunning` at once: a tracker never runs twice at a time.
        case skipIfBusy = 0
        /// It waits for its turn: notifications of one instance run in order, and none is lost.
        case queue = 1
    }

    /// Chosen by the child; the answer carries it.
    public var id: UInt64
    /// Commands of one lane run one at a time.
    public var lane: String
    /// What to do while the lane is busy.
    public var policy: Policy
    /// The program and its arguments.
    public var words: [String]
    /// Who runs it; nil: the supervisor's own user.
    public var identity: Identity?
    /// After this many milliseconds the process group is ended; 0: never.
    public var timeoutMilliseconds: UInt32

    /// A request of these parts.
    public init(
        id: UInt64, lane: String, policy: Policy, words: [String], identity: Identity?,
        timeoutMilliseconds: UInt32
    ) {
        self.id = id
        self.lane = lane
        self.policy = policy
        self.words = words
        self.identity = identity
        self.timeoutMilliseconds = timeoutMilliseconds
    }
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
    /// Not at all: this call failed with this errno.
    case notStarted(call: String, errno: Int32)
}
