public import NetworkTypes

/// What is wrong with a command line.
public enum ArgumentError: Error, Equatable, Sendable {
    /// It does not begin with a command, or has none.
    case noCommand
    /// An option is not known or lacks its value: the sentence of `popt(3)`.
    case unreadable(String)
    /// A second command; the word.
    case secondCommand(String)
    /// An option stands twice, or two of a kind do.
    case repeated(String)
    /// A word that belongs to no option.
    case unexpected(String)
    /// The command lacks an option.
    case missing(option: String, command: String)
    /// The command does not take an option.
    case illegal(option: String, command: String)
    /// The listing does not take both.
    case conflict(option: String, other: String, command: String)
    /// Options of a tunnel do not go together.
    case tunnel(TunnelConflict)
    /// A value is out of its range or form; what it was for: `weight`.
    case illegalValue(String)
    /// A number out of its range or form, of a kind whose message repeats it: `fwmark`, `timeout`.
    case invalidNumber(String, value: String)
    /// An address that is no multicast group of its family.
    case invalidGroup(AddressFamily, value: String)
    /// A scheduler flag that does not exist.
    case unknownSchedulerFlag(String)
    /// A scheduler flag of another scheduler.
    case incompatibleSchedulerFlag(String)
    /// A rule that needs no facts.
    case rule(Rule)

    /// Rules that are broken as they stand.
    public enum Rule: String, Sendable {
        case ipv6BeforeMark = "-6 used before -f\n"
        case onePacketWithoutDatagrams = "One-Packet Scheduling is only for UDP virtual services"
        case zeroPort = "Zero port specified for non-persistent service"
        case familiesDiffer = "Different address family is allowed only for tunneling servers"
        case listConflict = "options conflicts in the list command"
        case timeoutCount = "--set option requires 3 timeout values"
    }

    /// What is wrong with the options of a tunnel.
    public enum TunnelConflict: Equatable, Sendable {
        /// The server is not tunnelled.
        case notTunnelled
        /// The kind of tunnel does not take the option.
        case illegal(option: String, kind: String)
        /// The kind of tunnel needs the option.
        case missing(option: String, kind: String)
        /// The two cannot be combined.
        case conflict(option: String, other: String, kind: String)
    }

    /// The status that the program ends with: 255 for a line that could not be taken apart, 2 for what it says.
    public var status: Int32 {
        switch self {
        case .noCommand, .unreadable: 255
        default: 2
        }
    }
}

extension ArgumentError {
    /// The sentence of `ipvsadm(8)`; `program` is what the program is called as.
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
