import CShims
import Foundation
import Glibc
import Lab

/// A client, a director and a server, each a namespace, joined by two cables; the traffic is made by this process.
///
/// Client 10.7.0.9 and fd07::9, director 10.7.0.1 and fd07::1, 10.8.0.1 and fd08::1, server 10.8.0.2, 10.8.0.3 and
/// fd08::2. The servers are reached by NAT.
final class TrafficWorld {
    /// The services; `-R` reads them.
    static let services = [
        "-A -t 10.7.0.1:80 -s rr", "-a -t 10.7.0.1:80 -r 10.8.0.2:8080 -m",
        "-a -t 10.7.0.1:80 -r 10.8.0.3:8080 -m",
        "-A -t 10.7.0.1:443 -s wrr -p 300 -M 255.255.255.0", "-a -t 10.7.0.1:443 -r 10.8.0.2:8080 -m -w 3",
        "-A -u 10.7.0.1:53 -s rr", "-a -u 10.7.0.1:53 -r 10.8.0.2:53 -m",
        "-a -u 10.7.0.1:53 -r 10.8.0.3:53 -m",
        "-A -u 10.7.0.1:54 -s rr -o", "-a -u 10.7.0.1:54 -r 10.8.0.2:53 -m",
        "-A -u 10.7.0.1:5060 -s rr -p 60 -o --pe sip", "-a -u 10.7.0.1:5060 -r 10.8.0.2:53 -m",
        "-A -t [fd07::1]:80 -s rr -p 120 -M 64", "-a -t [fd07::1]:80 -r [fd08::2]:8080 -m",
        "-A -u [fd07::1]:53 -s rr", "-a -u [fd07::1]:53 -r [fd08::2]:53 -m",
        "-A --sctp-service 10.7.0.1:9 -s rr", "-a --sctp-service 10.7.0.1:9 -r 10.8.0.2:9 -m",
    ]

    private let client: Namespace
    private let server: Namespace
    private let director: Namespace
    private var sockets: [Int32] = []
    /// The connection to port 443.
    private var lasting: Int32 = -1

    init() throws {
        client = try Self.namespace("client")
        server = try Self.namespace("server")
        director = try Self.namespace("director")
        try Self.ip(
            "director",
            """
            link add c mtu 65535 type veth peer name eth0 mtu 65535 netns client
            link add s mtu 65535 type veth peer name eth0 mtu 65535 netns server
            link set c up
            link set s up
            address add 10.7.0.1/24 dev c
            address add fd07::1/64 dev c nodad
            address add 10.8.0.1/24 dev s
            address add fd08::1/64 dev s nodad
            """)
        for (name, net, number) in [("client", 7, 9), ("server", 8, 2)] {
            try Self.ip(
                name,
                """
                link set eth0 up
                address add 10.\(net).0.\(number)/24 dev eth0
                address add 10.\(net).0.\(number + 1)/24 dev eth0
                address add fd0\(net)::\(number)/64 dev eth0 nodad
                route add default via 10.\(net).0.1
                route add default via fd0\(net)::1
                """)
        }
        try director.enter()
        try Guest.write("1\n", to: "/proc/sys/net/ipv4/ip_forward")
        try Guest.write("1\n", to: "/proc/sys/net/ipv6/conf/all/forwarding")
        let made = try Guest.run(
            ["ipvsadm", "-R"], path: Contestant.reference, input: Self.services.map { $0 + "\n" }.joined())
        guard made.status == 0 else { throw CommandFailure(description: "traffic: \(made)") }
        try server.enter()
        for address in ["10.8.0.2", "10.8.0.3", "fd08::2"] {
            sockets.append(try Self.socket(SOCK_STREAM, bind: address, port: 8080))
            sockets.append(try Self.socket(SOCK_DGRAM, bind: address, port: 53))
        }
        sockets.append(try Self.socket(SOCK_STREAM, bind: "10.8.0.2", port: 9, isSCTP: true))
        try director.enter()
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    /// Connections that stay open, and datagrams to every service.
    func exchange() throws {
        try client.enter()
        defer { try? director.enter() }
        for (address, port, isSCTP) in [
            ("10.7.0.1", 80, false), ("10.7.0.1", 80, false), ("10.7.0.1", 80, false),
            ("10.7.0.1", 443, false),
            ("fd07::1", 80, false), ("10.7.0.1", 9, true),
        ] {
            let socket = try Self.socket(SOCK_STREAM, connect: address, port: port, isSCTP: isSCTP)
            guard send(socket, "hello", 5, Int32(MSG_NOSIGNAL)) == 5 else {
                throw CommandFailure(description: "send to \(address): errno \(errno)")
            }
            sockets.append(socket)
            if port == 443 { lasting = socket }
        }
        for (address, port) in [("10.7.0.1", 53), ("10.7.0.1", 53), ("10.7.0.1", 54), ("fd07::1", 53)] {
            let socket = try Self.socket(SOCK_DGRAM, connect: address, port: port)
            for size in 1...5 { _ = send(socket, [UInt8](repeating: 0, count: size * 10), size * 10, 0) }
            sockets.append(socket)
        }
        let socket = try Self.socket(SOCK_DGRAM, connect: "10.7.0.1", port: 5060)
        let invitation =
            "INVITE sip:bob@example.org SIP/2.0\r\nCall-ID: a84b4c76e66710@pc33\r\nCSeq: 1 INVITE\r\n\r\n"
        _ = send(socket, invitation, invitation.utf8.count, 0)
        sockets.append(socket)
        Self.awaitCounters()
    }

    /// Whether the connection to port 443 still reaches its server: what is sent is acknowledged within 2 s.
    func isConnectionAlive() -> Bool {
        guard send(lasting, "x", 1, Int32(MSG_NOSIGNAL)) == 1 else { return false }
        for _ in 0..<100 {
            var waiting: Int32 = 0
            guard ioctl(lasting, UInt(TIOCOUTQ), &waiting) == 0 else { return false }
            if waiting == 0 { return true }
            usleep(20_000)
        }
        return false
    }

    /// Sends datagrams of 60,000 bytes: counters grow beyond their columns.
    func flood(port: Int, count: Int) throws {
        try client.enter()
        defer { try? director.enter() }
        let socket = try Self.socket(SOCK_DGRAM, connect: "10.7.0.1", port: port)
        let bytes = [UInt8](repeating: 0, count: 60_000)
        for _ in 0..<count { _ = send(socket, bytes, bytes.count, 0) }
        close(socket)
        Self.awaitCounters()
    }

    /// The kernel's estimator brings counters up to date every 2 s; until then nobody sees them.
    private static func awaitCounters() { usleep(2_500_000) }

    private static func namespace(_ name: String) throws -> Namespace {
        let namespace = try Namespace.enterNew()
        let made = try Guest.run(["ip", "netns", "attach", name, "\(getpid())"])
        guard made.status == 0 else { throw CommandFailure(description: "\(name): \(made)") }
        return namespace
    }

    private static func ip(_ namespace: String, _ lines: String) throws {
        let made = try Guest.run(["ip", "-n", namespace, "-batch", "-"], input: lines + "\n")
        guard made.status == 0 else { throw CommandFailure(description: "ip in \(namespace): \(made)") }
    }

    /// A socket that listens at an address, or is connected to one.
    private static func socket(
        _ type: __socket_type, bind: String? = nil, connect: String? = nil, port: Int, isSCTP: Bool = false
    ) throws -> Int32 {
        let address = bind ?? connect ?? ""
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        hints.ai_socktype = Int32(type.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &list) == 0, let found = list else {
            throw CommandFailure(description: "\(address) is no address")
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(
            found.pointee.ai_family, Int32(type.rawValue), isSCTP ? Int32(IPPROTO_SCTP) : 0)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let call = bind == nil ? Glibc.connect : Glibc.bind
        guard call(socket, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
            bind == nil || type != SOCK_STREAM || listen(socket, 64) == 0
        else {
            throw CommandFailure(
                description: "\(bind == nil ? "connect" : "bind") \(address) \(port): errno \(errno)")
        }
        return socket
    }
}
