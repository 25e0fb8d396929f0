public import NetworkTypes

/// A protocol that IPVS balances.
public enum TransportProtocol: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    /// `-t`
    case tcp = 6
    /// `-u`
    case udp = 17
    /// `--sctp-service`
    case sctp = 132

    /// Orders by protocol number.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The identity of a virtual service: the kernel has at most one of each.
public enum ServiceID: Hashable, Sendable {
    /// A protocol, an address and a port; port 0 stands for every port of a persistent service.
    case address(TransportProtocol, IPAddress, port: UInt16)
    /// A firewall mark, 1 to 4,294,967,295, for packets of one family.
    case firewallMark(UInt32, AddressFamily)

    /// The family of the packets that the service takes.
    public var family: AddressFamily {
        switch self {
        case .address(_, let address, _): address.family
        case .firewallMark(_, let family): family
        }
    }

    /// The default port of its servers; 0 for a firewall mark.
    public var port: UInt16 {
        switch self {
        case .address(_, _, let port): port
        case .firewallMark: 0
        }
    }
}

extension ServiceID: Comparable {
    /// Orders services with an address before marks, IPv4 before IPv6, then by protocol, address and port.
    /// ipvsadm sorts its lists differently.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (
            .address(let left, let leftAddress, let leftPort),
            .address(let right, let rightAddress, let rightPort)
        ):
            if leftAddress.family != rightAddress.family { return leftAddress.family == .ipv4 }
            if left != right { return left < right }
            return (leftAddress, leftPort) < (rightAddress, rightPort)
        case (.firewallMark(let left, let leftFamily), .firewallMark(let right, let rightFamily)):
            if leftFamily != rightFamily { return leftFamily == .ipv4 }
            return left < right
        case (.address, .firewallMark): return true
        case (.firewallMark, .address): return false
        }
    }
}

extension ServiceID: CustomStringConvertible {
    /// The name in plain words: `TCP 192.0.2.1:80`, `TCP [2001:db8::1]:80`, `firewall mark 7 (IPv6)`.
    public var description: String {
        switch self {
        case .address(let transport, let address, let port):
            "\(String(describing: transport).uppercased()) \(address.text(port: port))"
        case .firewallMark(let mark, let family): "firewall mark \(mark)\(family == .ipv6 ? " (IPv6)" : "")"
        }
    }
}

/// The identity of a server within a virtual service, which has at most one of each.
public struct DestinationID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The server's address.
    public var address: IPAddress
    /// The server's port; 0 for the port of the packet.
    public var port: UInt16

    /// The server at this address and port.
    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Orders by address, then port.
    public static func < (left: Self, right: Self) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }

    /// `192.0.2.1:80`, `[2001:db8::1]:80`
    public var description: String { address.text(port: port) }
}
