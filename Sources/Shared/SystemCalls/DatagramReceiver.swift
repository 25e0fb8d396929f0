import CLinux
import CShims
import Glibc
public import NetworkTypes

/// A non-blocking UDP socket that receives on one port of all addresses, and learns of each datagram where it was sent to
/// and how many hops it had left.
public struct DatagramReceiver: ~Copyable {
    /// The address family; the socket takes no other.
    public let family: AddressFamily
    private let file: FileDescriptor

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { file.number }

    /// A socket bound to the port.
    public init(_ family: AddressFamily, port: UInt16) throws(SystemError) {
        let file = try UDPSocket.open(family)
        let options: [(Int32, Int32, String)] =
            switch family {
            case .ipv4:
                [
                    (Int32(IPPROTO_IP), IP_PKTINFO, "IP_PKTINFO"),
                    (Int32(IPPROTO_IP), IP_RECVTTL, "IP_RECVTTL"),
                ]
            case .ipv6:
                [
                    (Int32(IPPROTO_IPV6), IPV6_V6ONLY, "IPV6_V6ONLY"),
                    (Int32(IPPROTO_IPV6), IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO"),
                    (Int32(IPPROTO_IPV6), IPV6_RECVHOPLIMIT, "IPV6_RECVHOPLIMIT"),
                ]
            }
        for option in options { try SocketOption.set(option, to: Int32(1), on: file.number) }
        try UDPSocket.bind(file, nil, family, port: port)
        self.file = file
        self.family = family
    }

    /// Requests a receive buffer of this size, beyond the system's limit if permitted.
    public borrowing func setReceiveBuffer(bytes: Int32) throws(SystemError) {
        try SocketOption.setBuffer(.receive, bytes: bytes, on: file.number)
    }
}

/// A non-blocking UDP socket that sends to one peer, from a port of its own, and receives nothing.
public struct DatagramSender: ~Copyable {
    /// Where packets go and come from.
    public struct Route: Equatable, Sendable {
        /// The peer.
        public var peer: IPAddress
        /// Its port.
        public var port: UInt16
        /// The address that packets come from; nil: that of the route to the peer.
        public var source: IPAddress?
        /// The ports that packets may come from.
        public var sourcePorts: ClosedRange<UInt16>
        /// The TTL or hop limit.
        public var hopLimit: UInt8

        /// A route to a peer.
        public init(
            to peer: IPAddress, port: UInt16, from source: IPAddress?, sourcePorts: ClosedRange<UInt16>,
            hopLimit: UInt8
        ) {
            self.peer = peer
            self.port = port
            self.source = source
            self.sourcePorts = sourcePorts
            self.hopLimit = hopLimit
        }
    }

    /// The traffic class of network control.
    private static let networkControl: Int32 = 0xC0
    /// So many ports that are in use are passed over.
    private static let attemptLimit = 64

    private let file: FileDescriptor
    private let peer: IPAddress
    /// The peer in the form the kernel reads.
    private let name: sockaddr_storage
    private let nameLength: socklen_t

    /// A socket with one of the ports of the route, found from `firstPort` on.
    public init(_ route: Route, firstPort: UInt16) throws(SystemError) {
        let file = try UDPSocket.open(route.peer.family)
        let (hops, traffic) =
            switch route.peer.family {
            case .ipv4: ((Int32(IPPROTO_IP), IP_TTL, "IP_TTL"), (Int32(IPPROTO_IP), IP_TOS, "IP_TOS"))
            case .ipv6:
                (
                    (Int32(IPPROTO_IPV6), IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS"),
                    (Int32(IPPROTO_IPV6), IPV6_TCLASS, "IPV6_TCLASS")
                )
            }
        try SocketOption.set(hops, to: Int32(route.hopLimit), on: file.number)
        try SocketOption.set(traffic, to: Self.networkControl, on: file.number)
        // Nobody reads what arrives here.
        try SocketOption.setBuffer(.receive, bytes: 1, on: file.number)
        try Self.bind(file, route, firstPort)
        var name = sockaddr_storage()
        nameLength = unsafe withUnsafeMutablePointer(to: &name) {
            unsafe SocketAddress.write(route.peer, port: route.port, scope: 0, to: $0)
        }
        self.name = name
        self.file = file
        peer = route.peer
    }

    private static func bind(
        _ file: borrowing FileDescriptor, _ route: Route, _ firstPort: UInt16
    ) throws(SystemError) {
        var port = max(firstPort, route.sourcePorts.lowerBound)
        for attempt in 1...attemptLimit {
            do throws(SystemError) {
                return try UDPSocket.bind(file, route.source, route.peer.family, port: port)
            } catch {
                guard error.errno == EADDRINUSE, attempt < attemptLimit else { throw error }
                port = port < route.sourcePorts.upperBound ? port + 1 : route.sourcePorts.lowerBound
            }
        }
    }

    /// Sends a datagram.
    public borrowing func send(_ bytes: [UInt8]) throws(SystemError) {
        let (number, length) = (file.number, nameLength)
        // The copy of the name lives as long as the call.
        var name = name
        let result = unsafe withUnsafeMutablePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe bytes.withUnsafeBytes {
                    unsafe sendto(
                        number, $0.baseAddress, $0.count, shim_msg_dontwait | shim_msg_nosignal, name, length)
                }
            }
        }
        try SystemError.check(result, "sendto", peer.description)
    }
}

/// What the two have in common.
private enum UDPSocket {
    static func open(_ family: AddressFamily) throws(SystemError) -> FileDescriptor {
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let result = Glibc.socket(domain, shim_sock_dgram | shim_sock_nonblock_cloexec, 0)
        return FileDescriptor(adopting: try SystemError.check(result, "socket", "\(family) UDP"))
    }

    /// Binds to an address, or to all.
    static func bind(
        _ file: borrowing FileDescriptor, _ address: IPAddress?, _ family: AddressFamily, port: UInt16
    ) throws(SystemError) {
        let anywhere: IPAddress =
            family == .ipv4 ? .ipv4(IPv4Address(bits: 0)) : .ipv6(IPv6Address(bits: 0))
        let address = address ?? anywhere
        var storage = sockaddr_storage()
        let number = file.number
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            let length = unsafe SocketAddress.write(address, port: port, scope: 0, to: storage)
            return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(number, $0, length)
            }
        }
        try SystemError.check(result, "bind", address.text(port: port))
    }
}
