import Configuration
import Election
import Netlink
import NetworkTypes
import PacketFormats
import ProcessMessages
import SystemCalls
import Timing

extension VRRPDaemon {
    /// Hands one datagram to the election.
    func receive(_ channel: Transport.Channel, _ batch: borrowing ReceiveBatch, _ index: Int) {
        let now = MonotonicClock.now()
        let interface = channel.interface
        let unclaimed = election.unclaimedDatagrams
        defer {
            if election.unclaimedDatagrams != unclaimed { logUnknownVirtualRouter(channel, batch, index) }
        }
        if model.global.debugsMulticast {
            log(.datagramSeen(from: batch.source(of: index), interface: channel.endpoint.interface))
        }
        switch channel.endpoint.family {
        case .ipv4:
            batch.withPayload(of: index) { (datagram: Span<UInt8>) -> Void in
                // The kernel has checked the header; one it would not have passed on is no packet for us.
                guard let header = try? IPv4Header(datagram) else { return }
                let facts = ReceivedDatagram(
                    source: .ipv4(header.source), destination: .ipv4(header.destination),
                    timeToLive: header.timeToLive, interface: interface)
                election.receive(datagram.extracting(header.payload), facts, at: now, into: &effects)
            }
        case .ipv6:
            let source = batch.source(of: index)
            let facts = ReceivedDatagram(
                source: source, destination: batch.destination(of: index) ?? source,
                timeToLive: batch.hopLimit(of: index), interface: interface)
            batch.withPayload(of: index) { (message: Span<UInt8>) -> Void in
                election.receive(message, facts, at: now, into: &effects)
            }
        }
    }

    /// `log_unknown_vrids`: says once for each that somebody runs a virtual router we know nothing of.
    private func logUnknownVirtualRouter(
        _ channel: Transport.Channel, _ batch: borrowing ReceiveBatch, _ index: Int
    ) {
        guard model.global.logsUnknownVirtualRouters else { return }
        let id: UInt8? = batch.withPayload(of: index) { datagram in
            guard channel.endpoint.family == .ipv4 else { return VRRPHeader.virtualRouterID(of: datagram) }
            guard let header = try? IPv4Header(datagram) else { return nil }
            return VRRPHeader.virtualRouterID(of: datagram.extracting(header.payload))
        }
        guard let id else { return }
        let unknown = UnknownVirtualRouter(interface: channel.endpoint.interface, id: id)
        guard unknownVirtualRouters.insert(unknown).inserted else { return }
        log(.unknownVirtualRouter(id: id, interface: unknown.interface))
    }

    /// Takes in what the kernel reports of links and addresses.
    func netlinkReported() {
        // A monitor that fails has lost events: everything is read again.
        for event in (try? monitor.receive()) ?? [.overrun] {
            switch event {
            case .link(let link): linkChanged(link)
            case .linkRemoved(let index, _): linkRemoved(index)
            case .addressAdded(let address, _):
                interfaces.add(address)
                logAddress(address, isAdded: true)
            case .addressRemoved(let address, let portID):
                interfaces.remove(AddressKeeper.Key(address))
                logAddress(address, isAdded: false)
                addressRemoved(address, by: portID)
            case .overrun: readInterfacesAgain()
            }
        }
        updateSources()
        settle()
    }

    private func linkChanged(_ link: Link) {
        let old = interfaces[link.index]
        interfaces.update(link)
        if let old, old.name != link.name { setInterfaceTrackers(old.name) }
        let wasUp = old.map { $0.isUp && $0.isRunning } ?? false
        let isUp = link.isUp && link.isRunning
        if wasUp != isUp || old == nil {
            if model.global.debugsNetlink || isWatched(link.name) {
                log(.linkSeen(interface: link.name, isUp: isUp))
            }
        }
        if old?.macAddress != link.macAddress || old?.index != link.index { forgetFrames() }
        setInterfaceTrackers(link.name)
    }

    private func linkRemoved(_ index: Int32) {
        guard let link = interfaces[index] else { return }
        interfaces.remove(linkIndex: index)
        keeper.forget(linkIndex: index)
        forgetFrames()
        log(.linkSeen(interface: link.name, isUp: false))
        setInterfaceTrackers(link.name)
    }

    private func isWatched(_ name: String) -> Bool { election.tracker(of: .interface(name)) != nil }

    private func forgetFrames() {
        for index in runtimes.indices { runtimes[index].frames = [] }
    }

    /// Tells the election whether an interface is up.
    func setInterfaceTrackers(_ name: String) {
        guard let tracker = election.tracker(of: .interface(name)) else { return }
        election.setTracker(
            tracker, isUp: interfaces.isUp(name), at: MonotonicClock.now(), into: &effects)
    }

    private func logAddress(_ address: InterfaceAddress, isAdded: Bool) {
        guard options.logsAddressChanges || model.global.debugsNetlink else { return }
        let name = interfaces[address.linkIndex]?.name ?? "?"
        log(.addressSeen(address: address.address, interface: name, isAdded: isAdded))
    }

    /// One of our addresses is gone: unless we did it, it is put back and announced at once.
    private func addressRemoved(_ address: InterfaceAddress, by portID: UInt32) {
        let key = AddressKeeper.Key(address)
        guard portID != connection.portID, let virtual = keeper.virtualAddress(key),
            interfaces.isUp(virtual.interface)
        else { return }
        var changes: [AddressChange] = []
        keeper.removedByOther(key, at: MonotonicClock.now(), into: &changes)
        // An address that is there again already was replaced by us: the report is older than that.
        guard apply(changes) > 0 else { return }
        log(
            .addressRestored(
                address: address.address, interface: virtual.interface,
                remover: ProcessNames.name(ofPort: portID)))
        for owner in keeper.owners(of: key) {
            guard let index = model.instances[owner].allAddresses.firstIndex(of: virtual) else { continue }
            effects.append(.announce(instance: owner, address: index))
        }
    }

    /// Events were lost: what is there now is compared with what was known.
    private func readInterfacesAgain() {
        log(.netlinkOverrun)
        do throws(SystemError) {
            try readInterfaces()
        } catch {
            log(.socketFailed(interface: "netlink", SystemFailure(description: error.description)))
        }
        for link in interfaces.links.values.sorted(by: { $0.index < $1.index }) {
            setInterfaceTrackers(link.name)
        }
        var changes: [AddressChange] = []
        for key in keeper.missing(in: interfaces) {
            keeper.removedByOther(key, at: MonotonicClock.now(), into: &changes)
        }
        apply(changes)
        forgetFrames()
    }

    func readInterfaces() throws(SystemError) {
        interfaces = InterfaceTable(links: try connection.links(), addresses: try connection.addresses())
    }

    /// Finds out for each instance which address it sends from, opens what sockets that needs, and tells the election.
    func updateSources() {
        for index in model.instances.indices {
            let instance = model.instances[index]
            let source = sourceAddress(of: instance)
            var channel: Transport.Channel?
            if let source, let link = interfaces[instance.interface] {
                channel = open(Endpoint(instance, source: source), linkIndex: link.index)
                if let bytes = instance.receiveBufferBytes { channel?.enlargeReceiveBuffer(bytes: bytes) }
                channel?.interface = election.interfaces.firstIndex(of: instance.interface) ?? -1
            }
            let isNew = runtimes[index].source != source || runtimes[index].channel !== channel
            guard isNew else { continue }
            runtimes[index].source = source
            runtimes[index].channel = channel
            election.setEndpoint(
                endpointState(of: index), instance: index, at: MonotonicClock.now(), into: &effects)
        }
        transport.close(allBut: Set(runtimes.compactMap { $0.channel?.endpoint }))
    }

    func endpointState(of index: Int) -> EndpointState {
        guard let source = runtimes[index].source, runtimes[index].channel != nil else {
            return .closed(.noSourceAddress(model.instances[index].interface))
        }
        return .open(source: source)
    }

    private func open(_ endpoint: Endpoint, linkIndex: Int32) -> Transport.Channel? {
        do throws(SystemError) {
            try transport.open(endpoint, linkIndex: linkIndex)
            lastSendFailure[endpoint.interface] = nil
            return transport.channel(endpoint)
        } catch {
            guard lastSendFailure[endpoint.interface] != error.errno else { return nil }
            lastSendFailure[endpoint.interface] = error.errno
            log(.socketFailed(interface: endpoint.interface, SystemFailure(description: error.description)))
            return nil
        }
    }

    /// The configured source while it can be used, else the first address of the interface that is not virtual.
    func sourceAddress(of instance: VRRPInstance) -> IPAddress? {
        if let source = instance.sourceAddress {
            // A unicast instance without its address would be deaf; a multicast one only with `track_src_ip` cares.
            let mustExist =
                !instance.election.peers.isEmpty || instance.tracksSourceAddress || instance.family == .ipv6
            return !mustExist || interfaces.hasAddress(source) ? source : nil
        }
        let candidates = interfaces.addresses(on: instance.interface).filter { candidate in
            candidate.address.family == instance.family && !isVirtual(candidate)
        }
        switch instance.family {
        case .ipv4: return candidates.first?.address
        case .ipv6: return candidates.first { $0.isUsableLinkLocal }?.address
        }
    }

    private func isVirtual(_ address: InterfaceAddress) -> Bool {
        let key = AddressKeeper.Key(address)
        return keeper.virtualAddress(key) != nil && !keeper.adopted.contains(key)
    }
}

extension InterfaceAddress {
    fileprivate var isUsableLinkLocal: Bool {
        guard case .ipv6(let address) = address else { return false }
        return address.isLinkLocal && !isTentative && !isDADFailed
    }
}
