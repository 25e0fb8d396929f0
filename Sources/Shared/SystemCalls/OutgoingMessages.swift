import CLinux
import CShims
import Glibc

/// The outcome of sending a batch.
public struct FlushResult: Equatable, Sendable {
    /// How many messages the kernel accepted.
    public internal(set) var sentCount = 0
    /// How many it refused, or had no room for.
    public internal(set) var failedCount = 0
    /// Why it refused the first of them.
    public internal(set) var firstError: SystemError?

    /// A result of these counts and this error.
    public init(sentCount: Int = 0, failedCount: Int = 0, firstError: SystemError? = nil) {
        self.sentCount = sentCount
        self.failedCount = failedCount
        self.firstError = firstError
    }
}

/// Datagrams with their destinations, sent with as few `sendmmsg(2)` calls as possible.
@safe struct OutgoingMessages: ~Copyable {
    /// The most messages in one flush; more are refused and counted.
    static let limit = 4096
    /// The most messages in one system call.
    static let messagesPerCall = 64

    private struct Extent {
        var offset: Int
        var length: Int
        var nameLength: socklen_t
    }

    private let messages: UnsafeMutablePointer<shim_message>
    private let vectors: UnsafeMutablePointer<iovec>
    private var bytes: [UInt8] = []
    private var extents: [Extent] = []
    private var names: [sockaddr_storage] = []
    private var refusedCount = 0

    init() {
        unsafe messages = .allocate(capacity: Self.messagesPerCall)
        unsafe messages.initialize(repeating: shim_message(), count: Self.messagesPerCall)
        unsafe vectors = .allocate(capacity: Self.messagesPerCall)
        unsafe vectors.initialize(repeating: iovec(), count: Self.messagesPerCall)
        extents.reserveCapacity(Self.messagesPerCall)
        names.reserveCapacity(Self.messagesPerCall)
        bytes.reserveCapacity(Self.messagesPerCall * 64)
    }

    deinit {
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
    }

    var isEmpty: Bool { extents.isEmpty }
    var isFull: Bool { extents.count >= Self.messagesPerCall }

    mutating func append(_ datagram: borrowing Span<UInt8>, name: sockaddr_storage, nameLength: socklen_t) {
        guard extents.count < Self.limit else {
            refusedCount += 1
            return
        }
        let offset = bytes.count
        unsafe datagram.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        extents.append(Extent(offset: offset, length: datagram.count, nameLength: nameLength))
        names.append(name)
    }

    /// Sends all messages through the socket `descriptor`, and empties the batch in any case.
    ///
    /// A refused message does not stop the following ones; a full socket buffer does.
    mutating func flush(through descriptor: Int32) -> FlushResult {
        var result = FlushResult()
        var next = 0
        while next < extents.count {
            let (sent, number) = send(from: next, through: descriptor)
            if sent > 0 {
                result.sentCount += sent
                next += sent
                continue
            }
            if result.firstError == nil { result.firstError = SystemError(call: "sendmmsg", errno: number) }
            let failed = number == EAGAIN ? extents.count - next : 1
            result.failedCount += failed
            next += failed
        }
        if refusedCount > 0 {
            result.failedCount += refusedCount
            if result.firstError == nil { result.firstError = SystemError(call: "sendmmsg", errno: ENOBUFS) }
        }
        bytes.removeAll(keepingCapacity: true)
        extents.removeAll(keepingCapacity: true)
        names.removeAll(keepingCapacity: true)
        refusedCount = 0
        return result
    }

    /// One system call; the number of messages sent, and the error number if it is 0.
    private mutating func send(from first: Int, through descriptor: Int32) -> (sent: Int, errno: Int32) {
        let count = min(Self.messagesPerCall, extents.count - first)
        // The pointers into both arrays are used only by the call, within their closures.
        return unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe names.withUnsafeMutableBytes { names in
                for index in 0..<count {
                    let extent = extents[first + index]
                    let name = (first + index) * MemoryLayout<sockaddr_storage>.stride
                    unsafe vectors[index].iov_base = bytes.baseAddress.map { unsafe $0 + extent.offset }
                    unsafe vectors[index].iov_len = extent.length
                    var header = unsafe msghdr()
                    unsafe header.msg_name = names.baseAddress.map { unsafe $0 + name }
                    unsafe header.msg_namelen = extent.nameLength
                    unsafe header.msg_iov = vectors + index
                    unsafe header.msg_iovlen = 1
                    unsafe messages[index] = shim_message(header: header, length: 0)
                }
                let result = unsafe shim_sendmmsg(
                    descriptor, messages, UInt32(count), shim_msg_dontwait | shim_msg_nosignal)
                let number = errno
                return (max(0, Int(result)), number)
            }
        }
    }
}
