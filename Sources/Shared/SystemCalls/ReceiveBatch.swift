import CLinux
import CShims
import Glibc
public import NetworkTypes

/// Room for the datagrams of one `recvmmsg(2)`; allocated once and reused.
@safe public struct ReceiveBatch: ~Copyable {
    /// The most datagrams that one call takes.
    public static let capacity = 32
    /// The room for one datagram, IPv4 header included; a longer one is cut off and marked. 255 IPv6
    /// addresses make the longest advertisement, 4,088 bytes.
    public static let datagramBytes = 4608

    private static let controlBytes = 128

    private let messages: UnsafeMutablePointer<shim_message>
    private let vectors: UnsafeMutablePointer<iovec>
    private let names: UnsafeMutablePointer<sockaddr_storage>
    private let control: UnsafeMutableRawPointer
    private let buffers: UnsafeMutablePointer<UInt8>
    private var family = AddressFamily.ipv4
    /// Whether datagrams begin with their IPv4 header.
    private var hasHeaders = false

    /// The number of datagrams that the last `receive` took.
    public private(set) var count = 0

    /// An empty batch.
    public init() {
        let capacity = Self.capacity
        unsafe messages = .allocate(capacity: capacity)
        unsafe messages.initialize(repeating: shim_message(), count: capacity)
        unsafe vectors = .allocate(capacity: capacity)
        unsafe names = .allocate(capacity: capacity)
        unsafe names.initialize(repeating: sockaddr_storage(), count: capacity)
        unsafe control = .allocate(
            byteCount: capacity * Self.controlBytes, alignment: MemoryLayout<cmsghdr>.alignment)
        unsafe buffers = .allocate(capacity: capacity * Self.datagramBytes)
        for index in 0..<capacity {
            let buffer = unsafe buffers + index * Self.datagramBytes
            unsafe (vectors + index).initialize(to: iovec(iov_base: buffer, iov_len: Self.datagramBytes))
        }
        prepare(0..<capacity)
    }

    deinit {
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
        unsafe names.deallocate()
        unsafe control.deallocate()
        unsafe buffers.deallocate()
    }

    /// Receives the datagrams waiting on `socket`, up to `capacity`, and returns their number.
    ///
    /// The C function is `recvmmsg(2)`. The datagrams of the previous call are gone.
    public mutating func receive(from socket: borrowing AdvertisementSocket) throws(SystemError) -> Int {
        try receive(from: socket.descriptor, socket.family, hasHeaders: socket.family == .ipv4)
    }

    /// The same for a UDP socket, whose datagrams have no header.
    public mutating func receive(from socket: borrowing DatagramReceiver) throws(SystemError) -> Int {
        try receive(from: socket.descriptor, socket.family, hasHeaders: false)
    }

    private mutating func receive(
        from descriptor: Int32, _ family: AddressFamily, hasHeaders: Bool
    ) throws(SystemError) -> Int {
        prepare(0..<count)
        self.family = family
        self.hasHeaders = hasHeaders
        count = 0
        let result = unsafe shim_recvmmsg(descriptor, messages, UInt32(Self.capacity), shim_msg_dontwait)
        let number = errno
        guard result >= 0 else {
            if number == EAGAIN || number == EINTR { return 0 }
            throw SystemError(call: "recvmmsg", errno: number)
        }
        count = Int(result)
        return count
    }

    /// Calls `body` with the bytes of the datagram at `index`; those of VRRP over IPv4 begin with the IP header.
    public func withPayload<Result: ~Copyable, Failure: Error>(
        of index: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(index < count, "datagram \(index) of \(count)")
        // The buffer lives as long as this batch, and the borrow of self lasts for the call.
        let length = unsafe min(Int(messages[index].length), Self.datagramBytes)
        let bytes = unsafe UnsafeBufferPointer(start: buffers + index * Self.datagramBytes, count: length)
        return try unsafe body(bytes.span)
    }

    /// The sender of the datagram at `index`.
    public func source(of index: Int) -> IPAddress {
        precondition(index < count, "datagram \(index) of \(count)")
        return unsafe SocketAddress.read(names + index) ?? .ipv4(IPv4Address(bits: 0))
    }

    /// Whether the datagram at `index` was longer than `datagramBytes`.
    public func isTruncated(_ index: Int) -> Bool {
        precondition(index < count, "datagram \(index) of \(count)")
        let flags = unsafe messages[index].header.msg_flags
        return flags & shim_msg_trunc != 0
    }

    /// The address that the datagram at `index` was sent to, or nil if its IPv4 header is cut short or the
    /// kernel did not tell.
    public func destination(of index: Int) -> IPAddress? {
        switch family {
        case .ipv4 where !hasHeaders:
            return ancillary(of: index, IPPROTO_IP, IP_PKTINFO, as: in_pktinfo.self)
                .map { .ipv4(IPv4Address(bits: UInt32(bigEndian: $0.ipi_addr.s_addr))) }
        case .ipv4:
            return withPayload(of: index) { bytes -> IPAddress? in
                guard bytes.count >= 20 else { return nil }
                return .ipv4(IPv4Address(bytes[16], bytes[17], bytes[18], bytes[19]))
            }
        case .ipv6:
            // struct in6_pktinfo begins with the address.
            return ancillary(of: index, IPPROTO_IPV6, IPV6_PKTINFO, as: in6_addr.self)
                .map { address in .ipv6(SocketAddress.address(address)) }
        }
    }

    /// The time to live or hop limit that the datagram at `index` arrived with, or nil if its IPv4 header is
    /// cut short.
    public func hopLimit(of index: Int) -> UInt8? {
        switch family {
        case .ipv4 where !hasHeaders:
            return ancillary(of: index, IPPROTO_IP, IP_TTL, as: Int32.self).map {
                UInt8(truncatingIfNeeded: $0)
            }
        case .ipv4:
            return withPayload(of: index) { bytes -> UInt8? in bytes.count >= 20 ? bytes[8] : nil }
        case .ipv6:
            return ancillary(of: index, IPPROTO_IPV6, IPV6_HOPLIMIT, as: Int32.self).map {
                UInt8(truncatingIfNeeded: $0)
            }
        }
    }

    /// How long the datagram at `index` has waited, by the kernel's timestamp (`SO_TIMESTAMPNS`, socket(7)); nil
    /// if there is none, or if it is longer than `ageLimit`: the stamp is a time of day, and the clock may have
    /// been set since.
    public func age(of index: Int) -> Duration? {
        guard let stamp = ancillary(of: index, SOL_SOCKET, SO_TIMESTAMPNS, as: timespec.self) else {
            return nil
        }
        let now = RealTime.now()
        let age =
            Duration.seconds(now.seconds - Int64(stamp.tv_sec))
            + .nanoseconds(Int64(now.nanoseconds) - Int64(stamp.tv_nsec))
        return (.zero...Self.ageLimit).contains(age) ? age : nil
    }

    /// The longest wait that `age` believes.
    public static let ageLimit: Duration = .milliseconds(10)

    /// Points the headers to their room, and sets the lengths that a call overwrites.
    private func prepare(_ indices: Range<Int>) {
        for index in indices {
            var header = unsafe msghdr()
            unsafe header.msg_name = UnsafeMutableRawPointer(names + index)
            unsafe header.msg_namelen = socklen_t(MemoryLayout<sockaddr_storage>.size)
            unsafe header.msg_iov = vectors + index
            unsafe header.msg_iovlen = 1
            unsafe header.msg_control = control + index * Self.controlBytes
            unsafe header.msg_controllen = Self.controlBytes
            unsafe messages[index] = shim_message(header: header, length: 0)
        }
    }

    private func ancillary<Value>(
        of index: Int, _ level: some BinaryInteger, _ type: Int32, as: Value.Type
    ) -> Value? {
        precondition(index < count, "datagram \(index) of \(count)")
        let header = unsafe UnsafeMutableRawPointer(messages + index).assumingMemoryBound(to: msghdr.self)
        var current = unsafe shim_cmsg_first(header)
        while let message = unsafe current {
            let found = unsafe message.pointee
            if found.cmsg_level == Int32(level), found.cmsg_type == type,
                found.cmsg_len >= shim_cmsg_length(MemoryLayout<Value>.size)
            {
                // CMSG_DATA is aligned for any of the kernel's types.
                return unsafe UnsafeRawPointer(shim_cmsg_data(message)).load(as: Value.self)
            }
            unsafe current = shim_cmsg_next(header, message)
        }
        return nil
    }
}
