public import NetworkTypes

/// An error in a command line.
public enum ArgumentError: Error, Equatable, Sendable {
    /// It does not begin with a command, or has none.
    case noCommand
    /// An option is unknown or lacks its value; the message of `popt(3)`.
    case unreadable(String)
    /// There is a second command; the word.
    case secondCommand(String)
    /// An option is repeated, or two exclude each other.
    case repeated(String)
    /// An argument that belongs to no option.
    case unexpected(String)
    /// The command requires this option.
    case missing(option: String, command: String)
    /// The command does not accept this option.
    case illegal(option: String, command: String)
    /// The listing does not accept both options.
    case conflict(option: String, other: String, command: String)
    /// The options of a tunnel conflict.
    case tunnel(TunnelConflict)
    /// A value is malformed or out of range; the name of the value, such as `weight`.
    case illegalValue(String)
    /// A number is malformed or out of range, and its message repeats it: `fwmark`, `timeout`.
    case invalidNumber(String, value: String)
    /// An address is not a multicast group of its family.
    case invalidGroup(AddressFamily, value: String)
    /// A scheduler flag that does not exist.
    case unknownSchedulerFlag(String)
    /// A scheduler flag of another scheduler.
    case incompatibleSchedulerFlag(String)
    /// A rule is broken.
    case rule(Rule)

    /// Rules whose messages need no facts.
    public enum Rule: String, Sendable {
        case ipv6BeforeMark = "-6 used before -f\n"
        case onePacketWithoutDatagrams = "One-Packet Scheduling is only for UDP virtual services"
        case zeroPort = "Zero port specified for non-persistent service"
        case familiesDiffer = "Different address family is allowed only for tunneling servers"
        case listConflict = "options conflicts in the list command"
        case timeoutCount = "--set option requires 3 timeout values"
    }

    /// A conflict between the options of a tunnel.
    public enum TunnelConflict: Equatable, Sendable {
        /// The server is not tunnelled.
        case notTunnelled
        /// The kind of tunnel does not accept the option.
        case illegal(option: String, kind: String)
        /// The kind of tunnel requires the option.
        case missing(option: String, kind: String)
        /// The two cannot be combined.
        case conflict(option: String, other: String, kind: String)
    }

    /// The exit status: 255 for a line that could not be parsed, 2 for an error in its meaning.
    public var status: Int32 {
        switch self {
        case .noCommand, .unreadable: 255
        default: 2
        }
    }
}

extension ArgumentError {
    /// The message of `ipvsadm(8)`; `program` is the name that the program was called by.
    package func text(program: String) -> String {
        switch self {
        case .noCommand: "Try `\(program) -h' or '\(program) --help' for more information."
        case .unreadable(let text): text
        case .secondCommand(let word): "invalid option `\(word)'"
        case .repeated(let option): "multiple '\(option)' options specified"
        case .unexpected(let word): "unexpected argument \(word)"
        case .missing(let option, let command):
            "You need to supply the '\(option)' option for the '\(command)' command"
        case .illegal(let option, let command): "Illegal '\(option)' option with the '\(command)' command"
        case .conflict(let option, let other, let command):
            "The option '\(option)' conflicts with the '\(other)' option in the '\(command)' command"
        case .tunnel(let conflict): conflict.text
        case .illegalValue(let what): "illegal \(what) specified"
        case .invalidNumber(let what, let value): "invalid \(what) value `\(value)' specified"
        case .invalidGroup(let family, let value): "invalid \(family) mcast-group `\(value)'"
        case .unknownSchedulerFlag(let flag): "invalid scheduler flag `\(flag)'"
        case .incompatibleSchedulerFlag(let flag): "incompatible scheduler flag `\(flag)'"
        case .rule(let rule): rule.rawValue
        }
    }
}

extension ArgumentError.TunnelConflict {
    var text: String {
        switch self {
        case .notTunnelled: "Tunnel options conflict with forward method"
        case .illegal(let option, let kind): "Illegal '\(option)' option with the '\(kind)' tunnel type"
        case .missing(let option, let kind):
            "You need to supply the '\(option)' option for the '\(kind)' tunnel type"
        case .conflict(let option, let other, let kind):
            "The option '\(option)' conflicts with the '\(other)' option in the '\(kind)' tunnel type"
        }
    }
}
