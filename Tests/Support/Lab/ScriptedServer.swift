import Foundation

/// What a server does with a connection after it has read a request.
public struct Reply: Sendable {
    /// How the connection ends.
    public enum Ending: Sendable {
        /// At once.
        case close
        /// With a reset.
        case reset
        /// Not before the client closes it.
        case hold
    }

    /// Sent one after the other, 5 ms apart.
    public var pieces: [[UInt8]]
    /// How the connection ends.
    public var ending = Ending.close

    /// A reply of this text.
    public init(_ text: String, _ ending: Ending = .close) {
        pieces = [Array(text.utf8)]
        self.ending = ending
    }

    /// A page with status 200 and these fields, each with its line end.
    public init(head: String, page: [UInt8]) {
        pieces = [Array("HTTP/1.1 200 OK\r\n\(head)\r\n".utf8) + page]
    }

    /// The same reply, a byte at a time.
    public var inSingleBytes: Reply {
        var reply = self
        reply.pieces = pieces.joined().map { [$0] }
        return reply
    }
}

/// A server at a loopback address and a port of its own, with a reply for each path; gone with this object.
public final class ScriptedServer {
    /// Its port at 127.0.0.1 or ::1.
    public let port: UInt16
    private let listener: Int32

    /// Starts serving; what has no reply is answered with the request itself.
    public init(_ replies: [String: Reply], isIPv6: Bool = false) throws {
        let (listener, port) = try Loopback.bound(.stream, isIPv6: isIPv6)
        self.listener = listener
        self.port = port
        listen(listener, 16)
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                // A program that another test starts must not hold the connection open.
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                Thread.detachNewThread { Self.serve(connection, replies) }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ replies: [String: Reply]) {
        defer { close(connection) }
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.ends(with: "\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            request += buffer[..<count]
        }
        let text = String(decoding: request, as: UTF8.self)
        let path = text.split(separator: " ", omittingEmptySubsequences: false)[1]
        let reply = replies[String(path)] ?? Reply("HTTP/1.0 200 OK\r\n\r\n" + text)
        for (index, piece) in reply.pieces.enumerated() {
            if index > 0 { usleep(5000) }
            var sent = 0
            while sent < piece.count {
                let rest = piece[sent...]
                let count = rest.withUnsafeBytes {
                    send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }
        switch reply.ending {
        case .close: break
        case .hold: _ = read(connection, &buffer, buffer.count)
        case .reset:
            var abort = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
