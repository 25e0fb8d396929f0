import NetworkTypes
import SystemCalls
import TLS

/// A TLS connection to a port of 127.0.0.1.
struct Client: ~Copyable {
    private let socket: StreamSocket
    private var tls: TLSConnection

    init(_ context: TLSContext, port: UInt16, serverName: String? = nil, verifiedName: String? = nil) throws {
        let tls = try TLSConnection(context, serverName: serverName, verifiedName: verifiedName)
        socket = try StreamSocket(connectingTo: .ipv4(IPv4Address(127, 0, 0, 1)), port: port)
        self.tls = tls
    }

    mutating func shakeHands() throws {
        while try !tls.handshake() {
            try flush()
            try receive()
        }
        try flush()
    }

    /// Sends a line; the line that comes back.
    mutating func answer(to line: String) throws -> String {
        try tls.send(Array(line.utf8).span)
        try flush()
        var buffer = [UInt8](repeating: 0, count: 4096)
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            switch try tls.read(into: &buffer) {
            case .bytes(let count): answer += buffer[..<count]
            case .nothing: try receive()
            case .end: return String(decoding: answer, as: UTF8.self) + "<end>"
            }
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// What closing leaves to be sent.
    mutating func goodbye() throws -> [UInt8] {
        tls.close()
        return tls.takeOutgoing()
    }

    private mutating func flush() throws {
        let bytes = tls.takeOutgoing()
        if !bytes.isEmpty, try socket.wait(for: .sending, within: .seconds(5)) {
            _ = try socket.send(bytes.span)
        }
    }

    private mutating func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 4096)
        guard try socket.wait(for: .receiving, within: .seconds(5)),
            case .bytes(let count) = try socket.receive(into: &buffer)
        else { return tls.receiveEnd() }
        tls.receive(buffer.span.extracting(0..<count))
    }
}
