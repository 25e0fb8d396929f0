/// Why a server came up or went down.
public enum ServerReason: Hashable, Sendable {
    /// This checker changed its verdict.
    case checker(definition: String)
    /// It was down from the start, and this checker has found that it is.
    case firstCheck(definition: String)
    /// The checkers that held it down are no longer configured.
    case reload
    /// It is no longer configured.
    case removed
    /// The daemon stops.
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
    /// The daemon stops.
    case stop
}

/// The numbers behind a quorum, in units of weight.
public struct QuorumCount: Hashable, Sendable {
    /// What is needed.
    public var quorum: UInt32
    /// How far from it the verdict stays as it is.
    public var hysteresis: UInt32
    /// The weight of all alive servers together.
    public var weight: UInt64

    /// Three numbers.
    public init(quorum: UInt32, hysteresis: UInt32, weight: UInt64) {
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.weight = weight
    }

    /// The verdict that follows a verdict.
    func verdict(after last: Liveness) -> Liveness {
        switch last {
        case .up: weight == 0 || weight + UInt64(hysteresis) < UInt64(quorum) ? .down : .up
        case .down: weight > 0 && weight >= UInt64(quorum) + UInt64(hysteresis) ? .up : .down
        }
    }
}

/// What happens to a sorry server.
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

/// What the supervision wants done and logged, in this order; the table itself is `ServiceSupervision.wanted`.
public enum SupervisionEffect: Hashable, Sendable {
    /// Notify of a server (`notify_up`, `notify_down`, FIFO, mail). With the reason `.removed` only the configuration
    /// before the reload knows it.
    case server(ServerName, Liveness, because: ServerReason, isInhibited: Bool)
    /// Notify of a quorum (`quorum_up`, `quorum_down`, FIFO, mail). With the reason `.removed` only the configuration
    /// before the reload knows it.
    case quorum(ServiceName, Liveness, because: QuorumReason, QuorumCount)
    /// Let the checks of the service rest: its address is not on this host.
    case checksSuspended(ServiceName)
    /// Let them go on.
    case checksResumed(ServiceName)
    /// Nothing to do: the weight of a server changed.
    case weight(ServerName, from: UInt32, to: UInt32, Liveness)
    /// Nothing to do: what happens to the sorry server.
    case sorryServer(ServerName, SorryServerChange)
    /// Nothing to do: alive servers enter the table (`.up`) or leave it for the sorry server.
    case aliveServers(ServiceName, Liveness)
    /// Nothing to do: a reload brought a server to a service that was there.
    case serverAdded(ServerName)
    /// Nothing to do: a reload took a service away.
    case serviceRemoved(ServiceName)
    /// Nothing to do: a server goes, because the daemon stops.
    case serverShutDown(ServerName)
}
