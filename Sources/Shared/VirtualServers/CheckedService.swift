/// A virtual server of the configuration and the state of its servers.
struct CheckedService: Sendable {
    /// The description without its servers.
    var settings: SupervisedService
    /// The services of `settings.services` that no earlier virtual server has.
    var services: [VirtualService]
    var servers: [CheckedServer]
    var quorum = Liveness.down
    var hasAddress = false

    init(_ settings: SupervisedService, services: [VirtualService]) {
        self.settings = settings
        self.services = services
        servers = settings.servers.map { CheckedServer($0) }
        self.settings.servers = []
    }

    /// One for each description. A kernel service that several of them have belongs to the first.
    static func all(_ descriptions: [SupervisedService]) -> [Self] {
        var taken: Set<ServiceID> = []
        return descriptions.map { description in
            Self(description, services: description.services.filter { taken.insert($0.id).inserted })
        }
    }

    var name: ServiceName { settings.name }

    /// The description.
    var description: SupervisedService {
        var description = settings
        description.servers = servers.map(\.description)
        return description
    }

    var count: QuorumCount {
        let weight = servers.reduce(UInt64(0)) { $1.liveness == .up ? $0 + UInt64($1.weight) : $0 }
        return QuorumCount(quorum: settings.quorum, hysteresis: settings.hysteresis, weight: weight)
    }

    var areChecksSuspended: Bool { settings.suspendsChecks && !hasAddress }

    /// The servers in use, given the present quorum.
    var pool: Pool { pool(quorum: quorum) }

    /// The servers in use, given this quorum.
    func pool(quorum: Liveness) -> Pool {
        guard let sorry = settings.sorryServer else { return Pool() }
        let sorryServer = ServerName(sorry.destination.id, of: name)
        if quorum == .down { return Pool(sorryServer: sorryServer, place: .serving) }
        return Pool(sorryServer: sorryServer, place: sorry.isInhibited ? .inhibited : .absent)
    }

    func serverName(_ index: Int) -> ServerName {
        ServerName(servers[index].settings.destination.id, of: name)
    }

    /// The wanted services in the kernel. Of servers that the kernel cannot tell apart, only one is used: the sorry
    /// server if it serves, or else the first.
    var wanted: [VirtualServer] {
        services.map { VirtualServer($0, destinations: destinations(in: $0.id)) }
    }

    private func destinations(in service: ServiceID) -> [Destination] {
        let pool = pool
        var taken: Set<DestinationID> = []
        var sorryServer: Destination?
        if let sorry = settings.sorryServer, pool.place != .absent,
            let destination = sorry.destination.placed(in: service)
        {
            sorryServer = pool.place == .serving ? destination : destination.weighing(0)
        }
        if let sorryServer, pool.place == .serving { taken.insert(sorryServer.id) }
        var destinations = servers.compactMap { server -> Destination? in
            guard let wanted = server.wanted(serves: pool.place != .serving),
                let destination = wanted.placed(in: service)
            else { return nil }
            return taken.insert(destination.id).inserted ? destination : nil
        }
        if let sorryServer, pool.place == .serving || !taken.contains(sorryServer.id) {
            destinations.append(sorryServer)
        }
        return destinations
    }
}

/// The servers in use: those that are alive, unless the sorry server serves in their place.
struct Pool {
    /// Where the sorry server is.
    enum Place {
        case absent
        /// In the table with weight 0.
        case inhibited
        /// In the table, alone.
        case serving
    }

    var sorryServer: ServerName?
    var place = Place.absent

    /// The differences to `new`, to be logged.
    func effects(of new: Pool, service: ServiceName) -> [SupervisionEffect] {
        var effects: [SupervisionEffect] = []
        if let sorryServer, sorryServer != new.sorryServer, place != .absent {
            effects.append(.sorryServer(sorryServer, .removed))
        }
        if let sorryServer = new.sorryServer {
            let before = sorryServer == self.sorryServer ? place : .absent
            if let change = Self.change(from: before, to: new.place) {
                effects.append(.sorryServer(sorryServer, change))
            }
        }
        if (place == .serving) != (new.place == .serving) {
            effects.append(.aliveServers(service, new.place == .serving ? .down : .up))
        }
        return effects
    }

    private static func change(from old: Place, to new: Place) -> SorryServerChange? {
        switch (old, new) {
        case (.absent, .absent), (.inhibited, .inhibited), (.serving, .serving): nil
        case (.absent, .serving), (.absent, .inhibited): .added
        case (.inhibited, .serving): .enabled
        case (.serving, .inhibited): .disabled
        case (.serving, .absent), (.inhibited, .absent): .removed
        }
    }
}
