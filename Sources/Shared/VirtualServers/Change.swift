/// One change of the kernel's table of virtual servers.
public enum Change: Hashable, Sendable {
    /// Adds a service without servers.
    case addService(VirtualService)
    /// Gives a service a new configuration; its servers and connections stay.
    case editService(VirtualService)
    /// Removes a service and its servers.
    case deleteService(ServiceID)
    /// Adds a server to a service.
    case addDestination(ServiceID, Destination)
    /// Gives a server a new configuration; its connections stay.
    case editDestination(ServiceID, Destination)
    /// Removes a server from a service.
    case deleteDestination(ServiceID, DestinationID)
}

/// A service with its servers, in a wanted table.
public struct VirtualServer: Hashable, Sendable {
    /// The service.
    public var service: VirtualService
    /// Its servers; no two have the same `id`.
    public var destinations: [Destination]

    /// A service and its servers.
    public init(_ service: VirtualService, destinations: [Destination] = []) {
        self.service = service
        self.destinations = destinations
    }
}
