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
    /// The servers of these services, which are in the kernel's order, at one time: what plain lists show of them.
    func summary(of services: [ObservedService]) -> DestinationSource
    /// Carries out requests in their order, and returns for each why it failed, or nil.
    func perform(_ requests: [IPVSRequest]) -> [IPVSError?]
}

/// Tells the servers of the service with an index in the kernel's order, or nil if it does not know them all.
public typealias DestinationSource = (Int) -> [ObservedDestination]?

extension IPVSConnection: KernelTable {
    /// The servers as `/proc/net/ip_vs` shows them; it does not show how a server is tunnelled.
    public func summary(of services: [ObservedService]) -> DestinationSource {
        let summaries = DestinationSummaries(of: services)
        return { index in
            guard let found = summaries[index], found.allSatisfy({ $0.method != .tunnel }) else { return nil }
            return found.map { summary in
                ObservedDestination(
                    Destination(summary.id, method: summary.method, weight: summary.weight),
                    activeConnections: summary.activeConnections,
                    inactiveConnections: summary.inactiveConnections)
            }
        }
    }
}
