import Timing

/// The delay before a child is restarted: none the first time, then 1, 2, 4 … 60 s while it lives less than a minute.
struct RestartDelay {
    /// A child that lived this long restarts without delay.
    static let steadyLife: Duration = .seconds(60)
    static let limit: Duration = .seconds(60)

    private var next: Duration = .zero

    init() {}

    /// The delay before the next start of a child that lived for `life`.
    mutating func delay(afterLife life: Duration) -> Duration {
        if life >= Self.steadyLife { next = .zero }
        defer { next = next == .zero ? .seconds(1) : min(next * 2, Self.limit) }
        return next
    }
}
