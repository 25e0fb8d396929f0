import CLinux
import CShims
import Glibc
public import NetworkTypes

/// A socket for datagrams to and from one peer, which reports ICMP errors. Only `wait` blocks.
public struct DatagramConnection: ~Copyable {
    private let file: FileDescriptor
    private let peer: String
    /// Whether received datagrams begin with an IPv4 header.
    private let hasHeader: Bool
    /// The identifier of this socket's echo messages; 0 for UDP.
    public let identifier: UInt16

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { file.number }

    /// A UDP socket.
    public static func udp(
        to address: IPAddress, port: UInt16, from origin: ConnectionOrigin = ConnectionOrigin()
    ) throws(SystemError) -> DatagramConnection {
        let file = try ConnectedSocket.open(type: shim_sock_dgram, to: address, port: port, from: origin)
        return DatagramConnection(
            file, ConnectedSocket.name(of: address, port: port), identifier: 0, hasHeader: false)
    }

    /// A socket for ICMP echo messages, which does not need root where `net.ipv4.ping_group_range` allows it.
    ///
    /// Elsewhere it needs CAP_NET_RAW, and the socket also receives other programs' messages.
    public static func echo(
        to address: IPAddress, from origin: ConnectionOrigin = ConnectionOrigin()
    ) throws(SystemError) -> DatagramConnection {
        var origin = origin
        origin.sourcePort = 0
        let number = Int32(address.family == .ipv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6)
        func open(_ type: Int32) throws(SystemError) -> FileDescriptor {
            try ConnectedSocket.open(type: type, protocolNumber: number, to: address, port: 0, from: origin)
        }
        do throws(SystemError) {
            let file = try open(shim_sock_dgram)
            // The kernel writes its own number for the socket into the messages.
            let identifier = try localPort(of: file)
            return DatagramConnection(file, "\(address)", identifier: identifier, hasHeader: false)
        } catch {
            guard error.call == "socket" else { throw error }
            let identifier = UInt16(truncatingIfNeeded: getpid())
            return DatagramConnection(
                try open(shim_sock_raw), "\(address)", identifier: identifier,
                hasHeader: address.family == .ipv4)
        }
    }

    private init(
        _ file: consuming FileDescriptor, _ peer: String, identifier: UInt16, hasHeader: Bool
    ) {
        self.file = file
        self.peer = peer
        self.identifier = identifier
        self.hasHeader = hasHeader
    }

    /// Waits until a datagram or an error has arrived; false if there is none within the limit.
    public borrowing func wait(within limit: Duration) throws(SystemError) -> Bool {
        try PolledDescriptors.wait(for: POLLIN, on: [file.number], within: limit, object: peer) != nil
    }

    /// Sends a datagram. An error may be that of an earlier one: ECONNREFUSED, EHOSTUNREACH and their like.
    public borrowing func send(_ bytes: Span<UInt8>) throws(SystemError) {
        let result = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(file.number, $0.baseAddress, $0.count, shim_msg_nosignal)
        }
        try SystemError.check(result, "send", peer)
    }

    /// Receives a datagram into `buffer`, at most its count; returns its range, or nil if none has arrived.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Range<Int>? {
        let result = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(file.number, $0.baseAddress, $0.count, 0)
        }
        if result < 0 && (errno == EAGAIN || errno == EINTR) { return nil }
        let count = try SystemError.check(result, "recv", peer)
        guard hasHeader else { return 0..<count }
        // The length of the header, in words of 4 bytes, is the first byte's lower half.
        let start = count > 0 ? Int(buffer[0] & 15) * 4 : 0
        return min(start, count)..<count
    }

    private static func localPort(of file: borrowing FileDescriptor) throws(SystemError) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = file.number
        let result = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        try SystemError.check(result, "getsockname")
        // The port stands at the same place in both families.
        return unsafe withUnsafeBytes(of: storage) {
            unsafe UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }
}
