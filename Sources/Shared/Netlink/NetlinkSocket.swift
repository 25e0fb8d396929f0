import CLinux
import CNetlink
import CShims
import Glibc
import SystemCalls

/// A netlink socket with a buffer for what it receives.
@safe final class NetlinkSocket {
    /// The result of one read.
    enum Reception: Equatable {
        /// Messages, possibly none from the kernel.
        case messages
        /// Nothing yet.
        case nothing
        /// The kernel had no room and dropped messages.
        case overrun
    }

    static let socketBufferBytes: Int32 = 4 * 1024 * 1024
    /// The most reads that empty the socket after a loss: more than its buffer holds.
    private static let readsAfterLoss = 65_536

    let handle: OpaquePointer
    private var datagrams = DatagramBatch()
    private var sequence: UInt32 = 0

    /// Opens a socket of a netlink protocol (`NETLINK_ROUTE`) in the current network namespace.
    init(protocol number: Int32, bufferBytes: Int32 = socketBufferBytes) throws(SystemError) {
        guard let handle = unsafe nl_socket_alloc() else {
            throw SystemError(call: "nl_socket_alloc", errno: ENOMEM)
        }
        let result = unsafe nl_connect(handle, number)
        let errorNumber = errno
        guard result >= 0 else {
            unsafe nl_socket_free(handle)
            throw SystemError(call: "nl_connect", errno: errorNumber)
        }
        unsafe self.handle = unsafe handle
        try SocketOption.setBuffer(.receive, bytes: bufferBytes, on: descriptor)
        try SocketOption.setBuffer(.send, bytes: Self.socketBufferBytes, on: descriptor)
        try SocketOption.set((SOL_NETLINK, NETLINK_CAP_ACK, "NETLINK_CAP_ACK"), to: Int32(1), on: descriptor)
        try SocketOption.set((SOL_NETLINK, NETLINK_EXT_ACK, "NETLINK_EXT_ACK"), to: Int32(1), on: descriptor)
    }

    deinit {
        unsafe nl_socket_free(handle)
    }

    var descriptor: Int32 { unsafe nl_socket_get_fd(handle) }

    /// The netlink port of this socket.
    var portID: UInt32 { unsafe nl_socket_get_local_port(handle) }

    /// Reserves `count` consecutive sequence numbers that this socket has not used, and returns the first.
    func takeSequenceNumbers(_ count: Int = 1) -> UInt32 {
        // 0 is reserved for the kernel's own messages.
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

    /// Reads once; the messages of the previous read are gone.
    func receive(_ mode: Mode) throws(SystemError) -> Reception {
        let flags = mode == .immediate ? shim_msg_dontwait : shim_msg_waitforone
        do throws(SystemError) {
            return try datagrams.receive(from: descriptor, flags: flags) ? .messages : .overrun
        } catch {
            switch error.errno {
            case ENOBUFS: return .overrun
            case EAGAIN where mode == .immediate: return .nothing
            case EINTR: return .nothing
            default: throw error
            }
        }
    }

    /// Hands the waiting messages to `body`, in order, in at most `reads` reads; the descriptor stays readable if there are
    /// more.
    ///
    /// - Returns: False if some were lost; what still waits is older than the loss, and is thrown away.
    func receive(atMost reads: Int, _ body: (borrowing ReceivedMessage) -> Void) throws(SystemError) -> Bool {
        for _ in 0..<reads {
            switch try receive(.immediate) {
            case .nothing: return true
            case .overrun:
                for _ in 0..<Self.readsAfterLoss where try receive(.immediate) == .nothing { break }
                return false
            case .messages: forEachMessage(body)
            }
        }
        return true
    }

    /// Whether a read waits.
    enum Mode {
        /// It waits, for as long as `setTimeout` says.
        case waiting
        /// It does not wait.
        case immediate
    }

    /// Limits how long a read waits.
    func setTimeout(seconds: Int) throws(SystemError) {
        let timeout = timeval(tv_sec: seconds, tv_usec: 0)
        try SocketOption.set((SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO"), to: timeout, on: descriptor)
    }

    /// Calls `body` with each message of the last read.
    func forEachMessage(_ body: (borrowing ReceivedMessage) -> Void) {
        datagrams.forEachMessage(body)
    }
}
