import CLinux
import CNetlink
import Glibc
import SystemCalls

/// A routing socket of the kernel, with room for what it says.
@safe final class NetlinkSocket {
    /// What one read gave.
    enum Reception: Equatable {
        /// This many bytes of messages.
        case messages(Int)
        /// Nothing yet.
        case nothing
        /// The kernel had no room and threw messages away.
        case overrun
    }

    /// The kernel builds dumps in pieces of at most 32 KiB; a single link with many virtual functions may be longer.
    private static let bufferBytes = 256 * 1024
    static let socketBufferBytes: Int32 = 4 * 1024 * 1024

    private let handle: OpaquePointer
    private let buffer: UnsafeMutableRawPointer
    private var sequence: UInt32 = 0

    init(bufferBytes: Int32 = socketBufferBytes) throws(SystemError) {
        guard let handle = unsafe nl_socket_alloc() else {
            throw SystemError(call: "nl_socket_alloc", errno: ENOMEM)
        }
        let result = unsafe nl_connect(handle, NETLINK_ROUTE)
        let number = errno
        guard result >= 0 else {
            unsafe nl_socket_free(handle)
            throw SystemError(call: "nl_connect", errno: number)
        }
        unsafe self.handle = unsafe handle
        unsafe buffer = .allocate(byteCount: Self.bufferBytes, alignment: MemoryLayout<UInt64>.alignment)
        try SocketOption.setBuffer(.receive, bytes: bufferBytes, on: descriptor)
        try SocketOption.setBuffer(.send, bytes: Self.socketBufferBytes, on: descriptor)
        try SocketOption.set((SOL_NETLINK, NETLINK_CAP_ACK, "NETLINK_CAP_ACK"), to: Int32(1), on: descriptor)
        try SocketOption.set((SOL_NETLINK, NETLINK_EXT_ACK, "NETLINK_EXT_ACK"), to: Int32(1), on: descriptor)
    }

    deinit {
        unsafe nl_socket_free(handle)
        unsafe buffer.deallocate()
    }

    var descriptor: Int32 { unsafe nl_socket_get_fd(handle) }

    /// The number that names this socket to the kernel.
    var portID: UInt32 { unsafe nl_socket_get_local_port(handle) }

    /// A number that no earlier request of this socket had, and the `count` - 1 numbers after it.
    func takeSequenceNumbers(_ count: Int = 1) -> UInt32 {
        // 0 is left to the kernel's own messages.
        if sequence > .max - UInt32(count) - 1 { sequence = 0 }
        let first = sequence + 1
        sequence += UInt32(count)
        return first
    }

    func join(_ group: some BinaryInteger) throws(SystemError) {
        let result = unsafe nl_socket_add_membership(handle, Int32(group))
        let number = errno
        guard result >= 0 else {
            throw SystemError(call: "nl_socket_add_membership", errno: number, object: "\(group)")
        }
    }

    func send(_ bytes: [UInt8]) throws(SystemError) {
        var kernel = sockaddr_nl()
        kernel.nl_family = sa_family_t(AF_NETLINK)
        let result = unsafe withUnsafePointer(to: &kernel) { kernel in
            unsafe kernel.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0,
                    socklen_t(MemoryLayout<sockaddr_nl>.size))
            }
        }
        let number = errno
        guard result >= 0 else { throw SystemError(call: "sendto", errno: number, object: "netlink") }
    }

    /// Reads once; what the previous read gave is gone.
    func receive(_ mode: Mode) throws(SystemError) -> Reception {
        var sender = sockaddr_nl()
        var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
        let flags = Int32(MSG_TRUNC) | (mode == .immediate ? Int32(MSG_DONTWAIT) : 0)
        let result = unsafe withUnsafeMutablePointer(to: &sender) { sender in
            unsafe sender.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe recvfrom(descriptor, buffer, Self.bufferBytes, flags, $0, &length)
            }
        }
        let number = errno
        guard result >= 0 else {
            switch number {
            case ENOBUFS: return .overrun
            case EAGAIN where mode == .immediate: return .nothing
            case EINTR: return .nothing
            default: throw SystemError(call: "recvfrom", errno: number, object: "netlink")
            }
        }
        guard result <= Self.bufferBytes else { return .overrun }
        // Any process may send to a netlink socket; the kernel has the number 0.
        return sender.nl_pid == 0 ? .messages(result) : .nothing
    }

    /// Whether a read waits.
    enum Mode {
        /// It waits, for as long as `setTimeout` says.
        case waiting
        /// It does not wait.
        case immediate
    }

    /// Bounds what a waiting read waits.
    func setTimeout(seconds: Int) throws(SystemError) {
        let timeout = timeval(tv_sec: seconds, tv_usec: 0)
        try SocketOption.set((SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO"), to: timeout, on: descriptor)
    }

    /// Calls `body` with each message of the last read, which gave `length` bytes.
    func forEachMessage(in length: Int, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void) {
        var remaining = Int32(length)
        var next = unsafe Optional(buffer.assumingMemoryBound(to: nlmsghdr.self))
        while let message = unsafe next, unsafe nlmsg_ok(message, remaining) != 0 {
            unsafe body(message)
            unsafe next = nlmsg_next(message, &remaining)
        }
    }
}
