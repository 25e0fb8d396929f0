import CLinux
import CShims
import Glibc
import SystemCalls

/// Room for the result of one read of a netlink socket: a few datagrams of several messages each.
///
/// With one system call per datagram, the calls would be most of the cost of reading a large table.
@safe struct DatagramBatch: ~Copyable {
    /// The most datagrams of one read.
    private static let capacity = 8
    /// The kernel builds dumps in pieces of at most 32 KiB, but a single link with many virtual functions may
    /// be longer. Pages that no datagram reaches are never touched.
    private static let datagramBytes = 256 * 1024

    private let messages: UnsafeMutablePointer<shim_message>
    private let vectors: UnsafeMutablePointer<iovec>
    private let senders: UnsafeMutablePointer<sockaddr_nl>
    private let buffers: UnsafeMutableRawPointer
    private var count = 0

    init() {
        unsafe messages = .allocate(capacity: Self.capacity)
        unsafe vectors = .allocate(capacity: Self.capacity)
        unsafe senders = .allocate(capacity: Self.capacity)
        unsafe buffers = .allocate(
            byteCount: Self.capacity * Self.datagramBytes, alignment: MemoryLayout<UInt64>.alignment)
        for index in 0..<Self.capacity {
            unsafe (senders + index).initialize(to: sockaddr_nl())
            unsafe (vectors + index).initialize(
                to: iovec(iov_base: buffer(index), iov_len: Self.datagramBytes))
            unsafe (messages + index).initialize(to: shim_message())
        }
    }

    deinit {
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
        unsafe senders.deallocate()
        unsafe buffers.deallocate()
    }

    /// Reads the waiting datagrams, after waiting for the first one unless `flags` forbid it; false if one
    /// was too long.
    ///
    /// The C function is `recvmmsg(2)`. The datagrams of the previous call are gone.
    mutating func receive(from descriptor: Int32, flags: Int32) throws(SystemError) -> Bool {
        count = 0
        for index in 0..<Self.capacity {
            unsafe messages[index].header.msg_name = UnsafeMutableRawPointer(senders + index)
            unsafe messages[index].header.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
            unsafe messages[index].header.msg_iov = vectors + index
            unsafe messages[index].header.msg_iovlen = 1
        }
        let result = unsafe shim_recvmmsg(descriptor, messages, UInt32(Self.capacity), flags)
        let number = errno
        guard result >= 0 else { throw SystemError(call: "recvmmsg", errno: number, object: "netlink") }
        count = Int(result)
        return (0..<count).allSatisfy { unsafe messages[$0].header.msg_flags & shim_msg_trunc == 0 }
    }

    /// Calls `body` with each message that the kernel sent.
    func forEachMessage(_ body: (borrowing ReceivedMessage) -> Void) {
        // Any process may send to a netlink socket; the kernel's port number is 0.
        for index in 0..<count where unsafe senders[index].nl_pid == 0 {
            unsafe ReceivedMessage.forEach(at: buffer(index), length: Int(messages[index].length), body)
        }
    }

    private func buffer(_ index: Int) -> UnsafeMutableRawPointer {
        unsafe buffers + index * Self.datagramBytes
    }
}
