/// What the kernel counts for a service or a server.
public struct TrafficStatistics: Hashable, Sendable {
    /// Connections since the last zeroing.
    public var connections: UInt64 = 0
    /// Packets from clients.
    public var incomingPackets: UInt64 = 0
    /// Packets to clients; 0 with direct routing and tunnels.
    public var outgoingPackets: UInt64 = 0
    /// Bytes from clients.
    public var incomingBytes: UInt64 = 0
    /// Bytes to clients.
    public var outgoingBytes: UInt64 = 0
    /// Connections a second, as the kernel estimates it.
    public var connectionRate: UInt64 = 0
    /// Packets a second from clients.
    public var incomingPacketRate: UInt64 = 0
    /// Packets a second to clients.
    public var outgoingPacketRate: UInt64 = 0
    /// Bytes a second from clients.
    public var incomingByteRate: UInt64 = 0
    /// Bytes a second to clients.
    public var outgoingByteRate: UInt64 = 0

    /// All zero.
    public init() {}
}

/// A service as reported by the kernel.
public struct ObservedService: Hashable, Sendable {
    /// Its configuration.
    public var service: VirtualService
    /// What the kernel counted for it.
    public var statistics: TrafficStatistics

    /// A service and its counters.
    public init(_ service: VirtualService, statistics: TrafficStatistics = TrafficStatistics()) {
        self.service = service
        self.statistics = statistics
    }
}

/// A server as reported by the kernel.
public struct ObservedDestination: Hashable, Sendable {
    /// Its configuration.
    public var destination: Destination
    /// Connections in an established state.
    public var activeConnections: UInt32
    /// Connections in any other state.
    public var inactiveConnections: UInt32
    /// Clients that persistence binds to it.
    public var persistentConnections: UInt32
    /// What the kernel counted for it.
    public var statistics: TrafficStatistics

    /// A server; defaults to no connections.
    public init(
        _ destination: Destination, activeConnections: UInt32 = 0, inactiveConnections: UInt32 = 0,
        persistentConnections: UInt32 = 0, statistics: TrafficStatistics = TrafficStatistics()
    ) {
        self.destination = destination
        self.activeConnections = activeConnections
        self.inactiveConnections = inactiveConnections
        self.persistentConnections = persistentConnections
        self.statistics = statistics
    }
}
