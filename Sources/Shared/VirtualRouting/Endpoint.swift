internal import Configuration
internal import Election
public import NetworkTypes

/// The purpose of a VRRP socket. Instances with equal endpoints share one socket.
public struct Endpoint: Hashable, Sendable {
    /// How packets travel.
    public enum Mode: Hashable, Sendable {
        /// To and from this group on the interface.
        case multicast(group: IPAddress)
        /// From this address of the host to peers, routed as usual.
        case unicast
    }

    /// The family of its packets.
    public var family: AddressFamily
    /// The interface that it is bound to.
    public var interface: String
    /// The kernel's number of that interface. An interface with the same name and another number is another endpoint.
    public var linkIndex: Int32
    /// How packets travel.
    public var mode: Mode
    /// The address that the socket is bound to. IPv4 multicast needs none, as the source is in the header that we
    /// build, so that instances share the socket.
    public var boundSource: IPAddress?
    /// The hop limit of IPv6 unicast (`unicast_ttl`). With IPv4 it is in the header that we build.
    public var hopLimit: UInt8?
}

extension Endpoint {
    /// The endpoint of an instance that sends from `source`.
    init(_ instance: VRRPInstance, source: IPAddress, linkIndex: Int32) {
        let isUnicast = !instance.election.peers.isEmpty
        family = instance.family
        interface = instance.interface
        self.linkIndex = linkIndex
        mode = isUnicast ? .unicast : .multicast(group: instance.election.multicastGroup)
        boundSource = instance.family == .ipv4 && !isUnicast ? nil : source
        hopLimit = instance.family == .ipv6 && isUnicast ? instance.unicastTTL : nil
    }
}
