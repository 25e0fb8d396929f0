import Configuration
import Netlink
import NetworkTypes
import Timing

/// Which virtual addresses this process has put on which interface, and what to tell the kernel to keep it so.
///
/// Pure: it returns netlink changes and is told what the kernel reports.
struct AddressKeeper {
    /// A virtual address on the interface it is for.
    struct Key: Hashable {
        var linkIndex: Int32
        var address: IPAddress
        var prefixLength: UInt8
    }

    /// Removals of one address by somebody else that are mended at once within `window`; after that it waits.
    static let restorationLimit = 10
    static let window: Duration = .seconds(10)

    private struct Holding {
        var virtual: VirtualAddress
        /// Instances that are master and have this address.
        var owners: [Int]
        /// When it was last put back, newest last; at most `restorationLimit`.
        var restorations: [MonotonicInstant] = []
    }

    private var holdings: [Key: Holding] = [:]
    /// Addresses that were on the host before us and belong to an owner (priority 255): never removed.
    private(set) var adopted: Set<Key> = []
    /// Addresses to put back later, because somebody removes them again and again.
    private var postponed: [(key: Key, due: MonotonicInstant)] = []

    /// When `timeout` is due next.
    var deadline: MonotonicInstant? { postponed.map(\.due).min() }

    /// The instances that hold the address.
    func owners(of key: Key) -> [Int] { holdings[key]?.owners ?? [] }

    /// The virtual address behind a key, while it is held.
    func virtualAddress(_ key: Key) -> VirtualAddress? { holdings[key]?.virtual }

    mutating func adopt(_ key: Key) { adopted.insert(key) }

    /// The instance is master: the changes that put its addresses on their interfaces. Addresses whose interface does
    /// not exist are left out.
    mutating func add(
        _ addresses: [VirtualAddress], instance: Int, interfaces: InterfaceTable,
        into changes: inout [AddressChange]
    ) {
        for virtual in addresses {
            guard let key = Key(virtual, in: interfaces) else { continue }
            if var holding = holdings[key] {
                if !holding.owners.contains(instance) { holding.owners.append(instance) }
                holding.virtual = virtual
                holdings[key] = holding
                continue
            }
            holdings[key] = Holding(virtual: virtual, owners: [instance])
            if !adopted.contains(key) { changes.append(virtual.change(.add, on: key.linkIndex)) }
        }
    }

    /// The instance is no longer master of these: the changes that take them away, unless another instance holds them.
    mutating func remove(
        instance: Int, where isRemoved: (VirtualAddress) -> Bool = { _ in true },
        into changes: inout [AddressChange]
    ) {
        let keys = holdings.keys.filter { key in
            holdings[key].map { $0.owners.contains(instance) && isRemoved($0.virtual) } ?? false
        }
        for key in keys.sorted(by: Key.isOrdered) {
            guard var holding = holdings[key] else { continue }
            holding.owners.removeAll { $0 == instance }
            holdings[key] = holding.owners.isEmpty ? nil : holding
            guard holding.owners.isEmpty else { continue }
            postponed.removeAll { $0.key == key }
            if !adopted.contains(key) { changes.append(holding.virtual.change(.remove, on: key.linkIndex)) }
        }
    }

    /// Instances have new indices after a reload; `map` gives nil for those that went.
    mutating func renumber(_ map: (Int) -> Int?) {
        holdings = holdings.mapValues { holding in
            var holding = holding
            holding.owners = holding.owners.compactMap(map)
            return holding
        }
    }

    /// Somebody removed an address: the change that puts it back, now or later.
    mutating func removedByOther(_ key: Key, at now: MonotonicInstant, into changes: inout [AddressChange]) {
        guard var holding = holdings[key], !holding.virtual.isUntracked else { return }
        holding.restorations.removeAll { now - $0 > Self.window }
        if holding.restorations.count < Self.restorationLimit {
            holding.restorations.append(now)
            changes.append(holding.virtual.change(.add, on: key.linkIndex))
        } else if !postponed.contains(where: { $0.key == key }) {
            postponed.append((key, now + .seconds(1)))
        }
        holdings[key] = holding
    }

    /// The interface is gone, and its addresses with it.
    mutating func forget(linkIndex: Int32) {
        holdings = holdings.filter { $0.key.linkIndex != linkIndex }
        adopted = adopted.filter { $0.linkIndex != linkIndex }
        postponed.removeAll { $0.key.linkIndex == linkIndex }
    }

    /// The held addresses that the kernel does not have, in a fixed order.
    func missing(in interfaces: InterfaceTable) -> [Key] {
        holdings.keys.filter { !interfaces.has($0) }.sorted(by: Key.isOrdered)
    }

    /// The deadline has come: the changes that put postponed addresses back.
    mutating func timeout(at now: MonotonicInstant, into changes: inout [AddressChange]) {
        for (key, due) in postponed where due <= now {
            guard let holding = holdings[key] else { continue }
            changes.append(holding.virtual.change(.add, on: key.linkIndex))
        }
        postponed.removeAll { $0.due <= now }
    }
}

extension AddressKeeper.Key {
    init?(_ virtual: VirtualAddress, in interfaces: InterfaceTable) {
        guard let link = interfaces[virtual.interface] else { return nil }
        self.init(linkIndex: link.index, address: virtual.address, prefixLength: virtual.prefixLength)
    }

    init(_ address: InterfaceAddress) {
        self.init(linkIndex: address.linkIndex, address: address.address, prefixLength: address.prefixLength)
    }

    static func isOrdered(_ left: Self, _ right: Self) -> Bool {
        (left.linkIndex, left.address, left.prefixLength) < (
            right.linkIndex, right.address, right.prefixLength
        )
    }
}

extension VirtualAddress {
    /// The netlink change that puts this address on that interface, or takes it off.
    func change(_ action: AddressChange.Action, on linkIndex: Int32) -> AddressChange {
        var options: AddressChange.Options = []
        if hasNoPrefixRoute { options.insert(.noPrefixRoute) }
        if isHomeAddress { options.insert(.home) }
        if managesTemporaryAddresses { options.insert(.manageTemporaryAddresses) }
        if joinsMulticast { options.insert(.multicastAutojoin) }
        var broadcastAddress: IPAddress?
        if case .address(let address) = broadcast { broadcastAddress = .ipv4(address) }
        return AddressChange(
            action, address: address, prefixLength: prefixLength, linkIndex: linkIndex, label: label,
            scope: scope,
            broadcast: broadcastAddress, peer: peer, preferredLifetimeSeconds: preferredLifetimeSeconds,
            options: options)
    }
}
