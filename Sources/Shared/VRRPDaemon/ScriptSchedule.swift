import Timing

/// When each tracked script runs: at once, then every interval, never twice at a time.
struct ScriptSchedule {
    struct Script: Equatable {
        var name: String
        var interval: Duration
    }

    private(set) var scripts: [Script]
    private var due: [MonotonicInstant?]

    /// The next time `timeout` is due.
    var deadline: MonotonicInstant? { due.compactMap { $0 }.min() }

    /// All scripts are due at `now`.
    init(_ scripts: [Script], at now: MonotonicInstant) {
        self.scripts = scripts
        due = scripts.map { _ in now }
    }

    /// Takes over another list; a script that stays keeps its rhythm.
    mutating func replace(_ scripts: [Script], at now: MonotonicInstant) {
        let old = self
        self.scripts = scripts
        due = scripts.map { script in
            guard let index = old.scripts.firstIndex(of: script) else { return now }
            return old.due[index]
        }
    }

    /// The indices of the scripts to run now. A process that woke late runs a script once, not once for each interval.
    mutating func timeout(at now: MonotonicInstant) -> [Int] {
        var result: [Int] = []
        for index in scripts.indices {
            guard let instant = due[index], instant <= now else { continue }
            result.append(index)
            let next = instant + scripts[index].interval
            due[index] = next > now ? next : now + scripts[index].interval
        }
        return result
    }
}
