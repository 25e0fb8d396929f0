internal import Configuration
internal import Election
public import NetworkState
internal import NetworkTypes
internal import Notifications
internal import PacketFormats
public import Timing

extension VirtualRouting {
    /// Turns what the election wants into acts: all advertisements first, then all addresses in one batch, then all
    /// announcements; logs and scripts come last, when the network has what it needs.
    mutating func perform(at now: MonotonicInstant, into acts: inout [Act]) {
        var isMore = false
        for effect in effects {
            guard case .advertise(let index, let priority) = effect else {
                isMore = true
                continue
            }
            advertise(index, priority: priority, into: &acts)
        }
        if isMore {
            for effect in effects { changePlaces(effect) }
        }
        reconcile(at: now, into: &acts)
        // Nearly all that happens ends here: masters advertise.
        guard isMore else { return effects.removeAll(keepingCapacity: true) }
        announce(into: &acts)
        reportMastership(into: &acts)
        for effect in effects { report(effect, at: now, into: &acts) }
        // Room for every instance's advertisement stays; that of a great event goes.
        effects.removeAll(keepingCapacity: effects.count <= max(64, 2 * model.instances.count))
    }

    private mutating func advertise(_ index: Int, priority: UInt8, into acts: inout [Act]) {
        guard let number = runtimes[index].endpoint, endpoints[number]?.state == .open,
            let source = runtimes[index].source
        else { return }
        runtimes[index].cache.prepare(
            priority: priority, instance: index, of: model.instances[index], source: source,
            election: election)
        for packet in runtimes[index].cache.packets {
            acts.append(.send(number, packet.bytes, to: packet.destination))
        }
    }

    // MARK: addresses

    private mutating func changePlaces(_ effect: Effect) {
        switch effect {
        case .addAddresses(let index):
            for virtual in model.instances[index].allAddresses {
                if let place = virtual.place(in: interfaces) { addresses.begin(place) }
            }
        case .removeAddresses(let index): markPlaces(of: index)
        default: break
        }
    }

    /// Has the addresses of an instance looked at.
    mutating func markPlaces(of index: Int) {
        for virtual in model.instances[index].allAddresses {
            if let place = virtual.place(in: interfaces) { addresses.mark(place) }
        }
    }

    /// The address that is wanted at a place: that of the first master which claims it.
    func wanted(at place: AddressPlace) -> VirtualAddress? {
        guard !addresses.isAdopted(place) else { return nil }
        let claim = claims.claims(at: place, in: interfaces).first {
            election.state(instance: $0.instance) == .master
        }
        return claim.map { model.instances[$0.instance].allAddresses[$0.position] }
    }

    /// Has the kernel changed where it has something else than is wanted.
    mutating func reconcile(at now: MonotonicInstant, into acts: inout [Act]) {
        guard addresses.hasStale, isRunning || !options.keepsAddressesAtStop else { return }
        let changes = addresses.changes(in: interfaces, at: now) { [self] place in wanted(at: place) }
        if !changes.isEmpty { acts.append(.change(changes)) }
    }

    /// What became of changes, in their order.
    public mutating func changed(
        _ changes: [AddressChange], _ outcomes: [ChangeOutcome], at now: MonotonicInstant,
        into acts: inout [Act]
    ) {
        for (change, outcome) in zip(changes, outcomes) {
            switch (change.action, outcome) {
            case (_, .refused): break
            case (.add, _): interfaces.add(InterfaceAddress(change, in: interfaces))
            case (.remove, _): interfaces.remove(change.place)
            }
            let news = addresses.changed(change, outcome, at: now)
            if let news { report(news, of: change, into: &acts) }
        }
        perform(at: now, into: &acts)
    }

    private mutating func report(
        _ news: AddressReconciliation.News, of change: AddressChange, into acts: inout [Act]
    ) {
        let (address, name) = (change.address, interfaces[change.linkIndex]?.name ?? "?")
        switch news {
        case .refused(let why):
            return acts.append(.log(.addressChangeFailed(address: address, interface: name, why)))
        case .restored(.removed(let remover)):
            acts.append(.log(.addressRestored(address: address, interface: name, remover: remover)))
        case .restored(.wentAlong): acts.append(.log(.addressWentAlong(address: address, interface: name)))
        case .restored(.missing): break
        }
        for claim in claims.claims(at: change.place, in: interfaces)
        where election.state(instance: claim.instance) == .master {
            effects.append(.announce(instance: claim.instance, address: claim.position))
        }
    }

    // MARK: announcements

    /// Sends the first announcement of every address before any is repeated.
    private mutating func announce(into acts: inout [Act]) {
        var firstCounts: [Int: Int] = [:]
        var repeats: [(instance: Int, address: Int)] = []
        for effect in effects {
            guard case .announce(let index, let address) = effect else { continue }
            prepareAnnouncements(of: index)
            let count = firstCounts[index, default: 0]
            if count < runtimes[index].frames.count {
                firstCounts[index] = count + 1
                announce(address, of: index, into: &acts)
            } else {
                repeats.append((index, address))
            }
        }
        for (index, address) in repeats { announce(address, of: index, into: &acts) }
    }

    func announce(_ address: Int, of index: Int, into acts: inout [Act]) {
        let frames = runtimes[index].frames
        // What somebody removed for good, or the kernel refuses, is not ours to announce; nor is what an instance
        // loses in the same event, as when a reload moves another member of its group.
        guard election.state(instance: index) == .master,
            frames.indices.contains(address), let frame = frames[address],
            let place = model.instances[index].allAddresses[address].place(in: interfaces),
            interfaces.address(at: place) != nil || addresses.isBeingChanged(place)
        else { return }
        acts.append(.announce(frame.bytes, linkIndex: frame.linkIndex))
    }

    /// Builds the frames that announce the instance's addresses, unless that was done.
    mutating func prepareAnnouncements(of index: Int) {
        guard runtimes[index].frames.isEmpty else { return }
        runtimes[index].frames = model.instances[index].allAddresses.map { frame(of: $0) }
    }

    /// The gratuitous ARP or neighbour advertisement of an address.
    private func frame(of virtual: VirtualAddress) -> AnnouncedAddress? {
        guard let link = interfaces[virtual.interface], let hardware = link.macAddress,
            !link.traits.contains(.hasNoARP)
        else { return nil }
        let bytes =
            switch virtual.address {
            case .ipv4(let address):
                AnnouncementFrame.gratuitousARP(address: address, hardwareAddress: hardware)
            case .ipv6(let address):
                AnnouncementFrame.neighborAdvertisement(
                    address: address, hardwareAddress: hardware, isRouter: forwarding.contains(link.name))
            }
        return AnnouncedAddress(bytes: bytes, linkIndex: link.index)
    }

    /// Builds what the death of every master would need: a takeover is then a few system calls.
    ///
    /// A copy of the election lives through it. Masters that a sync group holds back need a second round.
    /// `forwarding` are the interfaces that forward IPv6 now.
    public mutating func prepareForTakeover(forwarding: Set<String>, at now: MonotonicInstant) {
        if forwarding != self.forwarding {
            self.forwarding = forwarding
            for index in runtimes.indices { runtimes[index].frames = [] }
        }
        var rehearsal = election
        var scratch: [Effect] = []
        for _ in 0..<2 { rehearsal.timeout(at: now + .seconds(3600), into: &scratch) }
        for effect in scratch {
            switch effect {
            case .advertise(let index, let priority):
                guard let source = runtimes[index].source else { continue }
                runtimes[index].cache.prepare(
                    priority: priority, instance: index, of: model.instances[index], source: source,
                    election: election)
            case .addAddresses(let index): prepareAnnouncements(of: index)
            default: break
            }
        }
    }

    /// The interfaces that announce IPv6 addresses.
    public var interfacesAnnouncingIPv6: Set<String> {
        Set(model.instances.flatMap(\.allAddresses).filter { $0.address.family == .ipv6 }.map(\.interface))
    }
}

extension InterfaceAddress {
    /// The address that a change has added, as far as it is known before the kernel reports it.
    fileprivate init(_ change: AddressChange, in interfaces: InterfaceTable) {
        // The kernel makes an IPv4 address secondary if another one of its network is there.
        let isSecondary =
            change.address.family == .ipv4 && change.prefixLength < 32
            && interfaces.addresses(on: change.linkIndex).contains { other in
                other.place != change.place && other.isInNetwork(of: change.address, change.prefixLength)
            }
        self.init(
            linkIndex: change.linkIndex, address: change.address, prefixLength: change.prefixLength,
            traits: isSecondary ? [.isPermanent, .isSecondary] : .isPermanent)
        scope = change.scope
        label = change.label
        broadcast = change.broadcast
        peer = change.peer
    }
}
