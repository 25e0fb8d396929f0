/// Decides what to do next for a child, as a function of whether it is wanted and what happened to it.
///
/// Pure: the shell carries out the acts and reports their results.
struct ChildLife: Equatable {
    enum State: Equatable {
        /// Not running, and not wanted.
        case absent
        /// It died or could not start, and is waiting for a restart.
        case dead
        /// It has still to answer this many configurations.
        case configuring(awaited: Int)
        /// It has applied or refused the newest configuration.
        case running
        /// It has been asked to stop.
        case leaving(isWantedAgain: Bool)
    }

    enum Act: Equatable {
        /// Start a process and give it the configuration.
        case start
        /// Send it the configuration.
        case configure
        /// Ask it to stop, and kill it if it does not.
        case stop
    }

    private(set) var state = State.absent

    /// Whether the child needs nothing more for the newest configuration to be in effect.
    var isSettled: Bool {
        switch state {
        case .absent, .running, .leaving(isWantedAgain: false): true
        case .dead, .configuring, .leaving(isWantedAgain: true): false
        }
    }

    /// Handles a configuration that wants the child or does not.
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
            // Applying a configuration that has nothing for it undoes what the last one did.
            return [.configure, .stop]
        case (.leaving, _):
            state = .leaving(isWantedAgain: isWanted)
            return []
        }
    }

    /// Handles the stop of the daemon.
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

    /// Notes that the child has applied or refused a configuration.
    mutating func answered() {
        guard case .configuring(let awaited) = state else { return }
        state = awaited > 1 ? .configuring(awaited: awaited - 1) : .running
    }

    /// Handles the end of the process, or a start that failed. If the state is `dead` then, the shell restarts it.
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

    /// Handles the end of the restart delay.
    mutating func restart() -> [Act] { state == .dead ? configure(isWanted: true) : [] }
}
