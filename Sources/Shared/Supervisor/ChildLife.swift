/// What is done for a child next, as a function of whether it is wanted and of what became of it.
///
/// Pure: the shell does what the acts say and reports what comes of it.
struct ChildLife: Equatable {
    enum State: Equatable {
        /// Nothing runs, and nothing is to.
        case absent
        /// It died, or could not start, and is to start again.
        case dead
        /// It has yet to answer for so many configurations.
        case configuring(awaited: Int)
        /// It has taken over, or refused, the newest configuration.
        case running
        /// It has been asked to stop.
        case leaving(isWantedAgain: Bool)
    }

    enum Act: Equatable {
        /// Start a process and give it the configuration.
        case start
        /// Give it the configuration.
        case configure
        /// Tell it to stop, and see to it that it does.
        case stop
    }

    private(set) var state = State.absent

    /// Whether nothing more is to come before the newest configuration is in effect.
    var isSettled: Bool {
        switch state {
        case .absent, .running, .leaving(isWantedAgain: false): true
        case .dead, .configuring, .leaving(isWantedAgain: true): false
        }
    }

    /// There is a configuration that wants the child, or does not.
    mutating func configure(isWanted: Bool) -> [Act] {
        switch (state, isWanted) {
        case (.absent, false): return []
        case (.absent, true), (.dead, true):
            state = .configuring(awaited: 1)
            return [.start]
        case (.dead, false):
            state = .absent
            return []
        case (.configuring(let awaited), true):
            state = .configuring(awaited: awaited + 1)
            return [.configure]
        case (.running, true):
            state = .configuring(awaited: 1)
            return [.configure]
        case (.configuring, false), (.running, false):
            state = .leaving(isWantedAgain: false)
            // Without anything in it the configuration undoes what the last one did.
            return [.configure, .stop]
        case (.leaving, _):
            state = .leaving(isWantedAgain: isWanted)
            return []
        }
    }

    /// The daemon stops.
    mutating func stop() -> [Act] {
        switch state {
        case .absent: return []
        case .dead:
            state = .absent
            return []
        case .configuring, .running:
            state = .leaving(isWantedAgain: false)
            return [.stop]
        case .leaving:
            state = .leaving(isWantedAgain: false)
            return []
        }
    }

    /// The child has taken over, or refused, a configuration.
    mutating func answered() {
        guard case .configuring(let awaited) = state else { return }
        state = awaited > 1 ? .configuring(awaited: awaited - 1) : .running
    }

    /// The process has ended, or could not be started. One that is dead now is for the shell to restart, or not.
    mutating func ended() -> [Act] {
        switch state {
        case .absent: return []
        case .dead, .configuring, .running:
            state = .dead
            return []
        case .leaving(isWantedAgain: true):
            state = .configuring(awaited: 1)
            return [.start]
        case .leaving(isWantedAgain: false):
            state = .absent
            return []
        }
    }

    /// The time to start again has come.
    mutating func restart() -> [Act] { state == .dead ? configure(isWanted: true) : [] }
}
