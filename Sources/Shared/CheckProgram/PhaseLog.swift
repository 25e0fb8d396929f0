import Timing

/// The duration of each phase of a check.
struct PhaseLog {
    /// A phase and its duration.
    struct Phase: Equatable {
        var name: String
        var microseconds: Int64
    }

    private(set) var phases: [Phase] = []
    private var begin: MonotonicInstant

    /// Begins the first phase.
    init(at now: MonotonicInstant) {
        begin = now
    }

    /// Ends a phase and begins the next.
    mutating func end(_ name: String, at now: MonotonicInstant) {
        phases.append(Phase(name: name, microseconds: (now - begin).wholeMicroseconds))
        begin = now
    }

    /// Drops the phases of an earlier attempt, and begins again.
    mutating func restart(keeping names: [String], at now: MonotonicInstant) {
        phases.removeAll { !names.contains($0.name) }
        begin = now
    }
}
