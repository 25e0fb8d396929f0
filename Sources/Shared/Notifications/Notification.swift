public import VirtualServers

/// The state of a virtual router in notifications.
public enum RoutingState: String, CaseIterable, Sendable {
    /// It has the addresses.
    case master = "MASTER"
    /// Another router has them.
    case backup = "BACKUP"
    /// It takes no part in the election.
    case fault = "FAULT"
    /// The daemon is stopping.
    case stop = "STOP"
    /// A reload removed it. keepalived: only with `notify_deleted`; otherwise a removal is a FAULT.
    case deleted = "DELETED"
    /// As a master it received an advertisement with a lower priority.
    case masterReceivedLowerPriority = "MASTER_RX_LOWER_PRI"
    /// Its effective priority changed while it had the addresses (FIFO only).
    case masterPriority = "MASTER_PRIORITY"
    /// Its effective priority changed in another state (FIFO only).
    case backupPriority = "BACKUP_PRIORITY"
}

/// A change of which users are notified, by scripts and by lines in a FIFO.
public enum Notification: Hashable, Sendable {
    /// A VRRP instance, by its name, and its effective priority.
    case instance(String, RoutingState, priority: UInt8)
    /// A sync group, by its name.
    case group(String, RoutingState)
    /// The quorum of a virtual server.
    case virtualServer(ServiceName, Liveness)
    /// A real server of a virtual server.
    case realServer(ServerName, Liveness)

    /// The notification for an effect of the supervision of servers; nil if there is none.
    public init?(_ effect: SupervisionEffect) {
        switch effect {
        case .server(let name, let liveness, _, _): self = .realServer(name, liveness)
        case .quorum(let name, let liveness, _, _): self = .virtualServer(name, liveness)
        case .checksSuspended, .checksResumed, .weight, .sorryServer, .aliveServers, .serverAdded,
            .serviceRemoved, .serverShutDown:
            return nil
        }
    }

    /// What it is about: `INSTANCE VI_1`. Scripts about one subject run in order, one at a time.
    public var subject: String {
        switch self {
        case .instance(let name, _, _): "INSTANCE \(name)"
        case .group(let name, _): "GROUP \(name)"
        case .virtualServer(let name, _): "VS \(name)"
        case .realServer(let name, _): "RS \(name) \(name.service)"
        }
    }

    /// The virtual server that it is about, or whose real server it is about.
    public var service: ServiceName? {
        switch self {
        case .virtualServer(let name, _): name
        case .realServer(let name, _): name.service
        case .instance, .group: nil
        }
    }

    /// The line for a notification FIFO, without the final newline.
    public var fifoLine: String {
        switch self {
        case .instance(let name, let state, let priority):
            "INSTANCE \"\(name)\" \(state.rawValue) \(priority)"
        case .group(let name, let state): "GROUP \"\(name)\" \(state.rawValue) 0"
        case .virtualServer(_, let liveness), .realServer(_, let liveness): "\(subject) \(liveness)"
        }
    }
}
