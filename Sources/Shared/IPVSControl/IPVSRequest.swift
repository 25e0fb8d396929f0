public import VirtualServers

/// A request to IPVS.
public enum IPVSRequest: Hashable, Sendable {
    /// Changes a service or a server.
    case change(Change)
    /// Removes all services (`-C`).
    case flush
    /// Sets the counters of one service and its servers to zero, or all counters (`-Z`).
    case zero(ServiceID?)
    /// Sets the time-outs of idle connections (`--set`).
    case setTimeouts(ConnectionTimeouts)
    /// Starts a connection synchronization daemon (`--start-daemon`).
    case startDaemon(SynchronizationDaemon)
    /// Stops a connection synchronization daemon (`--stop-daemon`).
    case stopDaemon(SynchronizationRole)
}

/// A failed operation of IPVS.
public struct IPVSError: Error, Equatable, Sendable {
    /// An operation.
    public enum Operation: Hashable, Sendable {
        /// Finding IPVS in the kernel: `ENOENT` if it is missing.
        case connect
        /// Reading the version.
        case readVersion
        /// Listing the services.
        case listServices
        /// Reading one service: `ESRCH` if it does not exist.
        case readService(ServiceID)
        /// Listing the servers of a service: `ESRCH` if the service does not exist.
        case listDestinations(ServiceID)
        /// Reading the time-outs.
        case readTimeouts
        /// Listing the synchronization daemons.
        case listDaemons
        /// A request.
        case request(IPVSRequest)
    }

    /// The operation that failed, with its object.
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
