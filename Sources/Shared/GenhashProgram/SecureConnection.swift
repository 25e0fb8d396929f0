import TLS

/// A TLS connection over a plain one.
struct SecureConnection: ~Copyable, PageConnection {
    private let plain: PlainConnection
    private var tls: TLSConnection

    private static let encryptedBytes = 32_768

    /// TLS before its handshake. `serverName`, if not nil, is sent with SNI.
    init(over plain: consuming PlainConnection, serverName: String?) throws(GenhashError) {
        let context = try GenhashError.wrapping(GenhashError.tls, try TLSContext())
        tls = try GenhashError.wrapping(
            GenhashError.tls, try TLSConnection(context, serverName: serverName))
        self.plain = plain
    }

    /// Completes the handshake.
    mutating func shakeHands() throws(GenhashError) {
        while true {
            let isComplete = try GenhashError.wrapping(GenhashError.tls, try tls.handshake())
            try plain.send(tls.takeOutgoing())
            if isComplete { return }
            try receiveEncrypted(.handshake)
        }
    }

    /// Sends all bytes. The handshake must be complete.
    mutating func send(_ bytes: [UInt8]) throws(GenhashError) {
        try GenhashError.wrapping(GenhashError.tls, try tls.send(bytes.span))
        try plain.send(tls.takeOutgoing())
    }

    /// Waits for a record and receives it into `buffer`; returns the number of bytes, 0 at the end.
    mutating func receive(into buffer: inout [UInt8]) throws(GenhashError) -> Int {
        while true {
            switch try GenhashError.wrapping(GenhashError.tls, try tls.read(into: &buffer)) {
            case .bytes(let count): return count
            case .end: return 0
            case .nothing: try receiveEncrypted(.answer)
            }
        }
    }

    private mutating func receiveEncrypted(_ step: GenhashError.Step) throws(GenhashError) {
        var encrypted = [UInt8](repeating: 0, count: Self.encryptedBytes)
        let count = try plain.receive(into: &encrypted, step)
        if count > 0 {
            tls.receive(encrypted.span.extracting(0..<count))
        } else {
            tls.receiveEnd()
        }
    }
}
