import NetworkTypes
import VirtualServers

extension TransportProtocol {
    /// `TCP`
    var listName: String {
        switch self {
        case .tcp: "TCP"
        case .udp: "UDP"
        case .sctp: "SCTP"
        }
    }

    /// The option that names a service of this protocol.
    var option: String {
        switch self {
        case .tcp: "-t"
        case .udp: "-u"
        case .sctp: "--sctp-service"
        }
    }
}

extension ForwardingMethod {
    /// `Masq`
    var listName: String {
        switch self {
        case .masquerade: "Masq"
        case .local: "Local"
        case .tunnel: "Tunnel"
        case .route: "Route"
        case .bypass: "Bypass"
        }
    }
}

extension ClientMask {
    /// The mask as an argument of `-M`; nil if it covers the whole address.
    var narrowText: String? {
        switch self {
        case .ipv4(let bits): bits.bits == .max ? nil : bits.description
        case .ipv6(let length): length == 128 ? nil : String(length)
        }
    }
}

extension Destination {
    /// `n/a`, `ipip`, `gue:6080:+c`, `gre:r+c`
    var tunnelText: String {
        guard method == .tunnel else { return "n/a" }
        let sum =
            switch tunnel.checksum {
            case .none: "-c"
            case .outer: "+c"
            case .remote: "r+c"
            }
        switch tunnel.kind {
        case .ipip: return tunnel.kind.name
        case .gue: return "\(tunnel.kind.name):\(tunnel.port):\(sum)"
        case .gre: return "\(tunnel.kind.name):\(sum)"
        }
    }
}
