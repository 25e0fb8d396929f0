import Glibc
import Timing

/// Waits for descriptors with `poll(2)`.
enum PolledDescriptors {
    /// Waits for one of the events, within the limit (nil: forever); returns the index of the first
    /// descriptor that has one, or nil.
    static func wait(
        for events: Int32, on descriptors: [Int32], within limit: Duration?, object: String
    ) throws(SystemError) -> Int? {
        let deadline = limit.map { MonotonicClock.now() + $0 }
        var requests = descriptors.map { pollfd(fd: $0, events: Int16(events), revents: 0) }
        while true {
            let left = deadline.map { max(.zero, $0 - MonotonicClock.now()) }
            let result = unsafe poll(&requests, nfds_t(requests.count), left.map(milliseconds) ?? -1)
            let number = errno
            if result > 0 { return requests.firstIndex { $0.revents != 0 } }
            if result == 0, left == .zero { return nil }
            guard result == 0 || number == EINTR else {
                throw SystemError(call: "poll", errno: number, object: object)
            }
        }
    }

    /// Whole milliseconds for `poll(2)`, rounded up; longer waits are split.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
