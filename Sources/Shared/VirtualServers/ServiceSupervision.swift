/// The place of a checker in a description; indices start at 0.
public struct CheckerPlace: Hashable, Sendable {
    /// The index of the virtual server.
    public var service: Int
    /// The index of the server in it.
    public var server: Int
    /// The index of the checker of that server.
    public var checker: Int

    /// The place of these indices.
    public init(service: Int, server: Int, checker: Int) {
        self.service = service
        self.server = server
        self.checker = checker
    }
}

/// The decisions about all virtual servers of a configuration, from the verdicts of checkers to the wanted kernel
/// table.
///
/// Every event appends effects, in order. An event that names a service changes only that service in `wanted`: a shell
/// compares `wanted(service:)` before and after it with `diff(have:want:)`, and makes the changes before it carries
/// out the effects. Before `start` and after `stop`, events are recorded, but nothing is decided or wanted.
public struct ServiceSupervision: Sendable {
    var services: [CheckedService]
    /// Whether it has been started and not stopped.
    public internal(set) var isRunning = false

    /// Servers are alive unless a checker starts as down. Nothing happens before `start`.
    public init(_ services: [SupervisedService]) {
        self.services = CheckedService.all(services)
    }

    /// The description in force; its indices are those of events.
    public var descriptions: [SupervisedService] { services.map(\.description) }

    /// The kernel services of one virtual server, whether they are wanted now or not.
    public func kernelServices(service: Int) -> [VirtualService] { services[service].settings.services }

    /// The server with its configured weight.
    public func destination(service: Int, server: Int) -> Destination {
        services[service].servers[server].settings.destination
    }

    /// The wanted kernel table.
    public var wanted: [VirtualServer] { isRunning ? services.flatMap(\.wanted) : [] }

    /// The wanted kernel services of one virtual server; several for a group.
    public func wanted(service: Int) -> [VirtualServer] { isRunning ? services[service].wanted : [] }

    /// Whether the service has its quorum.
    public func quorum(service: Int) -> Liveness { services[service].quorum }

    /// The numbers behind the quorum.
    public func count(service: Int) -> QuorumCount { services[service].count }

    /// Whether all checkers of the server are up; it is in the table only if the quorum is up as well.
    public func liveness(service: Int, server: Int) -> Liveness { services[service].servers[server].liveness }

    /// The weight of the server while it is alive: the configured one plus what its checkers add.
    public func weight(service: Int, server: Int) -> UInt32 { services[service].servers[server].weight }

    /// The last verdict of the checker; for a new one its initial state.
    public func verdict(of place: CheckerPlace) -> Liveness {
        services[place.service].servers[place.server].checkers[place.checker].verdict
    }

    /// How many checkers of the server are down.
    public func failedCheckerCount(service: Int, server: Int) -> Int {
        services[service].servers[server].checkers.count { $0.verdict == .down }
    }

    /// Whether the checks of the service are suspended.
    public func areChecksSuspended(service: Int) -> Bool { services[service].areChecksSuspended }

    /// Starts: makes the first decision on every service.
    public mutating func start(into effects: inout [SupervisionEffect]) {
        guard !isRunning else { return }
        isRunning = true
        for index in services.indices { start(service: index, into: &effects) }
    }

    /// Stops: clears the table. Services with `notifiesAtStop` notify that they are down.
    public mutating func stop(into effects: inout [SupervisionEffect]) {
        guard isRunning else { return }
        isRunning = false
        for service in services {
            for index in service.servers.indices {
                effects.append(.serverShutDown(service.serverName(index)))
            }
            if service.settings.notifiesAtStop { service.end(because: .stop, .stop, into: &effects) }
        }
    }

    /// Records the verdict of a checker, after its retries.
    public mutating func report(
        _ verdict: Liveness, by place: CheckerPlace, into effects: inout [SupervisionEffect]
    ) {
        let before = services[place.service].servers[place.server].liveness
        services[place.service].servers[place.server].checkers[place.checker].verdict = verdict
        guard isRunning else { return }
        let server = services[place.service].servers[place.server]
        let definition = server.checkers[place.checker].settings.definition
        if server.liveness != before {
            let reason = ServerReason.checker(definition: definition)
            notify(service: place.service, server: place.server, because: reason, into: &effects)
            decide(
                service: place.service, because: .server(server.settings.destination.id, server.liveness),
                from: services[place.service].pool, into: &effects)
        } else if verdict == .down, !server.isKnownDown {
            let reason = ServerReason.firstCheck(definition: definition)
            notify(service: place.service, server: place.server, because: reason, into: &effects)
        }
    }

    /// Sets what a checker adds to the weight of its server; the offsets of a server's checkers add up.
    ///
    /// - Parameters:
    ///   - offset: The offset; clamped to ±2,147,483,647.
    ///   - place: The checker.
    ///   - effects: Receives what is to be done.
    public mutating func setWeightOffset(
        _ offset: Int, by place: CheckerPlace, into effects: inout [SupervisionEffect]
    ) {
        let before = services[place.service].servers[place.server].weight
        let bounded = min(max(Int64(offset), -CheckedServer.greatestWeight), CheckedServer.greatestWeight)
        services[place.service].servers[place.server].checkers[place.checker].weightOffset = bounded
        let server = services[place.service].servers[place.server]
        guard isRunning, server.weight != before else { return }
        let name = services[place.service].serverName(place.server)
        effects.append(.weight(name, from: before, to: server.weight, server.liveness))
        decide(
            service: place.service, because: .weight(name.server), from: services[place.service].pool,
            into: &effects)
    }

    /// Sets whether this host has the address of the service, or one of its group's; initially it does not.
    public mutating func setAddressPresence(
        _ isPresent: Bool, service: Int, into effects: inout [SupervisionEffect]
    ) {
        let wereSuspended = services[service].areChecksSuspended
        services[service].hasAddress = isPresent
        guard isRunning else { return }
        noteChecks(service: service, wereSuspended: wereSuspended, into: &effects)
    }
}

extension ServiceSupervision {
    /// Makes the first decision on one service, as if the quorum had been lost before.
    mutating func start(service index: Int, into effects: inout [SupervisionEffect]) {
        let count = services[index].count
        services[index].quorum = count.verdict(after: .down)
        noteChecks(service: index, wereSuspended: false, into: &effects)
        for server in services[index].servers.indices {
            notifyStart(service: index, server: server, into: &effects)
        }
        effects.append(.quorum(services[index].name, services[index].quorum, because: .start, count))
        let ready = services[index].pool(quorum: .up)
        effects += ready.effects(of: services[index].pool, service: services[index].name)
    }

    /// Decides the quorum again. `pool` has the servers that were in use before the event.
    mutating func decide(
        service index: Int, because reason: QuorumReason, from pool: Pool,
        into effects: inout [SupervisionEffect]
    ) {
        let count = services[index].count
        let verdict = count.verdict(after: services[index].quorum)
        if verdict != services[index].quorum {
            services[index].quorum = verdict
            effects.append(.quorum(services[index].name, verdict, because: reason, count))
        }
        effects += pool.effects(of: services[index].pool, service: services[index].name)
    }

    /// Notifies that a new server starts as up, if its service does that.
    mutating func notifyStart(service: Int, server: Int, into effects: inout [SupervisionEffect]) {
        guard services[service].settings.notifiesAtStart,
            services[service].servers[server].liveness == .up
        else { return }
        notify(service: service, server: server, because: .start, into: &effects)
    }

    /// Notifies the present state of a server.
    mutating func notify(
        service: Int, server: Int, because reason: ServerReason, into effects: inout [SupervisionEffect]
    ) {
        let liveness = services[service].servers[server].liveness
        services[service].servers[server].isKnownDown = liveness == .down
        effects.append(
            .server(
                services[service].serverName(server), liveness, because: reason,
                isInhibited: services[service].servers[server].settings.isInhibitedOnFailure))
    }

    /// Adds an effect if the checks of the service were suspended or resumed.
    func noteChecks(service: Int, wereSuspended: Bool, into effects: inout [SupervisionEffect]) {
        let areSuspended = services[service].areChecksSuspended
        guard areSuspended != wereSuspended else { return }
        let name = services[service].name
        effects.append(areSuspended ? .checksSuspended(name) : .checksResumed(name))
    }
}

extension CheckedService {
    /// Notifies everything that is up as down.
    func end(
        because reason: ServerReason, _ quorumReason: QuorumReason, into effects: inout [SupervisionEffect]
    ) {
        for (index, server) in servers.enumerated() where server.liveness == .up {
            effects.append(
                .server(
                    serverName(index), .down, because: reason,
                    isInhibited: server.settings.isInhibitedOnFailure))
        }
        if quorum == .up { effects.append(.quorum(name, .down, because: quorumReason, count)) }
    }
}
