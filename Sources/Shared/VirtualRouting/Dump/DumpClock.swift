internal import Timing

/// Turns the instants of a process into the dates that dumps show.
public struct DumpClock {
    private let offsetNanoseconds: Int64
    private let longText: (Int64) -> String

    /// A clock.
    ///
    /// - Parameters:
    ///   - offsetNanoseconds: The time since 1970 minus that of the monotonic clock.
    ///   - longText: The date of a second since 1970, such as `Sat Nov 21 06:22:26 2026`.
    public init(offsetNanoseconds: Int64, longText: @escaping (Int64) -> String) {
        self.offsetNanoseconds = offsetNanoseconds
        self.longText = longText
    }

    /// Seconds since 1970 with six decimals; 0 for no instant.
    func seconds(_ instant: MonotonicInstant?) -> String {
        let microseconds = microseconds(instant)
        let digits = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The same with the date: `1795817405.767863 (Fri Nov 27 22:10:05.767863 2026)`.
    func date(_ instant: MonotonicInstant?) -> String {
        let seconds = seconds(instant)
        let long = longText(microseconds(instant) / 1_000_000)
        return "\(seconds) (\(long.dropLast(5)).\(seconds.suffix(6))\(long.suffix(5)))"
    }

    private func microseconds(_ instant: MonotonicInstant?) -> Int64 {
        instant.map { max(0, $0.nanoseconds + offsetNanoseconds) / 1000 } ?? 0
    }
}
