/// Why a table refuses a change.
public enum ChangeRefusal: Error, Hashable, Sendable {
    /// The service already exists.
    case serviceExists(ServiceID)
    /// The service does not exist.
    case noService(ServiceID)
    /// The service already has the server.
    case destinationExists(ServiceID, DestinationID)
    /// The service does not have the server.
    case noDestination(ServiceID, DestinationID)
}

extension ChangeRefusal: CustomStringConvertible {
    /// The error in words.
    public var description: String {
        switch self {
        case .serviceExists(let service): "\(service) already exists"
        case .noService(let service): "unknown service \(service)"
        case .destinationExists(let service, let server): "\(service) already has the server \(server)"
        case .noDestination(let service, let server): "\(service) has no server \(server)"
        }
    }
}

/// A table of virtual servers that accepts and refuses changes as the kernel does.
public struct VirtualServerTable: Sendable {
    fileprivate struct Entry {
        var service: VirtualService
        var destinations: [Destination] = []
        var places: [DestinationID: Int] = [:]
    }

    private var order: [ServiceID] = []
    private var entries: [ServiceID: Entry] = [:]

    /// An empty table.
    public init() {}

    /// The services in the order in which they were added, each with its servers in the order in which they
    /// were added.
    public var servers: [VirtualServer] {
        order.compactMap { id in
            entries[id].map { VirtualServer($0.service, destinations: $0.destinations) }
        }
    }

    /// Makes a change, or leaves the table unchanged and throws the reason.
    public mutating func make(_ change: Change) throws(ChangeRefusal) {
        switch change {
        case .addService(let service):
            guard entries[service.id] == nil else { throw .serviceExists(service.id) }
            entries[service.id] = Entry(service: service)
            order.append(service.id)
        case .editService(let service):
            guard entries[service.id] != nil else { throw .noService(service.id) }
            entries[service.id]?.service = service
        case .deleteService(let id):
            guard entries.removeValue(forKey: id) != nil else { throw .noService(id) }
            order.removeAll { $0 == id }
        case .addDestination(let id, let destination):
            guard place(of: destination.id, in: try entry(id)) == nil else {
                throw .destinationExists(id, destination.id)
            }
            entries[id]?.add(destination)
        case .editDestination(let id, let destination):
            guard let place = place(of: destination.id, in: try entry(id)) else {
                throw .noDestination(id, destination.id)
            }
            entries[id]?.destinations[place] = destination
        case .deleteDestination(let id, let destination):
            guard let place = place(of: destination, in: try entry(id)) else {
                throw .noDestination(id, destination)
            }
            entries[id]?.remove(at: place)
        }
    }

    /// Removes all services.
    public mutating func removeAll() {
        self = Self()
    }

    private func entry(_ id: ServiceID) throws(ChangeRefusal) -> ServiceID {
        guard entries[id] != nil else { throw .noService(id) }
        return id
    }

    private func place(of destination: DestinationID, in id: ServiceID) -> Int? {
        entries[id]?.places[destination]
    }
}

extension VirtualServerTable.Entry {
    fileprivate mutating func add(_ destination: Destination) {
        places[destination.id] = destinations.count
        destinations.append(destination)
    }

    fileprivate mutating func remove(at place: Int) {
        destinations.remove(at: place)
        places = [:]
        for (index, destination) in destinations.enumerated() { places[destination.id] = index }
    }
}
