internal import NetworkState
internal import NetworkTypes
internal import VirtualRouting

/// What a kernel keeps for one machine: interfaces, their addresses, sockets, and reports that wait to be read.
struct SimulatedKernel: Sendable {
    /// An interface and what its cable is plugged into.
    struct Port: Equatable, Sendable {
        var link: Link
        var lan: Int
    }

    /// Our own port in netlink, and somebody else's.
    static let ownPortID: UInt32 = 7
    static let otherPortID: UInt32 = 99

    var ports: [Port] = []
    /// In the kernel's order: the first of a network is its primary one.
    var addresses: [InterfaceAddress] = []
    /// The endpoints of open sockets by their numbers.
    var sockets: [Int: Endpoint] = [:]
    /// What waits in the monitor's socket.
    var reports: [NetworkReport] = []
    /// Whether somebody else has changed something since the reports were read.
    var isDisturbed = false
    /// Whether links and addresses could be read when they last were.
    var isReadable = true
    /// `promote_secondaries`: removing a network's first address leaves the others.
    var promotesSecondaries = false
    /// No socket can be opened, for lack of memory, say.
    var refusesSockets = false
    /// No address can be added.
    var refusesAddresses = false
    private var nextIndex: Int32 = 2
    private var nextMACAddress = 0

    func port(_ index: Int32) -> Port? { ports.first { $0.link.index == index } }

    func port(named name: String) -> Port? { ports.first { $0.link.name == name } }

    var table: InterfaceTable { InterfaceTable(links: ports.map(\.link), addresses: addresses) }

    func has(_ address: IPAddress) -> Bool { addresses.contains { $0.address == address } }

    /// What has waited to be read.
    mutating func takeReports() -> [NetworkReport] {
        defer {
            reports = []
            isDisturbed = false
        }
        return reports
    }

    // MARK: what the machine does

    mutating func plugIn(_ name: String, lan: Int, _ hostAddresses: [(IPAddress, UInt8)]) {
        let link = Link(
            index: nextIndex, name: name, traits: [.isUp, .isRunning, .supportsMulticast],
            macAddress: MACAddress(bits: 0x02_00_00_00_00_00 + UInt64(nextIndex)))
        nextIndex += 1
        ports.append(Port(link: link, lan: lan))
        reports.append(.link(link))
        for (address, length) in hostAddresses { add(address, length, on: link.index) }
    }

    mutating func unplug(_ name: String) {
        guard let port = port(named: name) else { return }
        for address in addresses where address.linkIndex == port.link.index {
            reports.append(.addressRemoved(address, portID: 0))
        }
        addresses.removeAll { $0.linkIndex == port.link.index }
        ports.removeAll { $0.link.index == port.link.index }
        reports.append(.linkRemoved(index: port.link.index, name: name))
    }

    mutating func rename(_ name: String, to other: String) {
        guard let index = ports.firstIndex(where: { $0.link.name == name }), port(named: other) == nil else {
            return
        }
        ports[index].link.name = other
        reports.append(.link(ports[index].link))
    }

    mutating func setCarrier(_ name: String, _ isUp: Bool) {
        guard let index = ports.firstIndex(where: { $0.link.name == name }) else { return }
        if isUp {
            ports[index].link.traits.insert(.isRunning)
        } else {
            ports[index].link.traits.remove(.isRunning)
        }
        reports.append(.link(ports[index].link))
    }

    /// Somebody tells the interface to be down, which costs it its IPv6 addresses, or up again.
    mutating func setUp(_ name: String, _ isUp: Bool) {
        guard let index = ports.firstIndex(where: { $0.link.name == name }) else { return }
        let linkIndex = ports[index].link.index
        if isUp {
            ports[index].link.traits.formUnion([.isUp, .isRunning])
        } else {
            ports[index].link.traits.subtract([.isUp, .isRunning])
            for address in addresses where address.linkIndex == linkIndex && address.address.family == .ipv6 {
                reports.append(.addressRemoved(address, portID: 0))
            }
            addresses.removeAll { $0.linkIndex == linkIndex && $0.address.family == .ipv6 }
        }
        reports.append(.link(ports[index].link))
    }

    /// Somebody gives the interface another Ethernet address.
    mutating func changeMACAddress(_ name: String) {
        guard let index = ports.firstIndex(where: { $0.link.name == name }) else { return }
        ports[index].link.macAddress = MACAddress(bits: 0x02_00_00_01_00_00 + UInt64(nextMACAddress))
        nextMACAddress += 1
        reports.append(.link(ports[index].link))
    }

    /// Somebody else puts an address on.
    mutating func add(_ address: IPAddress, _ length: UInt8, on index: Int32) {
        _ = apply(
            AddressChange(.add, address: address, prefixLength: length, linkIndex: index),
            portID: Self.otherPortID)
    }

    /// Somebody else takes an address off.
    mutating func remove(_ place: AddressPlace) {
        _ = apply(
            AddressChange(
                .remove, address: place.address, prefixLength: place.prefixLength, linkIndex: place.linkIndex),
            portID: Self.otherPortID)
    }

    // MARK: what a process asks for

    mutating func open(_ number: Int, _ endpoint: Endpoint) -> String? {
        guard !refusesSockets, let port = port(endpoint.linkIndex), port.link.name == endpoint.interface
        else { return "socket: Cannot allocate memory (ENOMEM)" }
        if let source = endpoint.boundSource, !has(source) {
            return "bind: Cannot assign requested address (EADDRNOTAVAIL)"
        }
        sockets[number] = endpoint
        return nil
    }

    mutating func apply(_ change: AddressChange, portID: UInt32) -> ChangeOutcome {
        let index = addresses.firstIndex { $0.place == change.place }
        switch change.action {
        case .add:
            guard index == nil else { return .needless }
            guard port(change.linkIndex) != nil else { return .refused("No such device (ENODEV)") }
            if refusesAddresses, portID == Self.ownPortID { return .refused("Permission denied (EACCES)") }
            var address = InterfaceAddress(
                linkIndex: change.linkIndex, address: change.address, prefixLength: change.prefixLength)
            address.label = change.label
            if addresses.contains(where: { $0.isInNetwork(of: change) }) {
                address.traits.insert(.isSecondary)
            }
            addresses.append(address)
            reports.append(.addressAdded(address, portID: portID))
        case .remove:
            guard let index else { return .needless }
            let address = addresses.remove(at: index)
            if !address.traits.contains(.isSecondary) { firstIsGone(change, portID: portID) }
            reports.append(
                .addressRemoved(address, portID: address.address.family == .ipv6 ? 0 : portID))
        }
        return .made
    }

    /// The other addresses of its network go along, or the next one becomes the first.
    private mutating func firstIsGone(_ change: AddressChange, portID: UInt32) {
        let others = addresses.filter { $0.isInNetwork(of: change) }
        if promotesSecondaries {
            guard let place = others.first?.place,
                let next = addresses.firstIndex(where: { $0.place == place })
            else { return }
            addresses[next].traits.remove(.isSecondary)
            reports.append(.addressAdded(addresses[next], portID: portID))
            return
        }
        for other in others { reports.append(.addressRemoved(other, portID: portID)) }
        addresses.removeAll { $0.isInNetwork(of: change) }
    }
}

extension InterfaceAddress {
    fileprivate func isInNetwork(of change: AddressChange) -> Bool {
        guard linkIndex == change.linkIndex, prefixLength == change.prefixLength,
            case .ipv4(let left) = address, case .ipv4(let right) = change.address
        else { return false }
        return prefixLength == 0 || (left.bits ^ right.bits) >> UInt32(32 - prefixLength) == 0
    }
}
