/// The severity of a line, as in syslog (RFC 5424 §6.2.1).
public enum LogLevel: UInt8, Comparable, Sendable, CaseIterable {
    /// The system cannot be used.
    case emergency = 0
    /// Action is needed at once.
    case alert = 1
    /// An error that keeps the program from working.
    case critical = 2
    /// An error.
    case error = 3
    /// Something that may become an error.
    case warning = 4
    /// Normal, but notable.
    case notice = 5
    /// For information.
    case info = 6
    /// For debugging.
    case debug = 7

    /// Orders by severity: `emergency` is the least.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The kind of program that writes to syslog (RFC 5424 §6.2.1).
public enum LogFacility: Equatable, Sendable {
    /// An ordinary program.
    case user
    /// A daemon.
    case daemon
    /// One of the eight for local use, 0 to 7.
    case local(UInt8)

    /// The facility with that number; nil if daemons do not use it.
    public init?(number: UInt8) {
        switch number {
        case 1: self = .user
        case 3: self = .daemon
        case 16...23: self = .local(number - 16)
        default: return nil
        }
    }

    /// The facility's number.
    public var number: UInt8 {
        switch self {
        case .user: 1
        case .daemon: 3
        case .local(let index): 16 + min(index, 7)
        }
    }
}
