import Glibc
import ProcessMessages
import SystemCalls

/// The signals by the names that `keepalived --signum` knows.
enum SignalFunction {
    /// The number behind a name; nil: there is none.
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
