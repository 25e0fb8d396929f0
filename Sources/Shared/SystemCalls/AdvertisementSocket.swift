import CLinux
import CShims
import Glibc
public import NetworkTypes

/// A non-blocking raw socket for VRRP (IP protocol 112).
///
/// Over IPv4 both directions carry the IP header: the sender builds it, the kernel fills in its checksum.
/// Over IPv6 the kernel builds the header (hop limit 255, traffic class 0xC0) and computes and verifies the
/// VRRP checksum.
public struct AdvertisementSocket: ~Copyable {
    /// An interface by its name and number.
    public typealias Interface = (name: String, index: Int32)

    /// The address family.
    public let family: AddressFamily
    private let file: FileDescriptor
    private let interfaceIndex: Int32
    private let isBound: Bool

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { file.number }

    /// A socket on `interface` (nil: any) bound to the address `source`, if given; over IPv4 it then receives
    /// only what is sent to that address.
    ///
    /// An IPv4 socket bound to a unicast address receives no multicast; an IPv6 one also receives the groups
    /// that it joins. `protocolNumber` is 112, or 51 (AH) for keepalived's authenticated VRRPv2.
    public init(
        family: AddressFamily, protocolNumber: Int32 = Self.vrrpProtocol, interface: Interface?,
        boundTo source: IPAddress? = nil
    ) throws(SystemError) {
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let result = Glibc.socket(domain, shim_sock_raw | shim_sock_nonblock_cloexec, protocolNumber)
        let number = try SystemError.check(result, "socket", "\(family) \(protocolNumber)")
        let file = FileDescriptor(adopting: number)
        if let interface { try SocketOption.bindToDevice(interface.name, on: number) }
        try SocketOption.set((SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS"), to: Int32(1), on: number)
        switch family {
        case .ipv4: try Self.configureIPv4(number, interface: interface)
        case .ipv6: try Self.configureIPv6(number, interface: interface)
        }
        if let source { try Self.bind(number, to: source, scope: interface?.index ?? 0) }
        Self.discardEarlyArrivals(on: number)
        self.file = file
        self.family = family
        interfaceIndex = interface?.index ?? 0
        isBound = source != nil
    }

    /// The IP protocol number of VRRP (RFC 9568 §5.1.1.4).
    public static let vrrpProtocol: Int32 = 112

    /// Joins `group` on the socket's interface; from now on packets are sent without routing
    /// (`SO_DONTROUTE`).
    ///
    /// An IPv6 socket without a source receives only this group from now on.
    public borrowing func join(_ group: IPAddress) throws(SystemError) {
        try setMembership(of: group, .join)
        // An unbound raw IPv6 socket receives every group that any socket joined on the interface, regardless
        // of IPV6_MULTICAST_ALL.
        if family == .ipv6, !isBound, interfaceIndex != 0 {
            try Self.bind(file.number, to: group, scope: interfaceIndex)
        }
        try SocketOption.set((SOL_SOCKET, SO_DONTROUTE, "SO_DONTROUTE"), to: Int32(1), on: file.number)
    }

    /// Leaves `group` on the socket's interface.
    public borrowing func leave(_ group: IPAddress) throws(SystemError) {
        try setMembership(of: group, .leave)
    }

    /// Requests a receive buffer of this size, beyond the system's limit if permitted.
    public borrowing func setReceiveBuffer(bytes: Int32) throws(SystemError) {
        try SocketOption.setBuffer(.receive, bytes: bytes, on: file.number)
    }

    /// Requests a send buffer of this size, beyond the system's limit if permitted.
    public borrowing func setSendBuffer(bytes: Int32) throws(SystemError) {
        try SocketOption.setBuffer(.send, bytes: bytes, on: file.number)
    }

    /// Sets the hop limit of unicast packets (IPv6; an IPv4 sender writes it into the header).
    public borrowing func setUnicastHopLimit(_ hops: UInt8) throws(SystemError) {
        guard family == .ipv6 else { return }
        let option = (IPV6, IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS")
        try SocketOption.set(option, to: Int32(hops), on: file.number)
    }
}

private let IPV4 = Int32(IPPROTO_IP)
private let IPV6 = Int32(IPPROTO_IPV6)

extension AdvertisementSocket {
    /// The traffic class of network control, and the offset of the checksum in a VRRP message.
    private static let networkControl: Int32 = 0xC0
    private static let checksumOffsetBytes: Int32 = 6
    private static let hopLimit: Int32 = 255

    private static func configureIPv4(_ descriptor: Int32, interface: Interface?) throws(SystemError) {
        let settings: [(String, Int32, Int32)] = [
            ("IP_HDRINCL", IP_HDRINCL, 1), ("IP_MULTICAST_LOOP", IP_MULTICAST_LOOP, 0),
            ("IP_MULTICAST_ALL", IP_MULTICAST_ALL, 0),
        ]
        for (name, number, value) in settings {
            try SocketOption.set((IPV4, number, name), to: value, on: descriptor)
        }
        guard let interface else { return }
        var membership = ip_mreqn()
        membership.imr_ifindex = interface.index
        try SocketOption.set(
            (IPV4, IP_MULTICAST_IF, "IP_MULTICAST_IF"), to: membership, on: descriptor, object: interface.name
        )
    }

    private static func configureIPv6(_ descriptor: Int32, interface: Interface?) throws(SystemError) {
        let settings: [(String, Int32, Int32)] = [
            ("IPV6_MULTICAST_LOOP", IPV6_MULTICAST_LOOP, 0), ("IPV6_MULTICAST_ALL", IPV6_MULTICAST_ALL, 0),
            ("IPV6_UNICAST_HOPS", IPV6_UNICAST_HOPS, hopLimit),
            ("IPV6_MULTICAST_HOPS", IPV6_MULTICAST_HOPS, hopLimit),
            ("IPV6_TCLASS", IPV6_TCLASS, networkControl),
            ("IPV6_CHECKSUM", IPV6_CHECKSUM, checksumOffsetBytes),
            ("IPV6_RECVPKTINFO", IPV6_RECVPKTINFO, 1), ("IPV6_RECVHOPLIMIT", IPV6_RECVHOPLIMIT, 1),
        ]
        for (name, number, value) in settings {
            try SocketOption.set((IPV6, number, name), to: value, on: descriptor)
        }
        guard let interface else { return }
        try SocketOption.set(
            (IPV6, IPV6_MULTICAST_IF, "IPV6_MULTICAST_IF"), to: interface.index, on: descriptor,
            object: interface.name)
    }

    private static func bind(_ descriptor: Int32, to source: IPAddress, scope: Int32) throws(SystemError) {
        var storage = sockaddr_storage()
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            let length = unsafe SocketAddress.write(source, scope: scope, to: storage)
            return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(descriptor, $0, length)
            }
        }
        try SystemError.check(result, "bind", source.description)
    }

    /// Drops what arrived from other interfaces between `socket` and `SO_BINDTODEVICE`.
    private static func discardEarlyArrivals(on descriptor: Int32) {
        var byte: UInt8 = 0
        for _ in 0..<64 where unsafe recv(descriptor, &byte, 1, shim_msg_dontwait) < 0 { return }
    }

    private enum MembershipChange {
        case join
        case leave
    }

    private borrowing func setMembership(of group: IPAddress, _ change: MembershipChange) throws(SystemError)
    {
        switch group {
        case .ipv4(let address):
            var membership = ip_mreqn()
            membership.imr_multiaddr = SocketAddress.inAddr(address)
            membership.imr_ifindex = interfaceIndex
            let option =
                change == .join
                ? (IPV4, IP_ADD_MEMBERSHIP, "IP_ADD_MEMBERSHIP")
                : (IPV4, IP_DROP_MEMBERSHIP, "IP_DROP_MEMBERSHIP")
            try SocketOption.set(option, to: membership, on: file.number, object: group.description)
        case .ipv6(let address):
            var membership = ipv6_mreq()
            membership.ipv6mr_multiaddr = SocketAddress.in6Addr(address)
            membership.ipv6mr_interface = UInt32(bitPattern: interfaceIndex)
            let option =
                change == .join
                ? (IPV6, IPV6_JOIN_GROUP, "IPV6_JOIN_GROUP")
                : (IPV6, IPV6_LEAVE_GROUP, "IPV6_LEAVE_GROUP")
            try SocketOption.set(option, to: membership, on: file.number, object: group.description)
        }
    }
}
