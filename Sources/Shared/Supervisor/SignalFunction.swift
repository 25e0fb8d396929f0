import Glibc
import ProcessMessages
import SystemCalls

/// The names of signals that `keepalived --signum` accepts.
enum SignalFunction {
    /// The number of a signal; nil for an unknown name.
    static func number(_ name: String) -> Int32? {
        switch name {
        case "STOP": SIGTERM
        case "RELOAD": SIGHUP
        case "DATA": DumpKind.data.signal
        case "STATS": DumpKind.statistics.signal
        case "STATS_CLEAR": DumpKind.statisticsAndClear.signal
        case "JSON": DumpKind.json.signal
        default: nil
        }
    }
}
