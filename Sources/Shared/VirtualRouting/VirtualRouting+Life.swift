public import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Notifications
public import Timing

extension VirtualRouting {
    /// Starts with the first configuration: removes left-overs, opens endpoints, starts the election.
    public mutating func start(
        _ model: Model, on interfaces: InterfaceTable, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        self.interfaces = interfaces
        _ = adopt(model)
        election = Election(settings: ElectionSettings(model))
        claimLeftOvers(beside: AddressClaims([]), into: &acts)
        reconcile(at: now, into: &acts)
        connect([:], into: &acts)
        _ = schedule.replace(trackedScripts, at: now)
        isRunning = true
        election.start(in: surroundings, at: now, into: &effects)
        perform(at: now, into: &acts)
        reportMastership(into: &acts)
    }

    /// Applies another configuration. What has not changed continues undisturbed.
    public mutating func reload(_ model: Model, at now: MonotonicInstant, into acts: inout [Act]) {
        // Instances that are removed resign under their old settings, and their addresses are removed.
        election.retire(for: ElectionSettings(model), at: now, into: &effects)
        perform(at: now, into: &acts)
        let oldClaims = claims
        let previous = adopt(model)
        // Any of our addresses may now be unclaimed, or claimed with other properties.
        for place in addresses.places { addresses.mark(place) }
        claimLeftOvers(beside: oldClaims, into: &acts)
        connect(previous, into: &acts)
        election.reload(ElectionSettings(model), in: surroundings, at: now, into: &effects)
        describeEndpoints(into: &acts)
        for number in endpoints.retry(at: now) { open(number, into: &acts) }
        for script in schedule.replace(trackedScripts, at: now) { acts.append(.cancel(lane: script.lane)) }
        let changes = model.global.reportsStatesOnReload ? effects : []
        perform(at: now, into: &acts)
        if model.global.reportsStatesOnReload { reportStates(beside: changes, into: &acts) }
        reportMastership(into: &acts)
    }

    /// Stops: resigns, cleans up and notifies. Later events have no effect.
    public mutating func stop(at now: MonotonicInstant, into acts: inout [Act]) {
        guard isRunning else { return }
        isRunning = false
        if !options.keepsAddressesAtStop { election.stop(at: now, into: &effects) }
        perform(at: now, into: &acts)
        for (index, instance) in model.instances.enumerated() {
            let priority = election.effectivePriority(instance: index)
            notify(instance, .stop, priority: priority, into: &acts)
        }
        for group in model.groups { notify(group, .stop, into: &acts) }
    }

    // MARK: - Parts

    /// Takes over a configuration and what depends on it alone; returns the runtime state of the old instances.
    private mutating func adopt(_ model: Model) -> [InstanceIdentity: Runtime] {
        var previous: [InstanceIdentity: Runtime] = [:]
        for (index, instance) in self.model.instances.enumerated() {
            previous[instance.election.identity] = runtimes[index]
        }
        self.model = model
        files.keep(Set(model.files.map(\.path)))
        claims = AddressClaims(model.instances)
        instancesOn = [:]
        addressHolders = [:]
        sourceInterfaces = [:]
        for (index, instance) in model.instances.enumerated() {
            instancesOn[instance.interface, default: []].append(index)
            for name in Set(instance.allAddresses.map(\.interface)) {
                addressHolders[name, default: []].append(index)
            }
            if let source = instance.sourceAddress {
                sourceInterfaces[source, default: []].insert(instance.interface)
            }
        }
        unknownVirtualRouters = []
        let name = model.global.ipvs.synchronization?.instance
        followed = model.instances.firstIndex { $0.name == name }
        return previous
    }

    /// Gives every instance its endpoint; those in `previous` keep theirs if it is the same. Endpoints without users
    /// are closed.
    private mutating func connect(_ previous: [InstanceIdentity: Runtime], into acts: inout [Act]) {
        var left = previous
        runtimes = model.instances.map { instance in
            // Packets and frames were made for other settings.
            var runtime = left.removeValue(forKey: instance.election.identity) ?? Runtime()
            runtime.cache.forget()
            runtime.frames = []
            return runtime
        }
        sources.forget()
        for index in runtimes.indices { _ = updateEndpoint(of: index, into: &acts) }
        for runtime in left.values.sorted(by: { ($0.endpoint ?? -1) < ($1.endpoint ?? -1) }) {
            release(runtime.endpoint, into: &acts)
        }
    }

    /// What the election needs to know of its surroundings.
    private var surroundings: ElectionSurroundings {
        ElectionSurroundings(
            endpoints: model.instances.indices.map { endpointState(of: $0) },
            interfacesUp: interfaces.namesUp, fileNumbers: fileNumbers, sessionsUp: sessionsUp,
            quorums: quorums)
    }

    private var trackedScripts: [VRRPScript] {
        model.scripts.filter { election.tracker(of: .script($0.name)) != nil }
    }

    /// Takes over addresses that the host has and an instance newly claims. They were left by an earlier run that
    /// crashed; but those of an owner (priority 255) are the host's own, as long as an owner claims them.
    private mutating func claimLeftOvers(beside old: AddressClaims, into acts: inout [Act]) {
        var owned: Set<AddressPlace> = []
        for instance in model.instances {
            let isOwner = instance.election.basePriority == 255
            for virtual in instance.allAddresses {
                guard let place = virtual.place(in: interfaces) else { continue }
                if isOwner { owned.insert(place) }
                guard interfaces.address(at: place) != nil, !addresses.isOurs(place) else { continue }
                if isOwner, !addresses.isAdopted(place) {
                    addresses.setAdopted(true, at: place)
                    acts.append(.log(.addressAdopted(address: virtual.address, interface: virtual.interface)))
                } else if !isOwner,
                    addresses.isAdopted(place) || old.claims(at: place, in: interfaces).isEmpty
                {
                    addresses.takeOver(virtual, at: place)
                    acts.append(
                        .log(.leftOverRemoved(address: virtual.address, interface: virtual.interface)))
                }
            }
        }
        for place in addresses.adopted where !owned.contains(place) {
            addresses.setAdopted(false, at: place)
        }
    }
}

extension ElectionSettings {
    /// The settings of a configuration that the election uses.
    init(_ model: Model) {
        self.init(
            instances: model.instances.map(\.election), groups: model.groups.map(\.election),
            scripts: model.scripts.map(\.election))
        startupDelay = model.global.startupDelay
    }
}
