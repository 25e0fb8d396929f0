public import IPVSControl
public import VirtualServers

/// The kernel's table of virtual servers, or a substitute in a test.
public protocol KernelTable {
    /// The version of IPVS.
    func version() throws(IPVSError) -> IPVSVersion
    /// All services, in the kernel's order.
    func services() throws(IPVSError) -> [ObservedService]
    /// One service.
    func service(_ id: ServiceID) throws(IPVSError) -> ObservedService
    /// The servers of a service, in the kernel's order.
    func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination]
    /// The time-outs of idle connections.
    func timeouts() throws(IPVSError) -> ConnectionTimeouts
    /// The running synchronization daemons.
    func daemons() throws(IPVSError) -> [SynchronizationDaemon]
    /// What plain lists show of the servers of these services, which are in the kernel's order; all read at one time.
    func summary(of services: [ObservedService]) -> DestinationSource
    /// Carries out requests in order, and returns the error of each, or nil.
    func perform(_ requests: [IPVSRequest]) -> [IPVSError?]
}

/// Returns the servers of the service with an index in the kernel's order; nil if it does not know all of them.
public typealias DestinationSource = (Int) -> [ObservedDestination]?

extension IPVSConnection: KernelTable {
    /// Reads the servers from `/proc/net/ip_vs`, which does not contain tunnel settings.
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
