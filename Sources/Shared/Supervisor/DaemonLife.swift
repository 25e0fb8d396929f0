/// What the daemon as a whole does next, as a function of what it was asked for and of how its children are.
///
/// Pure: the shell does what the acts say, in their order.
struct DaemonLife: Equatable {
    enum Act: Equatable {
        /// Read the configuration again; `adopted` or `refused` follows.
        case reload
        /// Tell the service manager that the configuration is in effect.
        case announceReady
        /// Have all children stop.
        case stopChildren
    }

    private enum Phase: Equatable {
        case starting
        case running
        /// A configuration is read, or was given to the children.
        case reloading(isFirstInEffect: Bool)
        case stopping
    }

    private var phase = Phase.starting
    /// Whether another reload was asked for while one goes on: one more reads what all of them were about.
    private var isReloadWanted = false

    /// Whether the daemon is on its way to its end.
    var isStopping: Bool { phase == .stopping }

    /// Somebody wants a reload.
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

    /// The configuration was given to the children.
    mutating func adopted(_ children: [ChildLife]) -> [Act] { childrenChanged(children) }

    /// The configuration was refused, and the one before stays.
    mutating func refused(_ children: [ChildLife]) -> [Act] {
        guard case .reloading(let isFirstInEffect) = phase else { return [] }
        phase = .starting
        return isFirstInEffect ? becomeReady() : childrenChanged(children)
    }

    /// A child has answered, died or ended.
    mutating func childrenChanged(_ children: [ChildLife]) -> [Act] {
        switch phase {
        case .running, .stopping: return []
        case .starting: return children.allSatisfy(\.isSettled) ? becomeReady() : []
        case .reloading:
            // One that died may die again and again, and the configuration before is gone.
            return children.allSatisfy { $0.isSettled || $0.state == .dead } ? becomeReady() : []
        }
    }

    /// Somebody wants the daemon to stop.
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
