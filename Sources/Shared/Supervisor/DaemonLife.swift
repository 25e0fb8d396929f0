/// Decides what the daemon does next, as a function of requests and of the state of its children.
///
/// Pure: the shell carries out the acts in order.
struct DaemonLife: Equatable {
    enum Act: Equatable {
        /// Read the configuration again; `adopted` or `refused` must follow.
        case reload
        /// Tell the service manager that the configuration is in effect.
        case announceReady
        /// Stop all children.
        case stopChildren
    }

    private enum Phase: Equatable {
        case starting
        case running
        /// A configuration is being read or applied by the children.
        case reloading(isFirstInEffect: Bool)
        case stopping
    }

    private var phase = Phase.starting
    /// Whether another reload was requested during the current one. A single further reload serves all such requests.
    private var isReloadWanted = false

    /// Whether the daemon is stopping.
    var isStopping: Bool { phase == .stopping }

    /// Handles a request to reload.
    mutating func wantReload() -> [Act] {
        switch phase {
        case .starting, .running:
            phase = .reloading(isFirstInEffect: phase == .running)
            return [.reload]
        case .reloading:
            isReloadWanted = true
            return []
        case .stopping: return []
        }
    }

    /// Notes that the children have been given the configuration.
    mutating func adopted(_ children: [ChildLife]) -> [Act] { childrenChanged(children) }

    /// Notes that the configuration was refused and the old one stays.
    mutating func refused(_ children: [ChildLife]) -> [Act] {
        guard case .reloading(let isFirstInEffect) = phase else { return [] }
        phase = .starting
        return isFirstInEffect ? becomeReady() : childrenChanged(children)
    }

    /// Handles an answer, death or end of a child.
    mutating func childrenChanged(_ children: [ChildLife]) -> [Act] {
        switch phase {
        case .running, .stopping: return []
        case .starting: return children.allSatisfy(\.isSettled) ? becomeReady() : []
        case .reloading:
            // A child that died may never answer, and the old configuration is gone.
            return children.allSatisfy { $0.isSettled || $0.state == .dead } ? becomeReady() : []
        }
    }

    /// Handles a request to stop.
    mutating func stop() -> [Act] {
        guard phase != .stopping else { return [] }
        phase = .stopping
        return [.stopChildren]
    }

    private mutating func becomeReady() -> [Act] {
        phase = .running
        guard isReloadWanted else { return [.announceReady] }
        isReloadWanted = false
        return [.announceReady] + wantReload()
    }
}
