import Logging
import VirtualRouting

extension LogLine {
    /// keepalived logs nearly everything at this level; trouble stands out here.
    var level: LogLevel {
        switch self {
        case .addressChangeFailed, .interfacesUnreadable, .socketFailed, .sendFailed: .error
        case .addressRestored, .fileUnusable, .netlinkOverrun: .warning
        default: .info
        }
    }
}
