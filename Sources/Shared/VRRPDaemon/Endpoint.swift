import Configuration
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
}

extension Endpoint {
    /// The endpoint of an instance that sends from `source`.
    init(_ instance: VRRPInstance, source: IPAddress) {
        family = instance.family
        interface = instance.interface
        mode = instance.peers.isEmpty ? .multicast(group: instance.multicastGroup) : .unicast
        boundSource = instance.family == .ipv4 && instance.peers.isEmpty ? nil : source
    }
}
