import Timing

/// The rules of a time zone.
struct TimeZoneRules: Sendable {
    /// The date and time of day at a number of seconds since 1970-01-01 00:00:00 UTC.
    var civil: @Sendable (Int64) -> CivilTime
    /// The seconds of a date and time of day; nil if the zone leaves it out.
    var seconds: @Sendable (CivilTime) -> Int64?

    /// Coordinated universal time.
    static let universal = TimeZoneRules(
        civil: { CivilTime(secondsSince1970: $0) }, seconds: { $0.secondsSince1970 })
}

/// What the file of `reload_time_file` says: `HH:MM:SS`, `YY-MM-DD HH:MM:SS` or `YYYY-MM-DD HH:MM:SS`, each perhaps with a
/// `Z` at the end for UTC.
struct ReloadTime: Equatable {
    /// Why a line is not used.
    enum Problem: Error, Equatable {
        /// It has another form.
        case format
        /// There is no such date or time.
        case missing
    }

    /// The date and time; the date is of no account if `isDaily`.
    private var time: CivilTime
    /// Whether there is no date.
    let isDaily: Bool
    private let isUniversal: Bool

    /// Reads a line.
    init(_ line: String) throws(Problem) {
        var bytes = Array(line.utf8)
        isUniversal = bytes.last == UInt8(ascii: "Z")
        if isUniversal { bytes.removeLast() }
        let parts = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard let clock = parts.last, parts.count <= 2,
            let hours = Self.numbers(clock, between: ":"), hours.map(\.count) == [2, 2, 2]
        else { throw .format }
        isDaily = parts.count == 1
        time = CivilTime(
            year: 1970, month: 1, day: 1, hour: hours[0].value, minute: hours[1].value,
            second: hours[2].value)
        if let date = parts.first, !isDaily {
            guard let numbers = Self.numbers(date, between: "-"),
                [[2, 2, 2], [4, 2, 2]].contains(numbers.map(\.count))
            else { throw .format }
            // Two digits as strptime(3) reads them.
            let century = numbers[0].count == 4 ? 0 : numbers[0].value < 69 ? 2000 : 1900
            time.year = century + numbers[0].value
            time.month = numbers[1].value
            time.day = numbers[2].value
        }
        guard time.exists else { throw .missing }
    }

    /// When it is next, in seconds since 1970; a date may be in the past. Nil if the time zone leaves it out.
    func next(after now: Int64, local: TimeZoneRules) -> Int64? {
        let zone = isUniversal ? .universal : local
        guard isDaily else { return zone.seconds(time) }
        // A day without this time comes once a year.
        for day in 0...2 {
            let date = zone.civil(now + Int64(day) * 86400)
            var candidate = time
            (candidate.year, candidate.month, candidate.day) = (date.year, date.month, date.day)
            if let seconds = zone.seconds(candidate), seconds > now { return seconds }
        }
        return nil
    }

    /// The numbers of a text with this separator, each with the count of its digits.
    private static func numbers(
        _ text: ArraySlice<UInt8>, between separator: Unicode.Scalar
    ) -> [(value: Int, count: Int)]? {
        var numbers: [(value: Int, count: Int)] = []
        for part in text.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false) {
            let isNumber = part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard isNumber, part.count <= 4, let value = Int(String(decoding: part, as: UTF8.self)) else {
                return nil
            }
            numbers.append((value, part.count))
        }
        return numbers
    }
}
