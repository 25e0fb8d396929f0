internal import Timing

/// How much may still be done within the current second: bounds what foreign packets can cause, however many
/// arrive.
struct Allowance: Sendable {
    /// The most in one second.
    static let limit = 10

    private var second = MonotonicInstant(nanoseconds: .min)
    private var used = 0

    /// Takes one; false if this second's allowance is used up.
    mutating func take(at now: MonotonicInstant) -> Bool {
        if second.nanoseconds == .min || now - second >= .seconds(1) { (second, used) = (now, 0) }
        guard used < Self.limit else { return false }
        used += 1
        return true
    }
}
