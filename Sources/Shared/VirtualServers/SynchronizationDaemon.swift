public import NetworkTypes

/// The role of a connection synchronization daemon.
public enum SynchronizationRole: UInt32, Hashable, Sendable, CaseIterable {
    /// It sends this host's connections to others.
    case master = 1
    /// It receives connections from a master.
    case backup = 2
}

/// The kernel's connection synchronization daemon (`--start-daemon`). A nil value is left to the kernel.
public struct SynchronizationDaemon: Hashable, Sendable {
    /// Its role.
    public var role: SynchronizationRole
    /// The interface of the multicast messages.
    public var interface: String
    /// The number that separates groups of directors, 0 to 255.
    public var syncID: UInt32
    /// The longest message, in bytes.
    public var maximumLengthBytes: UInt16?
    /// The multicast group; the kernel's default is 224.0.0.81.
    public var group: IPAddress?
    /// The UDP port; the kernel's default is 8848.
    public var port: UInt16?
    /// The time to live of the messages; the kernel's default is 1.
    public var timeToLive: UInt8?

    /// A daemon; values default to the kernel's.
    public init(
        _ role: SynchronizationRole, interface: String, syncID: UInt32 = 0,
        maximumLengthBytes: UInt16? = nil, group: IPAddress? = nil, port: UInt16? = nil,
        timeToLive: UInt8? = nil
    ) {
        self.role = role
        self.interface = interface
        self.syncID = syncID
        self.maximumLengthBytes = maximumLengthBytes
        self.group = group
        self.port = port
        self.timeToLive = timeToLive
    }
}

/// How long the kernel keeps idle connections.
public struct ConnectionTimeouts: Hashable, Sendable {
    /// TCP connections, in seconds.
    public var tcpSeconds: UInt32
    /// TCP connections after a FIN, in seconds.
    public var tcpFINSeconds: UInt32
    /// UDP exchanges, in seconds.
    public var udpSeconds: UInt32

    /// Time-outs; when they are set, 0 keeps the kernel's value.
    public init(tcpSeconds: UInt32, tcpFINSeconds: UInt32, udpSeconds: UInt32) {
        self.tcpSeconds = tcpSeconds
        self.tcpFINSeconds = tcpFINSeconds
        self.udpSeconds = udpSeconds
    }
}
