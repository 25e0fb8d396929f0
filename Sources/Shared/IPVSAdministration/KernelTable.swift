public import IPVSControl
public import VirtualServers

/// The kernel's table of virtual servers, or what stands for it in a test.
public protocol KernelTable {
    /// The version of IPVS.
    func version() throws(IPVSError) -> IPVSVersion
    /// All services, in the kernel's order.
    func services() throws(IPVSError) -> [ObservedService]
    /// One service.
    func service(_ id: ServiceID) throws(IPVSError) -> ObservedService
    /// The servers of a service, in the kernel's order.
    func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination]
    /// How long idle connections are kept.
    func timeouts() throws(IPVSError) -> ConnectionTimeouts
    /// The synchronization daemons that run.
    func daemons() throws(IPVSError) -> [SynchronizationDaemon]
    /// Carries out requests in their order, and returns for each why it failed, or nil.
    func perform(_ requests: [IPVSRequest]) -> [IPVSError?]
}

extension IPVSConnection: KernelTable {}
