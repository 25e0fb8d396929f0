public import VirtualServers

/// The IPVS tables of the present network namespace. Needs CAP_NET_ADMIN.
public final class IPVSConnection {
    /// Finds IPVS in the kernel.
    ///
    /// The error is `ENOENT` if it is not there, for instance because its module is not loaded.
    public init() throws(IPVSError) {
        throw IPVSError(.connect, errno: 2)
    }

    /// The version of IPVS.
    public func version() throws(IPVSError) -> IPVSVersion { throw IPVSError(.readVersion, errno: 2) }

    /// All services, in the kernel's order.
    public func services() throws(IPVSError) -> [ObservedService] { [] }

    /// One service.
    public func service(_ id: ServiceID) throws(IPVSError) -> ObservedService {
        throw IPVSError(.readService(id), errno: 2)
    }

    /// The servers of a service, in the kernel's order.
    public func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination] { [] }

    /// How long idle connections are kept.
    public func timeouts() throws(IPVSError) -> ConnectionTimeouts {
        throw IPVSError(.readTimeouts, errno: 2)
    }

    /// The synchronization daemons that run: none, one or both roles.
    public func daemons() throws(IPVSError) -> [SynchronizationDaemon] { [] }

    /// Carries out requests in their order, many with one system call, and returns for each why it failed, or nil.
    ///
    /// A request that fails does not keep the next ones back.
    public func perform(_ requests: [IPVSRequest]) -> [IPVSError?] { [] }
}
