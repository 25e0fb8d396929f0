/// `vrrp_track_process`: which processes count, and how many of them there must be.
public struct TrackedProcess: Equatable, Sendable {
    /// How the parameters of a command are compared.
    public enum ParameterMatch: Equatable, Sendable {
        /// All of them. keepalived: `param_match` without a word.
        case exact
        /// The first ones; others may follow. keepalived: `param_match partial`.
        case partial
        /// The first ones, of which the last may be longer; others may follow. keepalived: `param_match initial`.
        case initial
    }

    /// The block's name.
    public var name: String
    /// The first word of `process`.
    public var command: [UInt8] = []
    /// The further words of `process`.
    public var parameters: [[UInt8]] = []
    /// `param_match`; nil: not given, so that any parameters match if there are none here, and exactly these otherwise.
    public var parameterMatch: ParameterMatch?
    /// `full_command`: the command line is compared, not the name of the process.
    public var isFullCommand = false
    /// `quorum`, 1 to 65,535; 0 only if the maximum is 0.
    public var quorum = 1
    /// `quorum_max`, 0 to 65,535; nil: no limit.
    public var maximum: Int?
    /// `fork_delay`: how long a change of the quorum that follows from a fork must last before it counts; 0 to an hour.
    public var forkDelay: Duration = .zero
    /// `terminate_delay`: the same for a change that follows from the end of a process.
    public var terminateDelay: Duration = .zero
    /// `weight`, -254 to 254.
    public var weight = 0
    /// `reverse`.
    public var isReversed = false

    /// A tracker with keepalived's defaults, of no process yet.
    public init(name: String) {
        self.name = name
    }

    /// Whether the command line decides, not the name of the process.
    public var comparesCommandLine: Bool {
        isFullCommand || !parameters.isEmpty || parameterMatch != nil
    }

    /// Whether this many processes are a quorum.
    func isQuorum(_ count: Int) -> Bool { count >= quorum && count <= maximum ?? .max }

    /// Whether both have a quorum at the same counts.
    func hasQuorum(asHas other: TrackedProcess) -> Bool {
        quorum == other.quorum && maximum == other.maximum
    }

    /// Whether both count the same processes.
    func counts(asDoes other: TrackedProcess) -> Bool {
        command == other.command && parameters == other.parameters
            && comparesCommandLine == other.comparesCommandLine && parameterMatch == other.parameterMatch
    }
}

/// What a process is known by.
public struct ProcessImage: Equatable, Sendable {
    /// Its name, of at most 15 bytes: `/proc/PID/comm`.
    public var name: [UInt8]
    /// The words of its command line, each with a zero byte behind it: the beginning of `/proc/PID/cmdline`. Empty if it has
    /// none, or if nobody asks for it.
    public var commandLine: [UInt8]

    /// A process of this name and command line. A last word that lacks its zero byte gets it.
    public init(name: [UInt8], commandLine: [UInt8] = []) {
        self.name = name
        self.commandLine = commandLine
        if let last = commandLine.last, last != 0 { self.commandLine.append(0) }
    }
}

/// What a tracked process looks like, prepared for comparison.
struct ProcessPattern: Sendable {
    private let isExact: Bool
    /// How a command line must begin, or all of it.
    let words: [UInt8]

    /// The pattern of a tracker that compares command lines.
    init(_ process: TrackedProcess) {
        var words: [UInt8] = []
        for word in [process.command] + process.parameters { words += word + [0] }
        switch process.parameterMatch {
        case nil: isExact = !process.parameters.isEmpty
        case .exact: isExact = true
        case .partial: isExact = false
        case .initial:
            isExact = false
            // The command itself is compared as a whole.
            if !process.parameters.isEmpty { words.removeLast() }
        }
        self.words = words
    }

    func matches(_ commandLine: [UInt8]) -> Bool {
        isExact ? commandLine == words : commandLine.starts(with: words)
    }
}
