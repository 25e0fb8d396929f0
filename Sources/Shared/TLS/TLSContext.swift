internal import COpenSSL

/// The settings that the connections of a client share.
public struct TLSSettings: Equatable, Sendable {
    /// Whether the server's certificate is verified.
    public enum Verification: Equatable, Sendable {
        /// Any certificate is accepted, as by keepalived's checkers.
        case none
        /// It must be signed by an authority in this PEM file, or by one of the system's if nil.
        case required(authorityFile: String?)
    }

    /// The client's certificate.
    public struct Identity: Equatable, Sendable {
        /// A PEM file with the certificate and the intermediate ones.
        public var certificateFile: String
        /// A PEM file with the private key.
        public var keyFile: String
        /// The password of the key file; nil for none.
        public var password: String?

        /// A certificate and its key.
        public init(certificateFile: String, keyFile: String, password: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.password = password
        }
    }

    /// Whether the server's certificate is verified.
    public var verification: Verification
    /// The client's certificate; nil for none.
    public var identity: Identity?

    /// Settings without verification and certificate by default.
    public init(verification: Verification = .none, identity: Identity? = nil) {
        self.verification = verification
        self.identity = identity
    }
}

/// A TLS client with its settings, shared by its connections. Making the first one loads OpenSSL.
///
/// The C type is `SSL_CTX`.
@safe public final class TLSContext {
    let library: OpenSSL
    let context: OpaquePointer
    /// Whether the server's certificate is verified.
    let isVerifying: Bool

    /// Reads the files that the settings name.
    public init(_ settings: TLSSettings = TLSSettings()) throws(TLSError) {
        let library = try OpenSSL()
        library.functions.ERR_clear_error()
        guard let context = unsafe library.functions.SSL_CTX_new(library.functions.TLS_client_method()) else {
            throw .failed(reason: library.takeErrorText())
        }
        self.library = library
        unsafe self.context = unsafe context
        isVerifying = settings.verification != .none
        // Without a callback OpenSSL would ask for passwords on the terminal, even for that of a certificate.
        unsafe library.functions.SSL_CTX_set_default_passwd_cb(context, copyPassword)
        // Many servers simply close the connection after the page; HTTP shows whether the page is complete.
        _ = unsafe library.functions.SSL_CTX_set_options(context, openssl_ignore_unexpected_eof)
        if case .required(let file) = settings.verification { try requireTrust(authorityFile: file) }
        if let identity = settings.identity { try use(identity) }
    }

    deinit { unsafe library.functions.SSL_CTX_free(context) }

    private func requireTrust(authorityFile: String?) throws(TLSError) {
        unsafe library.functions.SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        let result =
            if let authorityFile {
                unsafe library.functions.SSL_CTX_load_verify_file(context, authorityFile)
            } else {
                unsafe library.functions.SSL_CTX_set_default_verify_paths(context)
            }
        try check(result, file: authorityFile ?? "the system's list of authorities")
    }

    private func use(_ identity: TLSSettings.Identity) throws(TLSError) {
        try check(
            unsafe library.functions.SSL_CTX_use_certificate_chain_file(context, identity.certificateFile),
            file: identity.certificateFile)
        // The password lives as long as the call.
        let result = unsafe (identity.password ?? "").withCString { password in
            unsafe library.functions.SSL_CTX_set_default_passwd_cb_userdata(
                context, UnsafeMutableRawPointer(mutating: password))
            return unsafe library.functions.SSL_CTX_use_PrivateKey_file(
                context, identity.keyFile, SSL_FILETYPE_PEM)
        }
        unsafe library.functions.SSL_CTX_set_default_passwd_cb_userdata(context, nil)
        try check(result, file: identity.keyFile)
    }

    private func check(_ result: Int32, file: String) throws(TLSError) {
        guard result == 1 else { throw .unusableFile(path: file, reason: library.takeErrorText()) }
    }
}

/// OpenSSL's `pem_password_cb`: copies the C string `password` to `buffer`, and returns the length copied.
private func copyPassword(
    _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int32, _ isWriting: Int32,
    _ password: UnsafeMutableRawPointer?
) -> Int32 {
    guard let buffer = unsafe buffer, let password = unsafe password else { return 0 }
    var length = 0
    while length < Int(capacity) {
        let character = unsafe password.load(fromByteOffset: length, as: CChar.self)
        guard character != 0 else { break }
        unsafe buffer[length] = character
        length += 1
    }
    return Int32(length)
}
