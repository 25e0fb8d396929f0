/// A date and a time of day, in some time zone.
public struct CivilTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The year, from 0 to 9999.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    /// 0 to 23.
    public var hour: Int
    /// 0 to 59.
    public var minute: Int
    /// 0 to 59.
    public var second: Int

    /// A date and a time of day, which need not exist.
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// That many seconds after 1970-01-01 00:00:00.
    public init(secondsSince1970 seconds: Int64) {
        let (days, rest) = seconds.flooredQuotient(86400)
        // Years that begin in March end with the leap day; 719,468 days lie between 0000-03-01 and 1970-01-01.
        let (era, dayOfEra) = (days + 719_468).flooredQuotient(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1), hour: Int(rest / 3600),
            minute: Int(rest / 60 % 60), second: Int(rest % 60))
    }

    /// The seconds since 1970-01-01 00:00:00, without leap seconds.
    public var secondsSince1970: Int64 {
        let year = Int64(self.year) - (month <= 2 ? 1 : 0)
        let (era, yearOfEra) = year.flooredQuotient(400)
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// Whether there is such a date and time of day: not February 30 or 24:00:00.
    public var exists: Bool {
        (1...12).contains(month) && (1...31).contains(day) && (0...23).contains(hour)
            && (0...59).contains(minute) && (0...59).contains(second)
            && CivilTime(secondsSince1970: secondsSince1970) == self
    }

    /// Such as `2026-11-28 02:21:20`.
    public var description: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
        return "\(date) \(digits(hour, 2)):\(digits(minute, 2)):\(digits(second, 2))"
    }

    /// The earlier one.
    public static func < (left: Self, right: Self) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}

extension Int64 {
    /// The quotient rounded down, and the remainder, which is not negative.
    fileprivate func flooredQuotient(_ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
