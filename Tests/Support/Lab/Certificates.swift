import Foundation

/// A directory with a certificate of an authority of its own, made by openssl(1) and removed with this object.
public final class Certificates {
    /// Where they are.
    public let directory: URL
    /// For foo.example and 127.0.0.1.
    public var certificate: String { directory.appending(path: "server.pem").path }
    /// Its key.
    public var key: String { directory.appending(path: "server.key").path }
    /// The same key under the password `secret`.
    public var lockedKey: String { directory.appending(path: "locked.key").path }

    /// Makes them.
    public init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Shell.require(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=foo.example", "-addext",
            "subjectAltName=DNS:foo.example,IP:127.0.0.1")
        try Shell.require(
            "openssl", "pkey", "-in", key, "-aes128", "-passout", "pass:secret", "-out", lockedKey)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }
}
