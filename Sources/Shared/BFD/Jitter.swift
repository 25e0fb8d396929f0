internal import Timing

/// The random numbers of jitter and discriminators: SplitMix64, from a seed. Nobody must be unable to guess them, and the
/// same seed plays the same session again.
struct Jitter: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// The time to the next packet: 75 to 100 % of the interval, and at most 90 % if the loss of one packet is the end (RFC
    /// 5880 §6.8.7).
    mutating func shortened(_ intervalMicroseconds: UInt32, multiplier: UInt8) -> Duration {
        let interval = Int64(intervalMicroseconds) * 1000
        return .nanoseconds(
            Int64.random(in: interval * 3 / 4...interval * (multiplier == 1 ? 9 : 10) / 10, using: &self))
    }
}
