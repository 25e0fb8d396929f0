public import VirtualServers

/// Something to ask of IPVS.
public enum IPVSRequest: Hashable, Sendable {
    /// Changes a service or a server.
    case change(Change)
    /// Removes all services (`-C`).
    case flush
    /// Sets the counters of one service and its servers to zero, or all counters (`-Z`).
    case zero(ServiceID?)
    /// Sets how long idle connections are kept (`--set`).
    case setTimeouts(ConnectionTimeouts)
    /// Starts a connection synchronization daemon (`--start-daemon`).
    case startDaemon(SynchronizationDaemon)
    /// Stops a connection synchronization daemon (`--stop-daemon`).
    case stopDaemon(SynchronizationRole)
}

/// What IPVS could not do.
public struct IPVSError: Error, Equatable, Sendable {
    /// What was to be done.
    public enum Operation: Hashable, Sendable {
        /// Finding IPVS in the kernel: `ENOENT` without it.
        case connect
        /// Asking for the version.
        case readVersion
        /// Listing the services.
        case listServices
        /// Asking for one service: `ESRCH` if there is none.
        case readService(ServiceID)
        /// Listing the servers of a service: `ESRCH` if there is no such service.
        case listDestinations(ServiceID)
        /// Asking for the time-outs.
        case readTimeouts
        /// Listing the synchronization daemons.
        case listDaemons
        /// A request.
        case request(IPVSRequest)
    }

    /// What was to be done, and to what.
    public var operation: Operation
    /// The error number of the kernel or of the system call that failed.
    public var errno: Int32

    /// The failure of an operation with this error number.
    public init(_ operation: Operation, errno: Int32) {
        self.operation = operation
        self.errno = errno
    }
}

/// The version of IPVS in the kernel.
public struct IPVSVersion: Hashable, Sendable, CustomStringConvertible {
    /// The kernel's number: 0x010201 is 1.2.1.
    public var code: UInt32
    /// The number of hash buckets of the connection table.
    public var connectionTableSize: UInt32

    /// A version with its table size.
    public init(code: UInt32, connectionTableSize: UInt32) {
        self.code = code
        self.connectionTableSize = connectionTableSize
    }

    /// `1.2.1`
    public var description: String { "\(code >> 16 & 0xFF).\(code >> 8 & 0xFF).\(code & 0xFF)" }
}
