import Foundation

/// A server at 127.0.0.1 that answers each datagram with others; gone with this object.
public final class DatagramServer {
    /// Its port.
    public let port: UInt16
    private let socket: Int32

    /// Answers with what `replies` makes of a datagram.
    public init(_ replies: @escaping @Sendable ([UInt8]) -> [[UInt8]]) throws {
        let (socket, port) = try Loopback.bound(.datagram)
        self.socket = socket
        self.port = port
        Thread.detachNewThread { Self.serve(socket, replies) }
    }

    deinit { shutdown(socket, Int32(SHUT_RDWR)) }

    private static func serve(_ socket: Int32, _ replies: ([UInt8]) -> [[UInt8]]) {
        defer { close(socket) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket, &buffer, buffer.count, 0, $0, &length)
                }
            }
            // A shut socket gives nothing, and from nobody.
            guard count >= 0, peer.sin_port != 0 else { return }
            for reply in replies(Array(buffer[..<count])) {
                withUnsafeMutablePointer(to: &peer) {
                    _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        sendto(socket, reply, reply.count, 0, $0, length)
                    }
                }
            }
        }
    }
}
