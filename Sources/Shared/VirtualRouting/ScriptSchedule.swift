internal import Configuration
internal import Timing

/// The schedule of tracked scripts: each runs at once, then at every interval, but never twice at a time.
struct ScriptSchedule: Sendable {
    /// A script that something tracks.
    struct Entry {
        var script: VRRPScript
        var due: MonotonicInstant
        /// The number of the current run, and when its answer counts as lost.
        var run: (number: UInt64, lostAt: MonotonicInstant)?
        /// How the last run ended.
        var last: ScriptResult?
        /// Whether it was last reported as up; nil before the first report.
        var isUp: Bool?
    }

    /// How long after its time limit the end of a run may still be reported.
    private static let patience: Duration = .seconds(30)

    private(set) var entries: [Entry] = []
    /// The indices of the entries by the number of their run.
    private var runs: [UInt64: Int] = [:]
    /// When `timeout` is due next.
    private(set) var deadline: MonotonicInstant?

    /// Replaces the list of scripts. A script that stays keeps its schedule and results. Returns those that are gone.
    mutating func replace(_ scripts: [VRRPScript], at now: MonotonicInstant) -> [VRRPScript] {
        var old: [String: Entry] = [:]
        for entry in entries { old[entry.script.name] = entry }
        entries = scripts.map { script in
            if let entry = old[script.name], entry.script == script {
                old[script.name] = nil
                return entry
            }
            return Entry(script: script, due: now)
        }
        runs = [:]
        for (index, entry) in entries.enumerated() {
            if let run = entry.run { runs[run.number] = index }
        }
        update()
        return old.values.map(\.script).sorted { $0.name < $1.name }
    }

    /// The indices of the scripts that are due. After a late wake-up a script runs once, not once for each interval.
    mutating func timeout(at now: MonotonicInstant) -> [Int] {
        guard let deadline, deadline <= now else { return [] }
        var result: [Int] = []
        for index in entries.indices where entries[index].due <= now {
            result.append(index)
            let next = entries[index].due + entries[index].script.interval
            entries[index].due = next > now ? next : now + entries[index].script.interval
        }
        update()
        return result
    }

    /// Begins a run with that number; false if the previous one has not ended.
    mutating func begin(_ index: Int, run: UInt64, at now: MonotonicInstant) -> Bool {
        if let old = entries[index].run {
            guard old.lostAt <= now else { return false }
            runs[old.number] = nil
        }
        entries[index].run = (run, now + entries[index].script.timeout + Self.patience)
        runs[run] = index
        return true
    }

    /// Handles the end of a run; returns the index of its script, or nil if the script is gone.
    mutating func ended(_ run: UInt64) -> Int? {
        guard let index = runs.removeValue(forKey: run) else { return nil }
        entries[index].run = nil
        return index
    }

    /// Records how a script ended; true if that has changed.
    mutating func note(_ status: ScriptResult, of index: Int) -> Bool {
        defer { entries[index].last = status }
        return entries[index].last != status
    }

    /// Records whether a script counts as up; true if that has changed.
    mutating func note(isUp: Bool, of index: Int) -> Bool {
        defer { entries[index].isUp = isUp }
        return entries[index].isUp != isUp
    }

    private mutating func update() { deadline = entries.map(\.due).min() }
}
