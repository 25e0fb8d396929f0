import CLinux
import CShims
import Glibc
public import NetworkTypes

/// Where a connection comes from, and how its packets are marked.
public struct ConnectionOrigin: Equatable, Sendable {
    /// The source address, or nil for the system's choice.
    public var source: IPAddress?
    /// The source port, or 0 for the system's choice; ICMP has none.
    ///
    /// Over TCP the system keeps the port of a closed connection for a minute (TIME_WAIT). A new connection
    /// to the same server takes its place once the server has acknowledged the end, if both use TCP
    /// timestamps (RFC 7323), as nearly all do; otherwise connecting fails with EADDRNOTAVAIL until the
    /// minute is over. keepalived 2.2.7 always fails during that minute, because it does not set
    /// SO_REUSEADDR; it uses `bind_port` only together with `bindto`.
    public var sourcePort: UInt16
    /// The interface that the packets use (`SO_BINDTODEVICE`), or nil for the routes' choice.
    public var interface: String?
    /// The firewall mark on all packets (`SO_MARK`), which needs CAP_NET_ADMIN; nil for none.
    public var firewallMark: UInt32?

    /// The system's choice unless given.
    public init(
        source: IPAddress? = nil, sourcePort: UInt16 = 0, interface: String? = nil,
        firewallMark: UInt32? = nil
    ) {
        self.source = source
        self.sourcePort = sourcePort
        self.interface = interface
        self.firewallMark = firewallMark
    }
}

/// Common parts of sockets with one peer.
enum ConnectedSocket {
    /// `192.0.2.1:80`, `[2001:db8::1]:80`, or without a port the address.
    static func name(of address: IPAddress, port: UInt16) -> String {
        guard port != 0 else { return address.description }
        return address.text(port: port)
    }

    /// A non-blocking socket that has begun to connect. The C functions are `socket(2)` and `connect(2)`.
    static func open(
        type: Int32, protocolNumber: Int32 = 0, to address: IPAddress, port: UInt16,
        from origin: ConnectionOrigin
    ) throws(SystemError) -> FileDescriptor {
        let domain = address.family == .ipv4 ? AF_INET : AF_INET6
        let result = Glibc.socket(domain, type | shim_sock_nonblock_cloexec, protocolNumber)
        let file = FileDescriptor(adopting: try SystemError.check(result, "socket", "\(address.family)"))
        if let mark = origin.firewallMark {
            try SocketOption.set(
                (SOL_SOCKET, SO_MARK, "SO_MARK"), to: mark, on: file.number, object: String(mark))
        }
        if let interface = origin.interface { try SocketOption.bindToDevice(interface, on: file.number) }
        if origin.source != nil || origin.sourcePort != 0 {
            try bind(file, type, origin, family: address.family)
        }
        try act(.connect, file, address, port: port)
        return file
    }

    private static func bind(
        _ file: borrowing FileDescriptor, _ type: Int32, _ origin: ConnectionOrigin, family: AddressFamily
    ) throws(SystemError) {
        if origin.sourcePort != 0 {
            try SocketOption.set(
                (SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR"), to: Int32(1), on: file.number)
        } else if type == shim_sock_stream {
            // connect(2) chooses the port then, and may take one that goes to another server: else all
            // connections from one address share its ports, those in TIME_WAIT included.
            try SocketOption.set(
                (Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, "IP_BIND_ADDRESS_NO_PORT"), to: Int32(1),
                on: file.number)
        }
        let anywhere: IPAddress =
            family == .ipv4 ? .ipv4(IPv4Address(0, 0, 0, 0)) : .ipv6(IPv6Address(bits: 0))
        try act(.bind, file, origin.source ?? anywhere, port: origin.sourcePort)
    }

    private enum Act: String {
        case bind
        case connect
    }

    private static func act(
        _ act: Act, _ file: borrowing FileDescriptor, _ address: IPAddress, port: UInt16
    ) throws(SystemError) {
        var storage = sockaddr_storage()
        let number = file.number
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            let length = unsafe SocketAddress.write(address, port: port, scope: 0, to: storage)
            return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                switch act {
                case .bind: unsafe Glibc.bind(number, $0, length)
                case .connect: unsafe Glibc.connect(number, $0, length)
                }
            }
        }
        if result < 0 && errno != EINPROGRESS {
            try SystemError.check(result, act.rawValue, Self.name(of: address, port: port))
        }
    }
}
