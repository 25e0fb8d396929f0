import CLinux
import CShims
import Glibc
import SystemCalls

/// Room for what one read of a netlink socket gives: a few datagrams with messages in each.
///
/// A system call for each datagram is most of what a large table costs.
@safe struct DatagramBatch: ~Copyable {
    /// The most datagrams of one read.
    private static let capacity = 8
    /// The kernel builds dumps in pieces of at most 32 KiB; a single link with many virtual functions may be longer.
    /// Memory that no datagram reaches is never touched.
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

    /// Reads the datagrams that wait, after waiting for the first one if `flags` allow it; false if one of them was too
    /// long.
    ///
    /// The C function is `recvmmsg(2)`. What the previous call took is gone.
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
        // Any process may send to a netlink socket; the kernel has the number 0.
        for index in 0..<count where unsafe senders[index].nl_pid == 0 {
            unsafe ReceivedMessage.forEach(at: buffer(index), length: Int(messages[index].length), body)
        }
    }

    private func buffer(_ index: Int) -> UnsafeMutableRawPointer {
        unsafe buffers + index * Self.datagramBytes
    }
}
