import CLinux
import CShims
import Glibc
public import NetworkTypes
import Timing

/// A TCP connection to a server. Only `wait` waits.
public struct StreamSocket: ~Copyable {
    /// What a connection can be ready for.
    public enum Readiness: Sendable {
        /// To receive, or to learn of the end.
        case receiving
        /// To send, or to learn how connecting ended.
        case sending
    }

    /// What receiving found.
    public enum Reception: Equatable, Sendable {
        /// This many bytes are at the buffer's beginning.
        case bytes(Int)
        /// Nothing has arrived yet.
        case nothing
        /// The peer will send no more.
        case end
    }

    private let file: FileDescriptor
    private let peer: String

    /// The descriptor's number, for readiness.
    public var descriptor: Int32 { file.number }

    /// Begins to connect; the socket is ready for sending when that has ended, and `finishConnecting` tells how.
    ///
    /// `firewallMark` is put on all packets (`SO_MARK`), which needs CAP_NET_ADMIN.
    public init(
        connectingTo address: IPAddress, port: UInt16, firewallMark: UInt32? = nil
    ) throws(SystemError) {
        let host = address.family == .ipv4 ? address.description : "[\(address)]"
        let peer = "\(host):\(port)"
        let domain = address.family == .ipv4 ? AF_INET : AF_INET6
        let result = Glibc.socket(domain, shim_sock_stream | shim_sock_nonblock_cloexec, 0)
        let file = FileDescriptor(adopting: try SystemError.check(result, "socket", "\(address.family)"))
        if let firewallMark {
            try SocketOption.set(
                (SOL_SOCKET, SO_MARK, "SO_MARK"), to: firewallMark, on: file.number,
                object: String(firewallMark))
        }
        var storage = sockaddr_storage()
        let number = file.number
        let connected = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            let length = unsafe SocketAddress.write(address, port: port, scope: 0, to: storage)
            return unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, length)
            }
        }
        if connected < 0 && errno != EINPROGRESS { try SystemError.check(connected, "connect", peer) }
        self.file = file
        self.peer = peer
    }

    /// Throws the reason if connecting failed.
    public borrowing func finishConnecting() throws(SystemError) {
        var reason: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(file.number, SOL_SOCKET, SO_ERROR, &reason, &length)
        try SystemError.check(result, "getsockopt SO_ERROR", peer)
        guard reason == 0 else { throw SystemError(call: "connect", errno: reason, object: peer) }
    }

    /// Waits until the connection is ready; false if it is not within the limit, nil meaning for ever.
    public borrowing func wait(
        for readiness: Readiness, within limit: Duration?
    ) throws(SystemError) -> Bool {
        let deadline = limit.map { MonotonicClock.now() + $0 }
        let events = Int16(readiness == .receiving ? POLLIN : POLLOUT)
        while true {
            var request = pollfd(fd: file.number, events: events, revents: 0)
            let left = deadline.map { max(.zero, $0 - MonotonicClock.now()) }
            let result = unsafe poll(&request, 1, left.map(Self.milliseconds) ?? -1)
            let number = errno
            if result > 0 { return true }
            if result == 0, left == .zero { return false }
            guard result == 0 || number == EINTR else {
                throw SystemError(call: "poll", errno: number, object: peer)
            }
        }
    }

    /// Sends as much of the bytes as there is room for; how many that were.
    public borrowing func send(_ bytes: Span<UInt8>) throws(SystemError) -> Int {
        let result = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(file.number, $0.baseAddress, $0.count, shim_msg_nosignal)
        }
        if result < 0 && (errno == EAGAIN || errno == EINTR) { return 0 }
        return try SystemError.check(result, "send", peer)
    }

    /// Receives what has arrived into `buffer`, at most its count, which must not be 0.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Reception {
        let result = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(file.number, $0.baseAddress, $0.count, 0)
        }
        if result < 0 && (errno == EAGAIN || errno == EINTR) { return .nothing }
        let count = try SystemError.check(result, "recv", peer)
        return count == 0 ? .end : .bytes(count)
    }

    /// Whole milliseconds for `poll(2)`, rounded up; what is too long for it is waited for in parts.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
