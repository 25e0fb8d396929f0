import Configuration
import Election
import NetworkTypes

/// What a VRRP socket is for. Instances with equal endpoints share one socket, whatever their number.
struct Endpoint: Hashable {
    /// How packets travel.
    enum Mode: Hashable {
        /// To and from this group on the interface.
        case multicast(group: IPAddress)
        /// From this address of ours to peers, routed as usual.
        case unicast
    }

    var family: AddressFamily
    var interface: String
    var mode: Mode
    /// The address packets leave from. IPv4 multicast puts it into the header it builds, so the socket is shared;
    /// everything else binds to it.
    var boundSource: IPAddress?
    /// The hop limit of IPv6 unicast (`unicast_ttl`); IPv4 has it in the header that we build.
    var hopLimit: UInt8?
}

extension Endpoint {
    /// The endpoint of an instance that sends from `source`.
    init(_ instance: VRRPInstance, source: IPAddress) {
        family = instance.family
        interface = instance.interface
        mode =
            instance.election.peers.isEmpty ? .multicast(group: instance.election.multicastGroup) : .unicast
        boundSource = instance.family == .ipv4 && instance.election.peers.isEmpty ? nil : source
        hopLimit = instance.family == .ipv6 && !instance.election.peers.isEmpty ? instance.unicastTTL : nil
    }
}
