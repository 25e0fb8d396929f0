internal import Timing

/// How much may still be done within the second that began last: what foreign packets can cause has a bound, however
/// many arrive.
struct Allowance: Sendable {
    /// Within one second.
    static let limit = 10

    private var second = MonotonicInstant(nanoseconds: .min)
    private var used = 0

    /// Takes one; false if this second has no more.
    mutating func take(at now: MonotonicInstant) -> Bool {
        if second.nanoseconds == .min || now - second >= .seconds(1) { (second, used) = (now, 0) }
        guard used < Self.limit else { return false }
        used += 1
        return true
    }
}
