internal import COpenSSL

/// The client's end of a TLS connection. It does no input or output.
///
/// Any call may produce bytes for the server: call `takeOutgoing` after each. Pass what the server sends to `receive`.
/// The C type is `SSL`, between two memory BIOs.
@safe public struct TLSConnection: ~Copyable {
    /// The result of reading.
    public enum Reading: Equatable, Sendable {
        /// This many bytes are at the buffer's beginning.
        case bytes(Int)
        /// More must be received first.
        case nothing
        /// The server will send nothing more.
        case end
    }

    private let library: OpenSSL
    private let connection: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let isVerifying: Bool

    /// A connection before its handshake.
    ///
    /// - Parameters:
    ///   - context: The settings.
    ///   - serverName: The name to send with SNI (RFC 6066 §3); nil for none.
    ///   - verifiedName: The name or address that the certificate must have, if the context verifies; nil for any.
    /// - Throws: `TLSError.invalidName`.
    public init(
        _ context: TLSContext, serverName: String? = nil, verifiedName: String? = nil
    ) throws(TLSError) {
        let library = context.library
        guard let connection = unsafe library.functions.SSL_new(context.context),
            let incoming = unsafe library.functions.BIO_new(library.functions.BIO_s_mem()),
            let outgoing = unsafe library.functions.BIO_new(library.functions.BIO_s_mem())
        else { preconditionFailure("no memory for a TLS connection") }
        // From here on `connection` owns both.
        unsafe library.functions.SSL_set_bio(connection, incoming, outgoing)
        unsafe library.functions.SSL_set_connect_state(connection)
        // SSL_set_mode: a connection that waits keeps no buffers; with them it has 55 kB, without 22 kB.
        _ = unsafe library.functions.SSL_ctrl(connection, SSL_CTRL_MODE, Int(SSL_MODE_RELEASE_BUFFERS), nil)
        self.library = library
        unsafe self.connection = unsafe connection
        unsafe self.incoming = unsafe incoming
        unsafe self.outgoing = unsafe outgoing
        isVerifying = context.isVerifying
        if let serverName { try askFor(serverName) }
        if let verifiedName {
            guard unsafe library.functions.SSL_set1_host(connection, verifiedName) == 1 else {
                throw .invalidName(verifiedName)
            }
        }
    }

    deinit { unsafe library.functions.SSL_free(connection) }

    /// Continues the handshake; true if it is complete.
    public mutating func handshake() throws(TLSError) -> Bool {
        library.functions.ERR_clear_error()
        let result = unsafe library.functions.SSL_do_handshake(connection)
        if result == 1 { return true }
        switch unsafe library.functions.SSL_get_error(connection, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return false
        case SSL_ERROR_ZERO_RETURN, SSL_ERROR_SYSCALL: throw .endedInHandshake
        default: throw failure()
        }
    }

    /// Takes bytes from the server.
    public mutating func receive(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        let result = unsafe bytes.withUnsafeBytes { bytes in
            unsafe library.functions.BIO_write(incoming, bytes.baseAddress, Int32(bytes.count))
        }
        precondition(result == bytes.count, "a memory BIO takes everything")
    }

    /// Notes that the server has closed the connection.
    public mutating func receiveEnd() {
        // BIO_set_mem_eof_return: an empty BIO is the end from now on, not a reason to try again.
        _ = unsafe library.functions.BIO_ctrl(incoming, BIO_C_SET_BUF_MEM_EOF_RETURN, 0, nil)
    }

    /// The bytes that must go to the server; empty if there are none.
    public mutating func takeOutgoing() -> [UInt8] {
        let count = unsafe library.functions.BIO_ctrl(outgoing, BIO_CTRL_PENDING, 0, nil)
        guard count > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, taken in
            let result = unsafe library.functions.BIO_read(outgoing, buffer.baseAddress, Int32(buffer.count))
            taken = max(0, Int(result))
        }
    }

    /// Encrypts bytes for the server, at most 2^31 - 1. The handshake must be complete.
    public mutating func send(_ plaintext: Span<UInt8>) throws(TLSError) {
        library.functions.ERR_clear_error()
        let result = unsafe plaintext.withUnsafeBytes { bytes in
            unsafe library.functions.SSL_write(connection, bytes.baseAddress, Int32(bytes.count))
        }
        guard result > 0 || plaintext.isEmpty else { throw failure() }
    }

    /// Decrypts received bytes into `buffer`, at most one record.
    public mutating func read(into buffer: inout [UInt8]) throws(TLSError) -> Reading {
        library.functions.ERR_clear_error()
        let result = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe library.functions.SSL_read(connection, bytes.baseAddress, Int32(bytes.count))
        }
        if result > 0 { return .bytes(Int(result)) }
        switch unsafe library.functions.SSL_get_error(connection, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .nothing
        case SSL_ERROR_ZERO_RETURN: return .end
        default: throw failure()
        }
    }

    /// Sends a `close_notify` (RFC 8446 §6.1) if the state of the connection allows it. Nothing can be sent afterwards.
    public mutating func close() {
        _ = unsafe library.functions.SSL_shutdown(connection)
        library.functions.ERR_clear_error()
    }

    private func askFor(_ name: String) throws(TLSError) {
        // The macro SSL_set_tlsext_host_name; OpenSSL copies the name.
        let code = unsafe name.withCString { text in
            unsafe library.functions.SSL_ctrl(
                connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
                UnsafeMutableRawPointer(mutating: text))
        }
        guard code == 1 else { throw .invalidName(name) }
    }

    private func failure() -> TLSError {
        let result = unsafe library.functions.SSL_get_verify_result(connection)
        guard isVerifying, result != Int(X509_V_OK),
            let reason = unsafe library.functions.X509_verify_cert_error_string(result)
        else { return .failed(reason: library.takeErrorText()) }
        library.functions.ERR_clear_error()
        return .untrustedServer(reason: unsafe String(cString: reason))
    }
}
