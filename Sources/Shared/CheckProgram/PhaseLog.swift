import Timing

/// How long each part of a check took.
struct PhaseLog {
    /// A part by its name and its length.
    struct Phase: Equatable {
        var name: String
        var microseconds: Int64
    }

    private(set) var phases: [Phase] = []
    private var begin: MonotonicInstant

    /// The first phase begins now.
    init(at now: MonotonicInstant) {
        begin = now
    }

    /// A phase has ended, and the next one begins.
    mutating func end(_ name: String, at now: MonotonicInstant) {
        phases.append(Phase(name: name, microseconds: (now - begin).wholeNanoseconds / 1000))
        begin = now
    }

    /// Forgets the phases of an earlier try, and begins again.
    mutating func restart(keeping names: [String], at now: MonotonicInstant) {
        phases.removeAll { !names.contains($0.name) }
        begin = now
    }
}
