/// The state of a checker's verdict, a server or a quorum.
public enum Liveness: UInt8, Hashable, Sendable, CustomStringConvertible {
    /// Not in service.
    case down = 0
    /// In service.
    case up = 1

    /// The word in notifications: `UP`, `DOWN`.
    public var description: String { self == .up ? "UP" : "DOWN" }
}

/// The part of a server's health checker that the decisions need.
public struct SupervisedChecker: Hashable, Sendable {
    /// What is checked, and how, as text. A checker with the same text after a reload is the same one and
    /// keeps its verdict; checkers of one server with equal texts are matched in order.
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
    /// The server with its configured weight. Port 0 stands for the port of the service. The `id` identifies
    /// it over a reload.
    public var destination: Destination
    /// Whether it stays in the table with weight 0 instead of leaving it. keepalived: `inhibit_on_failure`.
    public var isInhibitedOnFailure: Bool
    /// Its checkers: the server is alive if all of them are up, and always without any.
    public var checkers: [SupervisedChecker]

    /// A server; by default it is removed from the table when it fails.
    public init(
        _ destination: Destination, isInhibitedOnFailure: Bool = false, checkers: [SupervisedChecker] = []
    ) {
        self.destination = destination
        self.isInhibitedOnFailure = isInhibitedOnFailure
        self.checkers = checkers
    }
}

/// The server that replaces all others while the quorum is lost. keepalived: `sorry_server`.
public struct SorryServer: Hashable, Sendable {
    /// The server. Port 0 stands for the port of the service.
    public var destination: Destination
    /// Whether it stays in the table with weight 0 while it is not needed. keepalived:
    /// `sorry_server_inhibit`.
    public var isInhibited: Bool

    /// A sorry server; by default it is in the table only while it is needed.
    public init(_ destination: Destination, isInhibited: Bool = false) {
        self.destination = destination
        self.isInhibited = isInhibited
    }
}

/// One virtual server of a configuration: services of the kernel that share servers, checks and a quorum.
public struct SupervisedService: Hashable, Sendable {
    /// Its name, which identifies it over a reload.
    public var name: ServiceName
    /// Its kernel services: one, or all of a group. An id that an earlier virtual server of the description
    /// has belongs to that one.
    public var services: [VirtualService]
    /// The servers; no two have the same `destination.id`. Of those that the kernel cannot tell apart, the
    /// first is used.
    public var servers: [SupervisedServer]
    /// The least total weight of alive servers at which the service is up, from 1.
    public var quorum: UInt32
    /// How far the weight may be from `quorum` before the state changes; less than `quorum`.
    public var hysteresis: UInt32
    /// The server used while the quorum is lost; without one the alive servers stay in use.
    public var sorryServer: SorryServer?
    /// Whether servers that start as up are notified of. keepalived: `rs_init_notifies`.
    public var notifiesAtStart: Bool
    /// Whether everything that is up is notified as down when the daemon stops. keepalived: `omega`.
    public var notifiesAtStop: Bool
    /// Whether checks are suspended while this host does not have the service's address. keepalived:
    /// `ha_suspend`.
    public var suspendsChecks: Bool

    /// A virtual server; the quorum defaults to 1.
    public init(
        _ name: ServiceName, services: [VirtualService], servers: [SupervisedServer], quorum: UInt32 = 1,
        hysteresis: UInt32 = 0, sorryServer: SorryServer? = nil, notifiesAtStart: Bool = false,
        notifiesAtStop: Bool = false,
        suspendsChecks: Bool = false
    ) {
        self.name = name
        self.services = services
        self.servers = servers
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.sorryServer = sorryServer
        self.notifiesAtStart = notifiesAtStart
        self.notifiesAtStop = notifiesAtStop
        self.suspendsChecks = suspendsChecks
    }
}
