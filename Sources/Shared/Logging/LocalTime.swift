import Glibc
package import SystemCalls

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
