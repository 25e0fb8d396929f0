/// Why a server came up or went down.
public enum ServerReason: Hashable, Sendable {
    /// It starts as up, and its service notifies of that.
    case start
    /// This checker changed its verdict.
    case checker(definition: String)
    /// It started as down, and this checker has confirmed that.
    case firstCheck(definition: String)
    /// The checkers that kept it down are no longer configured.
    case reload
    /// It is no longer configured.
    case removed
    /// The daemon is stopping.
    case stop
}

/// Why a service gained or lost its quorum.
public enum QuorumReason: Hashable, Sendable {
    /// The first verdict of a service that is new.
    case start
    /// This server came up or went down.
    case server(DestinationID, Liveness)
    /// The weight of this server changed.
    case weight(DestinationID)
    /// The configuration changed.
    case reload
    /// The service is no longer configured.
    case removed
    /// The daemon is stopping.
    case stop
}

/// The numbers behind a quorum, in units of weight.
public struct QuorumCount: Hashable, Sendable {
    /// The configured quorum.
    public var quorum: UInt32
    /// The hysteresis.
    public var hysteresis: UInt32
    /// The weight of all alive servers together.
    public var weight: UInt64

    /// A count with these numbers.
    public init(quorum: UInt32, hysteresis: UInt32, weight: UInt64) {
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.weight = weight
    }

    /// The next state, given the previous one.
    func verdict(after last: Liveness) -> Liveness {
        switch last {
        case .up: weight == 0 || weight + UInt64(hysteresis) < UInt64(quorum) ? .down : .up
        case .down: weight > 0 && weight >= UInt64(quorum) + UInt64(hysteresis) ? .up : .down
        }
    }
}

/// A change of a sorry server.
public enum SorryServerChange: Hashable, Sendable {
    /// It enters the table.
    case added
    /// It leaves the table.
    case removed
    /// It is in the table and gets its weight.
    case enabled
    /// It stays in the table with weight 0.
    case disabled
}

/// What is to be done and logged, in order. The changes to the table follow from `ServiceSupervision.wanted`.
public enum SupervisionEffect: Hashable, Sendable {
    /// Notify of a server (`notify_up`, `notify_down`, FIFO, mail). With the reason `.removed`, only the
    /// configuration before the reload has it.
    case server(ServerName, Liveness, because: ServerReason, isInhibited: Bool)
    /// Notify of a quorum (`quorum_up`, `quorum_down`, FIFO, mail). With the reason `.removed`, only the
    /// configuration before the reload has it.
    case quorum(ServiceName, Liveness, because: QuorumReason, QuorumCount)
    /// Suspend the checks of the service: its address is not on this host.
    case checksSuspended(ServiceName)
    /// Resume them.
    case checksResumed(ServiceName)
    /// Log only: the weight of a server changed.
    case weight(ServerName, from: UInt32, to: UInt32, Liveness)
    /// Log only: the sorry server changed.
    case sorryServer(ServerName, SorryServerChange)
    /// Log only: the alive servers enter the table (`.up`), or leave it for the sorry server.
    case aliveServers(ServiceName, Liveness)
    /// Log only: a reload added a server to an existing service.
    case serverAdded(ServerName)
    /// Log only: a reload removed a service.
    case serviceRemoved(ServiceName)
    /// Log only: a server is removed because the daemon is stopping.
    case serverShutDown(ServerName)
}
