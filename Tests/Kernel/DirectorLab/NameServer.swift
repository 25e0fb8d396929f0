import Foundation
import Lab

/// An HTTP server that answers every request with its name.
enum NameServer {
    /// Serves one connection after the other, for ever.
    static func serve(port: UInt16, name: String) throws -> Never {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let bound = SocketAddress.with("0.0.0.0", port) { bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 256) == 0 else {
            throw CommandFailure(description: "port \(port): errno \(errno)")
        }
        let reply = "HTTP/1.0 200 OK\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)"
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            SocketAddress.limit(connection, seconds: 1)
            var buffer = [UInt8](repeating: 0, count: 4096)
            if read(connection, &buffer, buffer.count) > 0 {
                _ = send(connection, reply, reply.utf8.count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        }
    }
}

/// What the C functions for sockets want.
enum SocketAddress {
    /// Calls one of them with an IPv4 address and port.
    static func with(
        _ address: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        inet_pton(AF_INET, address, &name.sin_addr)
        return withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// No call on the socket waits longer.
    static func limit(_ socket: Int32, seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
