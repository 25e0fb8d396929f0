public import NetworkTypes

/// The role of a connection synchronization daemon.
public enum SynchronizationRole: UInt32, Hashable, Sendable, CaseIterable {
    /// It tells others of this host's connections.
    case master = 1
    /// It listens to a master.
    case backup = 2
}

/// The kernel's connection synchronization daemon (`--start-daemon`). What is nil is left to the kernel.
public struct SynchronizationDaemon: Hashable, Sendable {
    /// What it does.
    public var role: SynchronizationRole
    /// The interface of the multicast messages.
    public var interface: String
    /// The number that keeps groups of directors apart, 0 to 255.
    public var syncID: UInt32
    /// The longest message, in bytes.
    public var maximumLengthBytes: UInt16?
    /// The multicast group; the kernel's default is 224.0.0.81.
    public var group: IPAddress?
    /// The UDP port; the kernel's default is 8848.
    public var port: UInt16?
    /// The time to live of the messages; the kernel's default is 1.
    public var timeToLive: UInt8?

    /// A daemon with the kernel's defaults, unless said otherwise.
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

    /// These times; when set, 0 keeps what the kernel has.
    public init(tcpSeconds: UInt32, tcpFINSeconds: UInt32, udpSeconds: UInt32) {
        self.tcpSeconds = tcpSeconds
        self.tcpFINSeconds = tcpFINSeconds
        self.udpSeconds = udpSeconds
    }
}
