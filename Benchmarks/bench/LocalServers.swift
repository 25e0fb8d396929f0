import Foundation
import Lab

/// Servers at every loopback address: one that closes each connection, one that answers a request before.
///
/// They belong to the network namespace of the thread that makes them, and live as long as the process.
final class LocalServers {
    /// The port of the server that says nothing.
    static let silentPort: UInt16 = 1081
    /// The port of the server that has a page.
    static let pagePort: UInt16 = 1080
    /// One counter a port, written by its thread alone.
    private let counters: UnsafeMutablePointer<Int>

    init() throws {
        counters = .allocate(capacity: 2)
        counters.initialize(repeating: 0, count: 2)
        for (index, port) in [Self.silentPort, Self.pagePort].enumerated() {
            let listener = try Self.listener(port)
            let counter = UInt(bitPattern: counters + index)
            Thread.detachNewThread { Self.serve(listener, hasPage: port == Self.pagePort, counter) }
        }
    }

    /// How many connections both have had.
    var count: Int { counters[0] + counters[1] }

    private static func listener(_ port: UInt16) throws -> Int32 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        let bound = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(listener, 4096) == 0 else {
            throw CommandFailure(description: "port \(port): errno \(errno)")
        }
        return listener
    }

    /// One connection after the other: the client sends its request at once.
    private static func serve(_ listener: Int32, hasPage: Bool, _ counter: UInt) {
        let reply = Array("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello".utf8)
        var request = [UInt8](repeating: 0, count: 4096)
        guard let counter = UnsafeMutablePointer<Int>(bitPattern: counter) else { return }
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            if hasPage, read(connection, &request, request.count) > 0 {
                _ = send(connection, reply, reply.count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
            counter.pointee += 1
        }
    }
}
