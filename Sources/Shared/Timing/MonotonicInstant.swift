/// A point on the machine's monotonic clock, in nanoseconds since an arbitrary start (on Linux: boot).
///
/// The clock never goes backwards and is not changed by setting the time of day (`CLOCK_MONOTONIC`).
public struct MonotonicInstant: Comparable, Hashable, Sendable {
    /// Nanoseconds since the clock's start.
    public var nanoseconds: Int64

    /// The instant that many nanoseconds after the clock's start.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders by time.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The instant `duration` later, to the nanosecond.
    public static func + (instant: Self, duration: Duration) -> Self {
        Self(nanoseconds: instant.nanoseconds + duration.wholeNanoseconds)
    }

    /// The instant `duration` earlier, to the nanosecond.
    public static func - (instant: Self, duration: Duration) -> Self {
        Self(nanoseconds: instant.nanoseconds - duration.wholeNanoseconds)
    }

    /// The time from `earlier` to `later`; negative if `later` comes first.
    public static func - (later: Self, earlier: Self) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

extension Duration {
    /// The duration in whole nanoseconds, rounded towards zero.
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// The duration in whole microseconds, rounded towards zero.
    public var wholeMicroseconds: Int64 { wholeNanoseconds / 1000 }
}
