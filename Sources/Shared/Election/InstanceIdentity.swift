public import NetworkTypes

/// What makes an instance the same one in two configurations: its state, its counters and its socket go on over a
/// reload. Everything else about it may change.
///
/// keepalived: the name, the family, the virtual router's id, the interface and the multicast group.
public struct InstanceIdentity: Hashable, Sendable {
    /// The name in the configuration.
    public var name: String
    /// The family of its advertisements.
    public var family: AddressFamily
    /// The virtual router that it is a part of.
    public var virtualRouterID: UInt8
    /// The interface it speaks on.
    public var interface: String
    /// The multicast group it would speak to; one of a unicast instance counts as well.
    public var multicastGroup: IPAddress
}

extension InstanceSettings {
    /// What makes it the same instance in another configuration.
    public var identity: InstanceIdentity {
        InstanceIdentity(
            name: name, family: family, virtualRouterID: virtualRouterID, interface: interface,
            multicastGroup: multicastGroup)
    }
}
