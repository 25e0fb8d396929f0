internal import Configuration
public import Election
public import NetworkState
public import NetworkTypes
public import Timing

/// What the VRRP process is doing, from which dumps are rendered.
public struct Status: Equatable, Sendable {
    /// The instances, in the order of the configuration.
    public var instances: [InstanceStatus]
    /// The sync groups, in the order of the configuration.
    public var groups: [GroupStatus]
    /// The scripts that something tracks.
    public var scripts: [ScriptStatus]
    /// The sockets, by their numbers.
    public var sockets: [SocketStatus] = []
    /// The interfaces of the machine, by their numbers.
    public var interfaces: [InterfaceStatus] = []
}

/// The status of an instance.
public struct InstanceStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its state.
    public var state: State
    /// The state that it is about to enter; the same as `state` if none.
    public var wantedState: State
    /// What keeps it from running.
    public var faultReasons: [FaultReason]
    /// The address it sends from.
    public var source: IPAddress?
    /// The address of the master; nil if none is known.
    public var masterAddress: IPAddress?
    /// The priority of the master; 0 if none is known.
    public var masterPriority: UInt8
    /// The advertisement interval from which its master-down time is computed.
    public var masterInterval: Duration
    /// The priority that it advertises as a master.
    public var effectivePriority: UInt8
    /// When its state last changed.
    public var lastTransition: MonotonicInstant?
    /// When its down timer expires, or when it advertises next; nil while neither runs.
    public var deadline: MonotonicInstant?
    /// How long a master must be silent before it counts as dead.
    public var masterDownInterval: Duration
    /// Whether the interface has each of its addresses, the advertised ones first.
    public var addressesSet: [Bool]
    /// Its counters.
    public var statistics: InstanceStatistics
}

/// The status of a sync group.
public struct GroupStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its state.
    public var state: State
}

/// The status of a tracked script.
public struct ScriptStatus: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it counts as up; nil until that is known.
    public var isUp: Bool?
    /// How its last run ended; nil before the first end.
    public var last: ScriptResult?
    /// Whether it is running now.
    public var isRunning: Bool
    /// The count of its results: 0 to rise + fall - 1; up from rise on.
    public var result: Int
}

/// The status of a socket and of the instances that share it.
public struct SocketStatus: Equatable, Sendable {
    /// Its number in the process.
    public var number: UInt32
    /// The interface.
    public var interface: String
    /// The family of its packets.
    public var family: AddressFamily
    /// Whether it is for unicast.
    public var isUnicast: Bool
    /// The address that it is bound to, if any.
    public var address: IPAddress?
    /// The size of the receive buffer that was asked for; 0 for the usual one.
    public var receiveBufferBytes: Int
    /// Whether it is open.
    public var isOpen: Bool
    /// The instances that use it.
    public var instances: [String]
}

/// The status of an interface.
public struct InterfaceStatus: Equatable, Sendable {
    /// The kernel's number for it.
    public var index: Int32
    /// Its name.
    public var name: String
    /// Its flags.
    public var traits: Link.Traits
    /// Its Ethernet address.
    public var macAddress: MACAddress?
    /// The largest packet it carries, in bytes.
    public var mtu: UInt32
    /// What kind of hardware it is: an `ARPHRD_…` number.
    public var hardwareType: UInt16
    /// Its first IPv4 address.
    public var addressIPv4: IPAddress?
    /// Its link-local IPv6 address.
    public var addressIPv6: IPAddress?
}

extension IPAddress {
    fileprivate var isLinkLocalIPv6: Bool {
        guard case .ipv6(let address) = self else { return false }
        return address.isLinkLocal
    }
}

extension Status {
    /// The instances by their names.
    var byName: [String: InstanceStatus] {
        Dictionary(instances.map { ($0.name, $0) }) { first, _ in first }
    }
}

extension VirtualRouting {
    /// What the process is doing now.
    public var status: Status {
        var status = statusWithoutInstances
        status.instances = model.instances.indices.map(status(ofInstance:))
        return status
    }

    /// What an instance is doing now.
    func status(ofInstance index: Int) -> InstanceStatus {
        InstanceStatus(
            name: model.instances[index].name, state: election.state(instance: index),
            wantedState: election.wantsState(instance: index),
            faultReasons: election.faultReasons(instance: index), source: runtimes[index].source,
            masterAddress: election.masterAddress(instance: index),
            masterPriority: election.masterPriority(instance: index),
            masterInterval: election.masterInterval(instance: index),
            effectivePriority: election.effectivePriority(instance: index),
            lastTransition: election.lastTransition(instance: index),
            deadline: election.timerDeadline(instance: index),
            masterDownInterval: election.masterDownInterval(instance: index),
            addressesSet: addressesSet(index),
            statistics: election.statistics(instance: index))
    }

    /// What everything but the instances is doing now.
    var statusWithoutInstances: Status {
        Status(
            instances: [],
            groups: model.groups.enumerated().map { index, group in
                GroupStatus(name: group.name, state: election.state(group: index))
            },
            scripts: schedule.entries.map { entry in
                let tracker = election.tracker(of: .script(entry.script.name))
                return ScriptStatus(
                    name: entry.script.name, isUp: tracker.flatMap { election.isUp(tracker: $0) },
                    last: entry.last, isRunning: entry.run != nil,
                    result: tracker.map { election.result(tracker: $0) } ?? 0)
            }, sockets: sockets, interfaces: interfaceStatus)
    }

    /// Only a master's addresses are its own: a host may have the same address for another reason.
    private func addressesSet(_ index: Int) -> [Bool] {
        let isMaster = election.state(instance: index) == .master
        return model.instances[index].allAddresses.map { address in
            isMaster && address.place(in: interfaces).flatMap { interfaces.address(at: $0) } != nil
        }
    }

    private var sockets: [SocketStatus] {
        var users: [Int: [String]] = [:]
        for index in model.instances.indices {
            guard let number = runtimes[index].endpoint else { continue }
            users[number, default: []].append(model.instances[index].name)
        }
        return endpoints.entries.enumerated().compactMap { number, entry in
            guard let entry else { return nil }
            return SocketStatus(
                number: UInt32(number), interface: entry.endpoint.interface, family: entry.endpoint.family,
                isUnicast: entry.endpoint.mode == .unicast, address: entry.endpoint.boundSource,
                receiveBufferBytes: entry.receiveBufferBytes, isOpen: entry.state == .open,
                instances: users[number] ?? [])
        }
    }

    private var interfaceStatus: [InterfaceStatus] {
        interfaces.links.values.sorted { $0.index < $1.index }.map { link in
            // Virtual addresses are not the interface's own.
            let addresses = interfaces.addresses(on: link.index).lazy.filter {
                claims.claims(at: $0.place, in: interfaces).isEmpty
            }.map(\.address)
            return InterfaceStatus(
                index: link.index, name: link.name, traits: link.traits, macAddress: link.macAddress,
                mtu: link.mtu, hardwareType: link.hardwareType,
                addressIPv4: addresses.first { $0.family == .ipv4 },
                addressIPv6: addresses.first(where: \.isLinkLocalIPv6))
        }
    }
}
