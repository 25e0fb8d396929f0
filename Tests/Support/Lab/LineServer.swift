import Foundation

/// A server at 127.0.0.1 that says something first, and then a thing to each line it hears; gone with this object.
public final class LineServer {
    private let listener: Listener
    /// Its port.
    public var port: UInt16 { listener.port }

    /// Says these things in turn, each as it is, nothing for an empty one; after the last one it closes the connection.
    public init(_ sayings: [String]) throws {
        listener = try Listener { Self.serve($0, sayings) }
    }

    private static func serve(_ connection: Int32, _ sayings: [String]) {
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
