public import NetworkTypes

/// What makes an instance the same one in two configurations, so that it keeps its state, its counters and
/// its socket over a reload. Everything else about it may change.
///
/// keepalived: the name, the family, the virtual router's id, the interface and the multicast group.
public struct InstanceIdentity: Hashable, Sendable {
    /// The name in the configuration.
    public var name: String
    /// The family of its advertisements.
    public var family: AddressFamily
    /// The VRID.
    public var virtualRouterID: UInt8
    /// The interface that it uses.
    public var interface: String
    /// The multicast group, also that of a unicast instance, which does not use it.
    public var multicastGroup: IPAddress
}

extension InstanceSettings {
    /// The identity of the instance across configurations.
    public var identity: InstanceIdentity {
        InstanceIdentity(
            name: name, family: family, virtualRouterID: virtualRouterID, interface: interface,
            multicastGroup: multicastGroup)
    }
}
