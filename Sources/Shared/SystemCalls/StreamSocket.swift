import CShims
import Glibc
public import NetworkTypes

/// A TCP connection to a server. Only `wait` waits.
///
/// Letting go of it says goodbye to the server and leaves the rest to the system; what has arrived and was not received
/// makes that a reset (RFC 1122 §4.2.2.13). keepalived sets SO_LINGER to 5 s, for which close(2) may wait.
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
    public init(
        connectingTo address: IPAddress, port: UInt16, from origin: ConnectionOrigin = ConnectionOrigin()
    ) throws(SystemError) {
        peer = ConnectedSocket.name(of: address, port: port)
        file = try ConnectedSocket.open(type: shim_sock_stream, to: address, port: port, from: origin)
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
        let events = readiness == .receiving ? POLLIN : POLLOUT
        return try PolledDescriptors.wait(for: events, on: [file.number], within: limit, object: peer) != nil
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
}
