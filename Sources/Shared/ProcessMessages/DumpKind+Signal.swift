import Glibc
import SystemCalls

extension DumpKind {
    /// The signal that asks for this dump, as printed by `keepalived --signum`.
    public var signal: Int32 {
        switch self {
        case .data: SIGUSR1
        case .statistics: SIGUSR2
        case .statisticsAndClear: Signals.realTimeLast - 1
        case .json: Signals.realTimeFirst + 2
        }
    }
}
