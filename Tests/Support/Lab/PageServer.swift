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

/// An HTTP server of this process with a reply for each path, that dies and returns at will; gone with this object.
public final class PageServer: @unchecked Sendable {
    private let lock = NSLock()
    private let namespace: Namespace?
    private let address: String
    private var replies: [String: Reply]
    private var otherwise: Reply?
    private var listener: Listener?
    /// Its port.
    public private(set) var port: UInt16

    /// Starts serving.
    ///
    /// - Parameters:
    ///   - replies: What it answers, by path.
    ///   - otherwise: What it answers to other requests; nil: the request itself.
    ///   - address: Where it listens.
    ///   - port: The port there; 0: one of its own.
    ///   - namespace: The network namespace of the address; nil: that of the calling thread.
    /// - Throws: `CommandFailure` if it cannot listen there.
    public init(
        _ replies: [String: Reply], otherwise: Reply? = nil, at address: String = "127.0.0.1",
        port: UInt16 = 0, in namespace: Namespace? = nil
    ) throws {
        (self.replies, self.otherwise) = (replies, otherwise)
        (self.address, self.port, self.namespace) = (address, port, namespace)
        try start()
    }

    /// Answers every request with this from now on.
    public func answer(_ reply: Reply) { lock.withLock { (replies, otherwise) = ([:], reply) } }

    /// Accepts connections from now on, at the port that it has had.
    public func start() throws {
        guard listener == nil else { return }
        let serve: @Sendable (Int32) -> Void = { [weak self] connection in
            Self.serve(connection) { self?.reply(to: $0) }
        }
        let made =
            try namespace?.inside { try Listener(at: address, port: port, serve) }
            ?? Listener(at: address, port: port, serve)
        port = made.port
        listener = made
    }

    /// Refuses connections from now on.
    public func stop() { listener = nil }

    private func reply(to request: String) -> Reply {
        let path = request.split(separator: " ", omittingEmptySubsequences: false)[1]
        return lock.withLock { replies[String(path)] ?? otherwise }
            ?? Reply("HTTP/1.0 200 OK\r\n\r\n" + request)
    }

    private static func serve(_ connection: Int32, _ reply: (String) -> Reply?) {
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.ends(with: "\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return }
            request += buffer[..<count]
        }
        guard let reply = reply(String(decoding: request, as: UTF8.self)) else { return }
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
