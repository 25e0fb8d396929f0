import Testing
import Timing

@Suite("Deadline table") struct DeadlineTableTests {
    @Test("A new table has no deadline, whatever its size", arguments: [0, 1, 2, 3, 1000])
    func empty(count: Int) {
        let table = DeadlineTable(count: count)
        #expect(table.earliest == nil)
        #expect(table.earliestIndex == nil)
    }

    @Test("Of equal deadlines the lowest index comes first")
    func ties() {
        var table = DeadlineTable(count: 5)
        for index in [4, 2, 3] { table[index] = MonotonicInstant(nanoseconds: 7) }
        #expect(table.earliestIndex == 2)
        table[2] = nil
        #expect(table.earliestIndex == 3)
    }

    @Test("A deadline can be moved both ways and taken away")
    func moves() {
        var table = DeadlineTable(count: 2)
        table[0] = MonotonicInstant(nanoseconds: 10)
        table[1] = MonotonicInstant(nanoseconds: 20)
        table[1] = MonotonicInstant(nanoseconds: 5)
        #expect(table.earliestIndex == 1)
        table[1] = MonotonicInstant(nanoseconds: 30)
        #expect(table.earliest == MonotonicInstant(nanoseconds: 10))
        table[0] = nil
        #expect(table.earliest == MonotonicInstant(nanoseconds: 30))
        #expect(table[0] == nil)
    }

    @Test("After any changes the earliest is the one that a search finds", arguments: [1, 2, 7, 64, 100])
    func search(count: Int) {
        var state: UInt64 = UInt64(count)
        var table = DeadlineTable(count: count)
        var plain = [MonotonicInstant?](repeating: nil, count: count)
        for _ in 0..<2000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let index = Int(state >> 33) % count
            let value = state >> 60 == 0 ? nil : MonotonicInstant(nanoseconds: Int64(state >> 40 & 0xFF))
            table[index] = value
            plain[index] = value
            let earliest = plain.compactMap { $0 }.min()
            #expect(table.earliest == earliest)
            #expect(table.earliestIndex == (earliest == nil ? nil : plain.firstIndex { $0 == earliest }))
        }
    }
}

@Suite("Monotonic instant") struct MonotonicInstantTests {
    @Test("Sums and differences are exact to the nanosecond")
    func arithmetic() {
        let instant = MonotonicInstant(nanoseconds: 1_000_000_001)
        #expect((instant + .milliseconds(1)).nanoseconds == 1_001_000_001)
        #expect((instant - .seconds(2)).nanoseconds == -999_999_999)
        #expect(instant - MonotonicInstant(nanoseconds: 2) == .nanoseconds(999_999_999))
        #expect(MonotonicInstant(nanoseconds: 2) - instant < .zero)
    }

    @Test(
        "A duration is cut to whole nanoseconds towards zero",
        arguments: [
            (Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999), 1),
            (Duration(secondsComponent: 0, attosecondsComponent: -1_999_999_999), -1),
            (.seconds(-1), -1_000_000_000), (.seconds(3) + .nanoseconds(5), 3_000_000_005),
        ] as [(Duration, Int64)])
    func whole(duration: Duration, nanoseconds: Int64) {
        #expect(duration.wholeNanoseconds == nanoseconds)
    }
}
