internal import Configuration
internal import Election
public import NetworkState
public import NetworkTypes
internal import PacketFormats
public import Timing

extension VirtualRouting {
    /// Handles a datagram from the socket with that number. Over IPv4 it begins with its IP header; over IPv6 the
    /// kernel has reported source, destination and hop limit. `now` is when it arrived, which may be a little before
    /// other events.
    public mutating func receive(
        _ datagram: Span<UInt8>, on number: Int, from source: IPAddress, to destination: IPAddress?,
        hopLimit: UInt8?, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let entry = endpoints[number], let interface = entry.interface else { return }
        if model.global.debugsMulticast {
            acts.append(.log(.datagramSeen(from: source, interface: entry.endpoint.interface)))
        }
        let unclaimed = election.unclaimedDatagrams
        var message = datagram
        var facts = ReceivedDatagram(
            source: source, destination: destination ?? source, timeToLive: hopLimit, interface: interface)
        if entry.endpoint.family == .ipv4 {
            // The kernel has checked the header, and would not have delivered a malformed one.
            guard let header = try? IPv4Header(datagram) else { return }
            message = datagram.extracting(header.payload)
            facts.source = .ipv4(header.source)
            facts.destination = .ipv4(header.destination)
            facts.timeToLive = header.timeToLive
        }
        election.receive(message, facts, at: now, into: &effects)
        if election.unclaimedDatagrams != unclaimed, model.global.logsUnknownVirtualRouters {
            logUnknown(VRRPHeader.virtualRouterID(of: message), on: entry.endpoint.interface, into: &acts)
        }
        if !effects.isEmpty || !reports.isEmpty { begin(at: now, into: &acts) }
    }

    /// `log_unknown_vrids`: logs each unknown virtual router once.
    private mutating func logUnknown(_ id: UInt8?, on interface: String, into acts: inout [Act]) {
        guard let id else { return }
        let unknown = UnknownVirtualRouter(interface: interface, id: id)
        guard unknownVirtualRouters.insert(unknown).inserted else { return }
        acts.append(.log(.unknownVirtualRouter(id: id, interface: interface)))
    }

    /// Handles the kernel's reports, all that were waiting. `ownPortID` marks reports of our own changes.
    ///
    /// After `overrun` the shell must call `readAgain`.
    public mutating func kernelReported(
        _ reports: [NetworkReport], ownPortID: UInt32, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        var touched: Set<String> = []
        for report in reports {
            switch report {
            case .link(let link): change(to: link, touched: &touched, at: now, into: &acts)
            case .linkRemoved(let index, _): remove(linkIndex: index, touched: &touched, at: now, into: &acts)
            case .addressAdded(let address, _):
                guard addresses.isNews(address.place) else { continue }
                interfaces.add(address)
                addresses.mark(address.place)
                touch(address, &touched)
                logAddress(address, isAdded: true, into: &acts)
            case .addressRemoved(let address, let portID):
                logAddress(address, isAdded: false, into: &acts)
                guard addresses.reportedRemoval(of: address.place) else { continue }
                interfaces.remove(address.place)
                touch(address, &touched)
                removed(address, by: portID, ownPortID: ownPortID, at: now)
            case .overrun:
                acts.append(.log(.netlinkOverrun))
                readInterfaces(at: now, into: &acts)
            }
        }
        settle(touched, at: now, into: &acts)
    }

    /// How long to wait before another attempt to read the links and addresses.
    private static let readingPause: Duration = .seconds(1)

    mutating func readInterfaces(at now: MonotonicInstant, into acts: inout [Act]) {
        readsInterfacesAt = now + Self.readingPause
        acts.append(.readInterfaces)
    }

    /// Links and addresses cannot be read, for that reason; this is tried again.
    public mutating func cannotReadInterfaces(
        _ reason: String, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        readsInterfacesAt = now + Self.readingPause
        acts.append(.log(.interfacesUnreadable(reason)))
    }

    /// Handles all links and addresses, read again after reports were lost.
    public mutating func readAgain(
        _ interfaces: InterfaceTable, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        readsInterfacesAt = nil
        let gone = self.interfaces.links.keys.filter { interfaces[$0] == nil }.sorted()
        var touched = Set(self.interfaces.links.values.map(\.name) + interfaces.links.values.map(\.name))
        self.interfaces = interfaces
        for index in gone { addresses.forget(linkIndex: index) }
        addresses.readAgain()
        for index in model.instances.indices {
            runtimes[index].frames = []
            touched.insert(model.instances[index].interface)
        }
        for name in addressHolders.keys.sorted() { restorePlaces(on: name) }
        for name in touched.sorted() { setTracker(name, at: now) }
        settle(touched, at: now, into: &acts)
    }

    /// Handles the consequences of changes to these interfaces: the addresses first, then the sources and endpoints.
    private mutating func settle(_ touched: Set<String>, at now: MonotonicInstant, into acts: inout [Act]) {
        perform(at: now, into: &acts)
        sources.forget()
        var indices: Set<Int> = []
        for name in touched { indices.formUnion(instancesOn[name] ?? []) }
        for index in indices.sorted() {
            resign(index, at: now, into: &acts)
            guard updateEndpoint(of: index, into: &acts) else { continue }
            election.setEndpoint(endpointState(of: index), instance: index, at: now, into: &effects)
        }
        perform(at: now, into: &acts)
    }

    /// Adds the interfaces of instances that may send from an address. Virtual addresses are skipped: none is a
    /// source, and hundreds change at a time.
    private func touch(_ address: InterfaceAddress, _ touched: inout Set<String>) {
        if !isVirtual(address.place), let name = interfaces[address.linkIndex]?.name { touched.insert(name) }
        touched.formUnion(sourceInterfaces[address.address] ?? [])
    }

    // MARK: - Links

    private mutating func change(
        to link: Link, touched: inout Set<String>, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        let old = interfaces[link.index]
        interfaces.update(link)
        touched.insert(link.name)
        if let old, old.name != link.name {
            touched.insert(old.name)
            // Claims depend on the interface's name.
            for address in interfaces.addresses(on: link.index) { addresses.mark(address.place) }
            setTracker(old.name, at: now)
        }
        let wasUp = old?.canCarry ?? false
        if wasUp != link.canCarry || old == nil, model.global.debugsNetlink || isTracked(link.name) {
            acts.append(.log(.linkSeen(interface: link.name, isUp: link.canCarry)))
        }
        if old?.macAddress != link.macAddress || old?.name != link.name {
            forgetFrames(on: link.name)
            if let old { forgetFrames(on: old.name) }
        }
        if old == nil || old?.name != link.name || !wasUp && link.canCarry { restorePlaces(on: link.name) }
        setTracker(link.name, at: now)
    }

    private mutating func remove(
        linkIndex: Int32, touched: inout Set<String>, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let link = interfaces[linkIndex] else { return }
        for address in interfaces.addresses(on: linkIndex) { touch(address, &touched) }
        interfaces.remove(linkIndex: linkIndex)
        addresses.forget(linkIndex: linkIndex)
        forgetFrames(on: link.name)
        touched.insert(link.name)
        acts.append(.log(.linkSeen(interface: link.name, isUp: false)))
        setTracker(link.name, at: now)
    }

    private func isTracked(_ name: String) -> Bool { election.tracker(of: .interface(name)) != nil }

    /// Reports to the election whether an interface is up.
    private mutating func setTracker(_ name: String, at now: MonotonicInstant) {
        guard let tracker = election.tracker(of: .interface(name)) else { return }
        election.setTracker(tracker, isUp: interfaces.isUp(name), at: now, into: &effects)
    }

    private mutating func forgetFrames(on name: String) {
        for index in addressHolders[name] ?? [] { runtimes[index].frames = [] }
    }

    /// Marks the masters' addresses on an interface where they may be missing.
    private mutating func restorePlaces(on name: String) {
        for index in addressHolders[name] ?? [] where election.state(instance: index) == .master {
            for virtual in model.instances[index].allAddresses where virtual.interface == name {
                if let place = virtual.place(in: interfaces) { addresses.restore(place, .missing) }
            }
        }
    }

    // MARK: - Addresses

    private func logAddress(_ address: InterfaceAddress, isAdded: Bool, into acts: inout [Act]) {
        guard options.logsAddressChanges || model.global.debugsNetlink else { return }
        let name = interfaces[address.linkIndex]?.name ?? "?"
        acts.append(.log(.addressSeen(address: address.address, interface: name, isAdded: isAdded)))
    }

    /// Handles a removal that was not ours: a wanted address is restored and announced.
    private mutating func removed(
        _ address: InterfaceAddress, by portID: UInt32, ownPortID: UInt32, at now: MonotonicInstant
    ) {
        guard let virtual = wanted(at: address.place) else { return addresses.mark(address.place) }
        // What an interface loses when it is set down is restored when it is up again.
        guard interfaces[address.linkIndex]?.traits.contains(.isUp) == true else {
            return addresses.restore(address.place, .missing)
        }
        if portID == ownPortID {
            addresses.restore(address.place, .wentAlong)
        } else {
            addresses.removed(address.place, by: portID, isTracked: !virtual.isUntracked, at: now)
        }
    }
}
