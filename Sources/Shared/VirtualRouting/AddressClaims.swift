internal import Configuration
internal import NetworkState
internal import NetworkTypes

/// The instances that claim each address: a function of the configuration alone.
struct AddressClaims: Sendable {
    /// An address on an interface, by the interface's name.
    private struct Place: Hashable {
        var interface: String
        var address: IPAddress
        var prefixLength: UInt8
    }

    /// The claim of an instance.
    struct Claim {
        /// The instance.
        var instance: Int
        /// The position of the address among all addresses of the instance.
        var position: Int
    }

    private var claims: [Place: [Claim]] = [:]

    /// The claims of a configuration's instances, in their order.
    init(_ instances: [VRRPInstance]) {
        for (index, instance) in instances.enumerated() {
            for (position, virtual) in instance.allAddresses.enumerated() {
                let place = Place(
                    interface: virtual.interface, address: virtual.address, prefixLength: virtual.prefixLength
                )
                claims[place, default: []].append(Claim(instance: index, position: position))
            }
        }
    }

    /// The claims to that place.
    func claims(at place: AddressPlace, in interfaces: InterfaceTable) -> [Claim] {
        guard let link = interfaces[place.linkIndex] else { return [] }
        return claims[
            Place(interface: link.name, address: place.address, prefixLength: place.prefixLength)] ?? []
    }
}

extension VirtualAddress {
    /// The place of the address in the kernel; nil if its interface does not exist.
    func place(in interfaces: InterfaceTable) -> AddressPlace? {
        guard let link = interfaces[interface] else { return nil }
        return AddressPlace(linkIndex: link.index, address: address, prefixLength: prefixLength)
    }

    /// The change that adds this address to that interface, or removes it.
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
            scope: scope, broadcast: broadcastAddress, peer: peer,
            preferredLifetimeSeconds: preferredLifetimeSeconds, options: options)
    }
}

extension AddressChange {
    /// The change that restores an address as the kernel had it.
    init(restoring address: InterfaceAddress) {
        self.init(
            .add, address: address.address, prefixLength: address.prefixLength, linkIndex: address.linkIndex,
            label: address.label, scope: address.scope, broadcast: address.broadcast, peer: address.peer,
            options: address.traits.contains(.hasNoPrefixRoute) ? .noPrefixRoute : [])
    }
}
