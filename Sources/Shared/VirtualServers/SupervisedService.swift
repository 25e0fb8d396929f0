/// Whether something serves: a checker's verdict, a server, the quorum of a service.
public enum Liveness: UInt8, Hashable, Sendable, CustomStringConvertible {
    /// It does not.
    case down = 0
    /// It does.
    case up = 1

    /// The word of notifications: `UP`, `DOWN`.
    public var description: String { self == .up ? "UP" : "DOWN" }
}

/// A health checker of a server, as far as the decisions need to know it.
public struct SupervisedChecker: Hashable, Sendable {
    /// What is checked, and how, as text. A checker with the same text after a reload is the same one and keeps its
    /// verdict; checkers of one server with equal texts are matched in their order.
    public var definition: String
    /// Whether it counts as failed until it has succeeded. keepalived: `alpha`.
    public var startsDown: Bool

    /// A checker.
    public init(_ definition: String, startsDown: Bool = false) {
        self.definition = definition
        self.startsDown = startsDown
    }
}

/// A server whose checkers decide whether it serves. keepalived: `real_server`.
public struct SupervisedServer: Hashable, Sendable {
    /// The server with its configured weight. Port 0 is the port of the service. The `id` is what makes it the same
    /// server after a reload.
    public var destination: Destination
    /// Whether it stays in the table with weight 0 instead of leaving it. keepalived: `inhibit_on_failure`.
    public var isInhibitedOnFailure: Bool
    /// All must be up for the server to be alive; without any it always is.
    public var checkers: [SupervisedChecker]

    /// A server that leaves the table when it fails, unless said otherwise.
    public init(
        _ destination: Destination, isInhibitedOnFailure: Bool = false, checkers: [SupervisedChecker] = []
    ) {
        self.destination = destination
        self.isInhibitedOnFailure = isInhibitedOnFailure
        self.checkers = checkers
    }
}

/// The server that takes the place of all others while the quorum is lost. keepalived: `sorry_server`.
public struct SorryServer: Hashable, Sendable {
    /// The server. Port 0 is the port of the service.
    public var destination: Destination
    /// Whether it stays in the table with weight 0 while it is not needed. keepalived: `sorry_server_inhibit`.
    public var isInhibited: Bool

    /// A server that is in the table only while it is needed, unless said otherwise.
    public init(_ destination: Destination, isInhibited: Bool = false) {
        self.destination = destination
        self.isInhibited = isInhibited
    }
}

/// One virtual server of a configuration: services of the kernel that share servers, checks and a quorum.
public struct SupervisedService: Hashable, Sendable {
    /// What makes it the same one after a reload.
    public var name: ServiceName
    /// What the kernel gets: one service, or all of a group. An id that an earlier virtual server of the description
    /// has is left to that one.
    public var services: [VirtualService]
    /// The servers; no two have the same `destination.id`. The first one counts where two would be the same to the
    /// kernel.
    public var servers: [SupervisedServer]
    /// The least weight of all alive servers together at which the service is good, from 1.
    public var quorum: UInt32
    /// How far from `quorum` the weight may be before the verdict about it changes, less than `quorum`.
    public var hysteresis: UInt32
    /// Who serves while the quorum is lost; without one the servers that are alive go on.
    public var sorryServer: SorryServer?
    /// Whether everything that is up is notified as down when the daemon stops. keepalived: `omega`.
    public var notifiesAtStop: Bool
    /// Whether checks rest while this host does not have the service's address. keepalived: `ha_suspend`.
    public var suspendsChecks: Bool

    /// A virtual server that needs a weight of 1, unless said otherwise.
    public init(
        _ name: ServiceName, services: [VirtualService], servers: [SupervisedServer], quorum: UInt32 = 1,
        hysteresis: UInt32 = 0, sorryServer: SorryServer? = nil, notifiesAtStop: Bool = false,
        suspendsChecks: Bool = false
    ) {
        self.name = name
        self.services = services
        self.servers = servers
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.sorryServer = sorryServer
        self.notifiesAtStop = notifiesAtStop
        self.suspendsChecks = suspendsChecks
    }
}
