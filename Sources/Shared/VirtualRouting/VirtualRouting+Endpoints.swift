internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
public import Timing

extension VirtualRouting {
    /// The source address and endpoint of an instance, or why it has none.
    private enum Outlet {
        case endpoint(Endpoint, source: IPAddress)
        case none(FaultReason)
    }

    /// Gives an instance the endpoint that its settings and the host's addresses require. The old one is released
    /// only after the new one is taken, so that a shared socket stays open.
    ///
    /// - Returns: Whether anything changed.
    mutating func updateEndpoint(of index: Int, into acts: inout [Act]) -> Bool {
        let instance = model.instances[index]
        let old = runtimes[index]
        switch outlet(of: instance) {
        case .none(let reason):
            runtimes[index].source = nil
            runtimes[index].endpoint = nil
            runtimes[index].obstacle = reason
        case .endpoint(let endpoint, let source):
            if old.source == source, let number = old.endpoint, endpoints[number]?.endpoint == endpoint {
                return false
            }
            let (number, isNew) = endpoints.take(endpoint)
            runtimes[index].source = source
            runtimes[index].endpoint = number
            runtimes[index].obstacle = nil
            describe(number, for: instance, into: &acts)
            if isNew { open(number, into: &acts) }
        }
        runtimes[index].cache.forget()
        release(old.endpoint, into: &acts)
        return old.endpoint != runtimes[index].endpoint || old.source != runtimes[index].source
            || old.obstacle != runtimes[index].obstacle
    }

    /// Makes an instance whose source address is gone resign while its socket is still open, so that the others need
    /// not wait for its advertisements to stop.
    mutating func resign(_ index: Int, at now: MonotonicInstant, into acts: inout [Act]) {
        guard runtimes[index].endpoint != nil, interfaces[model.instances[index].interface] != nil,
            case .none = outlet(of: model.instances[index])
        else { return }
        election.resignBeforeLoss(ofEndpointOf: index, into: &effects)
        perform(at: now, into: &acts)
    }

    /// Requests the socket with that number.
    mutating func open(_ number: Int, into acts: inout [Act]) {
        guard let entry = endpoints[number] else { return }
        acts.append(.open(number, entry.endpoint, receiveBufferBytes: entry.receiveBufferBytes))
    }

    /// Removes a user from an endpoint, and closes its socket if it was the last.
    mutating func release(_ number: Int?, into acts: inout [Act]) {
        guard let number, endpoints.release(number) else { return }
        acts.append(.close(number))
    }

    /// Sets what an instance needs of its endpoint.
    private mutating func describe(_ number: Int, for instance: VRRPInstance, into acts: inout [Act]) {
        let isLarger = endpoints.set(
            number, interface: election.interfaces.firstIndex(of: instance.interface),
            receiveBufferBytes: instance.receiveBufferBytes ?? 0)
        guard isLarger, let entry = endpoints[number], entry.state == .open else { return }
        acts.append(.enlarge(number, receiveBufferBytes: entry.receiveBufferBytes))
    }

    /// Sets what every instance needs of its endpoint, after the election has renumbered the interfaces.
    mutating func describeEndpoints(into acts: inout [Act]) {
        for (index, instance) in model.instances.enumerated() {
            guard let number = runtimes[index].endpoint else { continue }
            describe(number, for: instance, into: &acts)
        }
    }

    /// Handles the result of opening the socket with that number; `failure` is nil if it is open.
    public mutating func opened(
        _ number: Int, failure: String?, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let interface = endpoints[number]?.endpoint.interface else { return }
        if endpoints.answered(number, failure: failure, at: now), let failure {
            acts.append(.log(.socketFailed(interface: interface, failure)))
        }
        for index in instancesOn[interface] ?? [] where runtimes[index].endpoint == number {
            election.setEndpoint(endpointState(of: index), instance: index, at: now, into: &effects)
        }
        perform(at: now, into: &acts)
    }

    /// Handles the result of sending through that socket; `failure` is nil if it worked. The same error is logged once.
    public mutating func sent(
        _ number: Int, failure: (errno: Int32, text: String)?, into acts: inout [Act]
    ) {
        guard let entry = endpoints[number], entry.sendFailure != failure?.errno else { return }
        endpoints.setSendFailure(failure?.errno, of: number)
        guard let failure else { return }
        acts.append(.log(.sendFailed(interface: entry.endpoint.interface, failure.text)))
    }

    /// Whether the instance can send and receive, for the election.
    func endpointState(of index: Int) -> EndpointState {
        guard let number = runtimes[index].endpoint, let source = runtimes[index].source,
            let entry = endpoints[number]
        else {
            return .closed(runtimes[index].obstacle ?? .noSourceAddress(model.instances[index].interface))
        }
        switch entry.state {
        case .opening: return .opening(source: source)
        case .open: return .open(source: source)
        case .failed(let why, _): return .closed(.socket(interface: entry.endpoint.interface, why))
        }
    }

    private mutating func outlet(of instance: VRRPInstance) -> Outlet {
        guard let link = interfaces[instance.interface] else {
            return .none(.noSourceAddress(instance.interface))
        }
        guard let source = sourceAddress(of: instance) else {
            return .none(
                instance.sourceAddress.map { .sourceAddressMissing($0) }
                    ?? .noSourceAddress(instance.interface))
        }
        return .endpoint(Endpoint(instance, source: source, linkIndex: link.index), source: source)
    }

    /// The configured source if it can be used, or else the first address of the interface that is not virtual.
    private mutating func sourceAddress(of instance: VRRPInstance) -> IPAddress? {
        if let source = instance.sourceAddress {
            // Without its address a unicast instance would be deaf; a multicast one needs it only with `track_src_ip`.
            let mustExist =
                !instance.election.peers.isEmpty || instance.tracksSourceAddress || instance.family == .ipv6
            return !mustExist || interfaces.hasAddress(source) ? source : nil
        }
        let key = SourceMemo.Key(interface: instance.interface, family: instance.family)
        if let known = sources[key] { return known }
        let candidates = interfaces.addresses(on: instance.interface).filter { candidate in
            candidate.address.family == instance.family && !isVirtual(candidate.place)
                && (instance.family == .ipv4 || candidate.isUsableLinkLocal)
        }
        // Peers know the host by one of its own addresses, even if it also owns virtual ones (priority 255).
        let found = candidates.first { !addresses.isAdopted($0.place) } ?? candidates.first
        sources.keep(found?.address, for: key)
        return found?.address
    }

    /// Whether the address at a place comes and goes with mastership, ours or an earlier run's.
    func isVirtual(_ place: AddressPlace) -> Bool {
        guard !addresses.isAdopted(place) else { return false }
        return addresses.isOurs(place) || !claims.claims(at: place, in: interfaces).isEmpty
    }
}

extension InterfaceAddress {
    fileprivate var isUsableLinkLocal: Bool {
        guard case .ipv6(let address) = address else { return false }
        return address.isLinkLocal && traits.isDisjoint(with: [.isTentative, .hasFailedDetection])
    }
}
