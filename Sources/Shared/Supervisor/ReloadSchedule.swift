import Timing

/// Decides when the reload is due that a file asks for.
///
/// Pure: the shell reads the file and the clock, and logs what is returned.
struct ReloadSchedule: Equatable {
    /// What to do when a reload is due.
    enum Act: Equatable {
        /// Reload; the file stays, for the next day.
        case reload
        /// Remove the file, so that it does not ask for another one, and reload.
        case removeFileAndReload
    }

    /// When the reload is due, in seconds since 1970-01-01 00:00:00 UTC; nil: none is scheduled.
    private(set) var due: Int64?
    private var isDaily = false
    /// Whether a time without a date counts every day (`reload_repeat`).
    var repeats: Bool

    /// Nothing is scheduled.
    init(repeats: Bool) { self.repeats = repeats }

    /// Takes the first line of the file; nil if there is none.
    ///
    /// - Returns: What is to be logged.
    mutating func fileRead(_ line: String?, at now: Int64, local: TimeZoneRules) -> [String] {
        let before = due
        due = nil
        var lines: [String] = []
        if let line {
            do throws(ReloadTime.Problem) {
                let time = try ReloadTime(line)
                let next = time.next(after: now, local: local)
                if let next, next > now {
                    due = next
                    isDaily = time.isDaily
                } else {
                    let reason = next == nil ? "does not exist here" : "is in the past"
                    lines.append("The reload time '\(line)' \(reason): no reload is scheduled")
                }
            } catch {
                let reason =
                    error == .format
                    ? "must be HH:MM:SS or YYYY-MM-DD HH:MM:SS, perhaps followed by Z" : "does not exist"
                lines.append("The reload time '\(line.prefix(64))' \(reason): no reload is scheduled")
            }
        }
        func text(_ seconds: Int64) -> String { "\(local.civil(seconds))" }
        switch (before, due) {
        case (nil, nil): break
        case (nil, .some(let due)): lines.append("Scheduling reload for \(text(due))")
        case (.some(let before), nil): lines.append("Cancelling reload scheduled for \(text(before))")
        case (.some(let before), .some(let due)) where before != due:
            lines.append("Reload time updated from \(text(before)) to \(text(due))")
        case (.some, .some): break
        }
        return lines
    }

    /// Looks at the clock.
    mutating func timeout(at now: Int64) -> Act? {
        guard let due, due <= now else { return nil }
        self.due = nil
        return repeats && isDaily ? .reload : .removeFileAndReload
    }
}
