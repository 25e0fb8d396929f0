import Logging
import VirtualRouting

extension LogLine {
    /// keepalived logs nearly everything at this level; trouble stands out here.
    var level: LogLevel {
        switch self {
        case .addressChangeFailed, .socketFailed, .sendFailed: .error
        case .reloadRefused, .addressRestored, .netlinkOverrun: .warning
        default: .info
        }
    }
}
