/// An error of TLS; the reasons are OpenSSL's.
public enum TLSError: Error, Equatable, Sendable {
    /// OpenSSL's libraries cannot be loaded; the text is that of `dlerror(3)`.
    case unavailable(reason: String)
    /// A file of certificates or keys cannot be used.
    case unusableFile(path: String, reason: String)
    /// A host name that cannot be sent or verified.
    case invalidName(String)
    /// The server's certificate is not trusted, or belongs to another host.
    case untrustedServer(reason: String)
    /// The connection ended before the handshake did.
    case endedInHandshake
    /// The protocol failed.
    case failed(reason: String)
}

extension TLSError: CustomStringConvertible {
    /// A sentence without a full stop.
    public var description: String {
        switch self {
        case .unavailable(let reason): "OpenSSL 3 cannot be loaded: \(reason)"
        case .unusableFile(let path, let reason): "\(path) cannot be used: \(reason)"
        case .invalidName(let name): "'\(name)' is not a valid host name for TLS"
        case .untrustedServer(let reason): "the server's certificate is not trusted: \(reason)"
        case .endedInHandshake: "the connection ended in the TLS handshake"
        case .failed(let reason): "TLS failed: \(reason)"
        }
    }
}
