import Glibc
import SystemCalls

extension DumpKind {
    /// The signal that programs built for musl send for `json`, because real-time signals begin elsewhere there. They
    /// send it to every process of ours, which must not end by it.
    public static let foreignJSONSignal = Signals.realTimeFirst + 3

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
