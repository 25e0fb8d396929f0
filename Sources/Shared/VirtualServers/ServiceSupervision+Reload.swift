extension ServiceSupervision {
    /// Adopts a new description, at any time. A service keeps its state if its name is the same, a server if its `id`
    /// is, and a checker if its definition is. What was removed is notified as down, what is new begins as it would
    /// at `start`, and the quorum of what stays is decided once, on the new state. An equal description has no
    /// effects.
    ///
    /// The effects of removed services come first, then those of each service in the order of the new description.
    public mutating func reload(
        _ descriptions: [SupervisedService], into effects: inout [SupervisionEffect]
    ) {
        let old = services
        services = CheckedService.all(descriptions)
        let origins = places(of: descriptions.map(\.name), in: old.map(\.name))
        if isRunning {
            let kept = Set(origins.compactMap { $0 })
            for (index, service) in old.enumerated() where !kept.contains(index) {
                effects.append(.serviceRemoved(service.name))
                service.end(because: .removed, .removed, into: &effects)
            }
        }
        for (index, origin) in origins.enumerated() {
            if let origin {
                adopt(old[origin], as: index, into: &effects)
            } else if isRunning {
                start(service: index, into: &effects)
            }
        }
    }

    private mutating func adopt(
        _ old: CheckedService, as index: Int, into effects: inout [SupervisionEffect]
    ) {
        services[index].quorum = old.quorum
        services[index].hasAddress = old.hasAddress
        let origins = places(
            of: services[index].servers.map(\.settings.destination.id),
            in: old.servers.map(\.settings.destination.id))
        for (server, origin) in origins.enumerated() {
            if let origin { services[index].servers[server].adopt(old.servers[origin]) }
        }
        guard isRunning else { return }
        noteChecks(service: index, wereSuspended: old.areChecksSuspended, into: &effects)
        noteServersGone(from: old, keeping: Set(origins.compactMap { $0 }), into: &effects)
        for (server, origin) in origins.enumerated() {
            noteServer(server, of: index, before: origin.map { old.servers[$0] }, into: &effects)
        }
        decide(service: index, because: .reload, from: old.pool, into: &effects)
    }

    private func noteServersGone(
        from old: CheckedService, keeping kept: Set<Int>, into effects: inout [SupervisionEffect]
    ) {
        for (index, server) in old.servers.enumerated() where !kept.contains(index) && server.liveness == .up
        {
            effects.append(
                .server(
                    old.serverName(index), .down, because: .removed,
                    isInhibited: server.settings.isInhibitedOnFailure))
        }
    }

    private mutating func noteServer(
        _ server: Int, of index: Int, before: CheckedServer?, into effects: inout [SupervisionEffect]
    ) {
        let now = services[index].servers[server]
        let name = services[index].serverName(server)
        guard let before else {
            if now.liveness == .up { effects.append(.serverAdded(name)) }
            return notifyStart(service: index, server: server, into: &effects)
        }
        if before.weight != now.weight {
            effects.append(.weight(name, from: before.weight, to: now.weight, now.liveness))
        }
        if before.liveness != now.liveness {
            notify(service: index, server: server, because: .reload, into: &effects)
        }
    }
}
