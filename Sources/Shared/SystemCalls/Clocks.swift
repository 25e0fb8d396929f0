import Glibc
public import Timing

/// The machine's monotonic clock.
public enum MonotonicClock {
    /// The current time. The C function is `clock_gettime(2)` with `CLOCK_MONOTONIC`.
    public static func now() -> MonotonicInstant {
        let time = read(CLOCK_MONOTONIC)
        return MonotonicInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// The time since the machine started, including time asleep (`CLOCK_BOOTTIME`).
    public static func sinceBoot() -> Duration {
        let time = read(CLOCK_BOOTTIME)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// A time of day, from `CLOCK_REALTIME`.
public struct RealTime: Equatable, Sendable {
    /// Whole seconds since 1970-01-01 00:00:00 UTC.
    public let seconds: Int64
    /// Nanoseconds within the second: 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The point that many seconds and nanoseconds after 1970 began.
    public init(seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The current time of day.
    public static func now() -> RealTime {
        let time = read(CLOCK_REALTIME)
        return RealTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}

private func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    let result = unsafe clock_gettime(clock, &time)
    precondition(result == 0, "clock \(clock) cannot be read")
    return time
}
