import CShims
import Glibc
public import NetworkTypes

/// A TCP connection to a server. Only `wait` blocks.
///
/// Releasing it closes the connection in the background; unread data turns that into a reset (RFC 1122
/// §4.2.2.13). keepalived sets SO_LINGER to 5 s, for which close(2) may wait.
public struct StreamSocket: ~Copyable {
    /// What to wait for on a connection.
    public enum Readiness: Sendable {
        /// Data or the end of the stream.
        case receiving
        /// Room to send, or the result of connecting.
        case sending
    }

    /// The result of receiving.
    public enum Reception: Equatable, Sendable {
        /// This many bytes, at the beginning of the buffer.
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

    /// Begins to connect. The socket becomes ready for sending when that has ended; `finishConnecting`
    /// returns the result.
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

    /// Waits until the connection is ready; false if it is not within the limit (nil: no limit).
    public borrowing func wait(
        for readiness: Readiness, within limit: Duration?
    ) throws(SystemError) -> Bool {
        let events = readiness == .receiving ? POLLIN : POLLOUT
        return try PolledDescriptors.wait(for: events, on: [file.number], within: limit, object: peer) != nil
    }

    /// Sends as many bytes as there is room for, and returns their number.
    public borrowing func send(_ bytes: Span<UInt8>) throws(SystemError) -> Int {
        let result = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(file.number, $0.baseAddress, $0.count, shim_msg_nosignal)
        }
        if result < 0 && (errno == EAGAIN || errno == EINTR) { return 0 }
        return try SystemError.check(result, "send", peer)
    }

    /// Receives what has arrived into `buffer`, up to its count, which must not be 0.
    public borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Reception {
        let result = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(file.number, $0.baseAddress, $0.count, 0)
        }
        if result < 0 && (errno == EAGAIN || errno == EINTR) { return .nothing }
        let count = try SystemError.check(result, "recv", peer)
        return count == 0 ? .end : .bytes(count)
    }
}
