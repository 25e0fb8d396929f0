import Foundation

/// A server at 127.0.0.1 that says something first, and then a thing to each line it hears; gone with this object.
public final class LineServer {
    /// Its port.
    public let port: UInt16
    private let listener: Int32

    /// Says these things in turn, each as it is, nothing for an empty one; after the last one it closes the connection.
    public init(_ sayings: [String]) throws {
        let (listener, port) = try Loopback.bound(.stream)
        self.listener = listener
        self.port = port
        listen(listener, 16)
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                Thread.detachNewThread { Self.serve(connection, sayings) }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ sayings: [String]) {
        defer { close(connection) }
        for saying in sayings {
            let bytes = Array(saying.utf8)
            guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) >= 0 else { return }
            var byte: UInt8 = 0
            repeat {
                guard read(connection, &byte, 1) == 1 else { return }
            } while byte != UInt8(ascii: "\n")
        }
    }
}
