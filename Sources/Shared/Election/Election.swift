public import NetworkTypes
public import Timing

// INTERFACE SKETCH: signatures that the daemon is written against; bodies follow.

/// What the kernel told about a received datagram.
public struct ReceivedDatagram: Equatable, Sendable {
    /// The sender.
    public var source: IPAddress
    /// The destination, a group or one of our addresses.
    public var destination: IPAddress
    /// TTL or hop limit, or nil when the kernel did not say.
    public var timeToLive: UInt8?
    /// The interface it arrived on, by its configured name.
    public var interface: String

    /// The facts of one datagram.
    public init(source: IPAddress, destination: IPAddress, timeToLive: UInt8?, interface: String) {
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.interface = interface
    }
}

/// All virtual routers of one process, their sync groups and trackers: (state, event, now) to effects.
public struct Election: Sendable {
    /// When `timeout` is due next; pulled by the shell after every event.
    public private(set) var deadline: MonotonicInstant?

    /// Everything in INIT. Nothing happens before `start`.
    public init(settings: ElectionSettings) {
        deadline = nil
    }

    /// keepalived's start: every instance goes to BACKUP (or FAULT).
    public mutating func start(at now: MonotonicInstant, into effects: inout [Effect]) {}

    /// A VRRP message (without the IP header) arrived.
    public mutating func receive(
        _ message: Span<UInt8>, _ datagram: ReceivedDatagram, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {}

    /// The deadline has come.
    public mutating func timeout(at now: MonotonicInstant, into effects: inout [Effect]) {}

    /// The address that advertisements of the instance are sent from; nil: there is none, which is a FAULT.
    public mutating func setSourceAddress(
        _ address: IPAddress?, instance: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {}

    /// An interface tracker went up or down.
    public mutating func setTracker(
        _ tracker: Int, isUp: Bool, at now: MonotonicInstant, into effects: inout [Effect]
    ) {}

    /// A run of a script tracker ended.
    public mutating func scriptRan(
        _ tracker: Int, succeeded: Bool, at now: MonotonicInstant, into effects: inout [Effect]
    ) {}

    /// Resigns every mastership with priority 0 and removes the addresses.
    public mutating func stop(at now: MonotonicInstant, into effects: inout [Effect]) {}

    /// Takes over new settings. An instance keeps its state when name, family, VRID, interface and group are the same;
    /// what went resigns; what came starts as at start. Masters stay masters.
    public mutating func reload(
        _ settings: ElectionSettings, at now: MonotonicInstant, into effects: inout [Effect]
    ) {}
}
