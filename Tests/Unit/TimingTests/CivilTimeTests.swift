import Testing
import Timing

@Suite("Dates and times of day")
struct CivilTimeTests {
    @Test(
        "Known instants",
        arguments: [
            (0, "1970-01-01 00:00:00"), (951_782_400, "2000-02-29 00:00:00"),
            (1_234_567_890, "2009-02-13 23:31:30"), (1_795_826_249, "2026-11-28 00:37:29"),
            (4_107_542_399, "2100-02-28 23:59:59"), (4_107_542_400, "2100-03-01 00:00:00"),
            (-1, "1969-12-31 23:59:59"), (253_402_300_799, "9999-12-31 23:59:59"),
        ] as [(Int64, String)])
    func known(_ seconds: Int64, _ text: String) {
        let time = CivilTime(secondsSince1970: seconds)
        #expect(time.description == text)
        #expect(time.secondsSince1970 == seconds)
        #expect(time.exists)
    }

    @Test("Every day from 1600 to 2400 follows the one before")
    func days() {
        var before = CivilTime(year: 1600, month: 1, day: 1)
        while before.year < 2400 {
            let next = CivilTime(secondsSince1970: before.secondsSince1970 + 86400)
            #expect(next.secondsSince1970 - before.secondsSince1970 == 86400)
            let isNextDay =
                next.year == before.year && next.month == before.month && next.day == before.day + 1
            let isFirst = next.day == 1 && before.day >= 28
            guard isNextDay || isFirst else {
                Issue.record("\(next) after \(before)")
                return
            }
            before = next
        }
    }

    @Test(
        "What no calendar has does not exist",
        arguments: [
            CivilTime(year: 2027, month: 2, day: 29), CivilTime(year: 1900, month: 2, day: 29),
            CivilTime(year: 2027, month: 4, day: 31), CivilTime(year: 2027, month: 13, day: 1),
            CivilTime(year: 2027, month: 0, day: 1), CivilTime(year: 2027, month: 1, day: 0),
            CivilTime(year: 2027, month: 1, day: 1, hour: 24),
            CivilTime(year: 2027, month: 1, day: 1, minute: 60),
            CivilTime(year: 2027, month: 1, day: 1, second: 60),
        ])
    func missing(_ time: CivilTime) {
        #expect(!time.exists)
    }
}
