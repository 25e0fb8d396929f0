import Glibc
package import SystemCalls
package import Timing

/// The time of day in the local time zone, as logs show it.
package enum LocalTime {
    /// Such as `Sat Nov 21 06:22:26 2026`: `%c` in the C locale.
    package static func long(_ time: RealTime) -> String { format(time, "%a %b %e %H:%M:%S %Y") }

    /// Such as `Sat Nov 21 06:22:26.123456789 2026`.
    package static func longWithNanoseconds(_ time: RealTime) -> String {
        let digits = String(time.nanoseconds)
        let fraction = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        return format(time, "%a %b %e %H:%M:%S") + "." + fraction + format(time, " %Y")
    }

    /// Such as `Nov 21 06:22:26` (RFC 3164 §4.1.2).
    package static func syslog(_ time: RealTime) -> String { format(time, "%b %e %H:%M:%S") }

    /// Such as `Sat, 21 Nov 2026 06:22:26 +0000` (RFC 5322 §3.3).
    package static func mail(_ time: RealTime) -> String { format(time, "%a, %d %b %Y %H:%M:%S %z") }

    /// The date and time of day at a number of seconds since 1970-01-01 00:00:00 UTC.
    package static func civil(secondsSince1970 seconds: Int64) -> CivilTime {
        var seconds = time_t(seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        return unsafe CivilTime(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
    }

    /// The seconds since 1970-01-01 00:00:00 UTC of a date and time of day; of one that comes twice one of them, and nil for
    /// one that daylight saving time leaves out. The C function is `mktime(3)`.
    package static func secondsSince1970(_ time: CivilTime) -> Int64? {
        var parts = unsafe tm()
        unsafe parts.tm_year = Int32(time.year - 1900)
        unsafe parts.tm_mon = Int32(time.month - 1)
        unsafe parts.tm_mday = Int32(time.day)
        unsafe parts.tm_hour = Int32(time.hour)
        unsafe parts.tm_min = Int32(time.minute)
        unsafe parts.tm_sec = Int32(time.second)
        unsafe parts.tm_isdst = -1
        let seconds = Int64(unsafe mktime(&parts))
        return civil(secondsSince1970: seconds) == time ? seconds : nil
    }

    /// The C functions are `localtime_r(3)` and `strftime(3)`; this program never sets a locale, so names are English.
    private static func format(_ time: RealTime, _ pattern: String) -> String {
        var seconds = time_t(time.seconds)
        var parts = unsafe tm()
        guard unsafe localtime_r(&seconds, &parts) != nil else { return "?" }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = unsafe buffer.withMemoryRebound(to: CChar.self) { buffer in
                unsafe strftime(buffer.baseAddress, buffer.count, pattern, &parts)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
