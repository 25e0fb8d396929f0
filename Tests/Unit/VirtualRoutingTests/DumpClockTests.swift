import Testing
import Timing

@testable import VirtualRouting

@Suite("Dates in dumps")
struct DumpClockTests {
    private let clock = DumpClock(offsetNanoseconds: 1_000_000_000_000_000_000) { seconds in
        "Sun Sep  9 01:46:\(seconds % 60) 2001"
    }

    @Test("An instant has six decimals and a date with them, as keepalived writes it")
    func date() {
        let instant = MonotonicInstant(nanoseconds: 5_007_042_999)
        #expect(clock.seconds(instant) == "1000000005.007042")
        #expect(clock.date(instant) == "1000000005.007042 (Sun Sep  9 01:46:45.007042 2001)")
    }

    @Test("No instant is 1970")
    func none() { #expect(clock.seconds(nil) == "0.000000") }
}
