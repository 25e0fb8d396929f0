import Testing
import Timing

@testable import Supervisor

@Suite("Reloads at a time that a file says")
struct ReloadScheduleTests {
    /// One hour east of UTC; clocks go from 02:00 to 03:00 on 2027-03-28.
    private static let berlin = TimeZoneRules(
        civil: { CivilTime(secondsSince1970: $0 + ($0 >= change ? 7200 : 3600)) },
        seconds: { time in
            let local = time.secondsSince1970
            guard local >= change + 7200 else { return local < change + 3600 ? local - 3600 : nil }
            return local - 7200
        })
    /// 2027-03-28 01:00:00 UTC.
    private static let change = CivilTime(year: 2027, month: 3, day: 28, hour: 1).secondsSince1970
    /// 2026-11-28 12:00:00 there.
    private let now = CivilTime(year: 2026, month: 11, day: 28, hour: 11).secondsSince1970

    private func next(_ line: String, after now: Int64? = nil) throws -> String? {
        try ReloadTime(line).next(after: now ?? self.now, local: Self.berlin).map {
            CivilTime(secondsSince1970: $0).description
        }
    }

    @Test("A time is the next one, today or tomorrow, here or in UTC")
    func times() throws {
        #expect(try next("12:00:01") == "2026-11-28 11:00:01")
        #expect(try next("12:00:00") == "2026-11-29 11:00:00")
        #expect(try next("00:00:00") == "2026-11-28 23:00:00")
        #expect(try next("12:00:01Z") == "2026-11-28 12:00:01")
        #expect(try next("11:00:00Z") == "2026-11-29 11:00:00")
        // Here it is tomorrow already.
        let late = CivilTime(year: 2026, month: 11, day: 28, hour: 23, minute: 30).secondsSince1970
        #expect(try next("00:45:00", after: late) == "2026-11-28 23:45:00")
        #expect(try next("23:45:00Z", after: late) == "2026-11-28 23:45:00")
    }

    @Test("A date is that day; two digits of a year are read as strptime does")
    func dates() throws {
        #expect(try next("2027-01-02 03:04:05") == "2027-01-02 02:04:05")
        #expect(try next("27-01-02 03:04:05Z") == "2027-01-02 03:04:05")
        #expect(try next("68-01-01 00:00:00Z") == "2068-01-01 00:00:00")
        #expect(try next("69-01-01 00:00:00Z") == "1969-01-01 00:00:00")
        #expect(try next("2020-01-01 00:00:00Z") == "2020-01-01 00:00:00")
        #expect(try next("2028-02-29 00:00:00Z") == "2028-02-29 00:00:00")
    }

    @Test("A time that the clocks leave out does not exist that day")
    func gap() throws {
        #expect(try next("2027-03-28 02:30:00") == nil)
        #expect(try next("2027-03-28 03:00:00") == "2027-03-28 01:00:00")
        let evening = CivilTime(year: 2027, month: 3, day: 27, hour: 20).secondsSince1970
        #expect(try next("02:30:00", after: evening) == "2027-03-29 00:30:00")
    }

    @Test(
        "Other forms are not used",
        arguments: [
            "", "bla", "12:00", "9:00:00", " 12:00:00", "12:00:00 ", "12:00:00z", "12:00:00Zx", "12:00:00\r",
            "+1:00:00", "2027-1-1 12:00:00", "2027-01-01  12:00:00", "2027-01-01T12:00:00Z",
            "027-01-01 12:00:00",
            "2027-01-01", "12:00:00 2027-01-01", "99999999999:00:00", "2027-01-01 12:00:00 Z", "Z", "::",
            "１２:00:00", "20270-01-01 00:00:00",
        ])
    func forms(_ line: String) {
        #expect(throws: ReloadTime.Problem.format) { _ = try ReloadTime(line) }
    }

    @Test(
        "What no clock shows is not used",
        arguments: [
            "24:00:00", "12:60:00", "12:00:60", "2027-02-29 00:00:00", "2027-13-01 00:00:00",
            "2027-00-01 00:00:00", "2027-01-00 00:00:00", "27-04-31 12:00:00Z",
        ])
    func missing(_ line: String) {
        #expect(throws: ReloadTime.Problem.missing) { _ = try ReloadTime(line) }
    }

    @Test("The file is followed: created, changed, wrong, in the past, removed")
    func follows() {
        var schedule = ReloadSchedule(repeats: false)
        func read(_ line: String?) -> [String] { schedule.fileRead(line, at: now, local: Self.berlin) }
        #expect(read(nil) == [])
        #expect(read("12:00:10") == ["Scheduling reload for 2026-11-28 12:00:10"])
        #expect(read("12:00:10") == [])
        #expect(
            read("12:00:20") == ["Reload time updated from 2026-11-28 12:00:10 to 2026-11-28 12:00:20"])
        #expect(
            read("noon") == [
                "The reload time 'noon' must be HH:MM:SS or YYYY-MM-DD HH:MM:SS, perhaps followed by Z: no reload is scheduled",
                "Cancelling reload scheduled for 2026-11-28 12:00:20",
            ])
        #expect(
            read("2026-11-28 12:00:00")
                == ["The reload time '2026-11-28 12:00:00' is in the past: no reload is scheduled"])
        #expect(
            read("2027-03-28 02:30:00")
                == ["The reload time '2027-03-28 02:30:00' does not exist here: no reload is scheduled"])
        #expect(
            read("24:00:00") == ["The reload time '24:00:00' does not exist: no reload is scheduled"])
        #expect(read("13:00:00") == ["Scheduling reload for 2026-11-28 13:00:00"])
        #expect(read(nil) == ["Cancelling reload scheduled for 2026-11-28 13:00:00"])
        #expect(schedule.due == nil)
    }

    @Test("What is due happens once; the file stays only for a daily time with reload_repeat")
    func due() {
        for (repeats, line, act) in [
            (false, "12:00:10", ReloadSchedule.Act.removeFileAndReload),
            (false, "2026-11-28 12:00:10", .removeFileAndReload),
            (true, "2026-11-28 12:00:10", .removeFileAndReload), (true, "12:00:10", .reload),
        ] {
            var schedule = ReloadSchedule(repeats: repeats)
            _ = schedule.fileRead(line, at: now, local: Self.berlin)
            #expect(schedule.timeout(at: now + 9) == nil)
            #expect(schedule.timeout(at: now + 10) == act)
            #expect(schedule.timeout(at: now + 11) == nil)
            _ = schedule.fileRead(line, at: now + 11, local: Self.berlin)
            #expect(schedule.due == (line.count == 8 ? now + 10 + 86400 : nil))
        }
    }
}
