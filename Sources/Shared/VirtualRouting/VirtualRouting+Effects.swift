internal import Configuration
internal import Election
public import NetworkState
internal import NetworkTypes
internal import Notifications
internal import PacketFormats
public import Timing

extension VirtualRouting {
    /// Closer elections than this come before reports: a great takeover is one event to the network.
    private static let rushGap: Duration = .milliseconds(2)
    /// How long reports may wait for that.
    private static let reportLimit: Duration = .milliseconds(50)

    /// Turns all that the election wants into acts, in the order of its urgency.
    mutating func perform(at now: MonotonicInstant, into acts: inout [Act]) {
        _ = advertise(into: &acts)
        change(at: now, into: &acts)
        report(into: &acts)
    }

    /// Turns what the election wants into acts, the most urgent first: the rest follows with `proceed`.
    mutating func begin(at now: MonotonicInstant, into acts: inout [Act]) {
        let hasSpoken = advertise(into: &acts)
        // Nearly all that happens ends here: masters advertise.
        if hasSpoken, !effects.isEmpty { return acts.append(.proceed) }
        change(at: now, into: &acts)
        proceedToReports(at: now, into: &acts)
    }

    /// The acts before `.proceed` are done: decides what comes next.
    public mutating func proceed(at now: MonotonicInstant, into acts: inout [Act]) {
        guard !effects.isEmpty else { return report(into: &acts) }
        change(at: now, into: &acts)
        proceedToReports(at: now, into: &acts)
    }

    /// Reports come when no election is due soon.
    private mutating func proceedToReports(at now: MonotonicInstant, into acts: inout [Act]) {
        guard !reports.isEmpty else { return }
        let since = reportsSince ?? now
        let isRushed = election.deadline.map { $0 - now < Self.rushGap } ?? false
        if isRushed, now - since < Self.reportLimit {
            reportsSince = since
        } else {
            acts.append(.proceed)
        }
    }

    /// When reports that wait are due at the latest.
    var reportDeadline: MonotonicInstant? { reportsSince.map { $0 + Self.reportLimit } }

    /// All advertisements; returns whether there were any. The other effects stay.
    private mutating func advertise(into acts: inout [Act]) -> Bool {
        var others = 0
        for effect in effects {
            guard case .advertise(let index, let priority) = effect else {
                effects[others] = effect
                others += 1
                continue
            }
            advertise(index, priority: priority, into: &acts)
        }
        let count = effects.count
        // Room for every instance's advertisement stays; that of a great event goes.
        if others == 0 {
            effects.removeAll(keepingCapacity: count <= max(64, 2 * model.instances.count))
        } else {
            effects.removeLast(count - others)
        }
        return others < count
    }

    /// All changes of addresses in one batch, then the first announcement of every address. Repetitions, log lines and
    /// scripts are left to `report`.
    private mutating func change(at now: MonotonicInstant, into acts: inout [Act]) {
        for effect in effects { changePlaces(effect) }
        reconcile(at: now, into: &acts)
        guard !effects.isEmpty else { return }
        announce(into: &acts)
        for effect in effects {
            switch effect {
            case .advertise, .announce, .addAddresses, .removeAddresses: break
            case .transition:
                lastTransition = now
                reports.append(effect)
            default: reports.append(effect)
            }
        }
        effects.removeAll(keepingCapacity: effects.count <= max(64, 2 * model.instances.count))
    }

    /// Repeats announcements, logs and notifies.
    private mutating func report(into acts: inout [Act]) {
        reportsSince = nil
        guard !reports.isEmpty else { return }
        reportMastership(into: &acts)
        for effect in reports { report(effect, into: &acts) }
        reports.removeAll(keepingCapacity: reports.count <= 64)
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
        begin(at: now, into: &acts)
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

    /// Sends the first announcement of every address; those that repeat it are reported later.
    private mutating func announce(into acts: inout [Act]) {
        var firstCounts: [Int: Int] = [:]
        for effect in effects {
            guard case .announce(let index, let address) = effect else { continue }
            prepareAnnouncements(of: index)
            let count = firstCounts[index, default: 0]
            if count < runtimes[index].frames.count {
                firstCounts[index] = count + 1
                announce(address, of: index, into: &acts)
            } else {
                reports.append(effect)
            }
        }
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

    /// Builds the packets and frames that the death of every master would need, and has a copy of all this live through
    /// it: a takeover is then a few system calls. `forwarding` are the interfaces that forward IPv6 now.
    ///
    /// The copy leaves nothing but the code and the types of a takeover in memory, whose first use takes longer than all
    /// the rest.
    public mutating func prepareForTakeover(forwarding: Set<String>, at now: MonotonicInstant) {
        if forwarding != self.forwarding {
            self.forwarding = forwarding
            for index in runtimes.indices { runtimes[index].frames = [] }
        }
        for index in runtimes.indices where [.backup, .master].contains(election.state(instance: index)) {
            guard let source = runtimes[index].source else { continue }
            runtimes[index].cache.prepare(
                priority: election.effectivePriority(instance: index), instance: index,
                of: model.instances[index], source: source, election: election)
            prepareAnnouncements(of: index)
        }
        var rehearsal = self
        var acts: [Act] = []
        let later = now + .seconds(3600)
        // Masters that a sync group holds back need a second round.
        for _ in 0..<2 { rehearsal.timeout(at: later, into: &acts) }
        var done = 0
        while done < acts.count {
            switch acts[done] {
            case .proceed: rehearsal.proceed(at: later, into: &acts)
            case .change(let changes):
                rehearsal.changed(changes, changes.map { _ in .made }, at: later, into: &acts)
            default: break
            }
            done += 1
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
