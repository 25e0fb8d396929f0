import COpenSSL

/// How a digest is computed.
public enum DigestAlgorithm: String, Sendable {
    /// MD5 (RFC 1321), 16 bytes: keepalived's `digest`.
    case md5
    /// SHA-256 (FIPS 180-4), 32 bytes.
    case sha256
}

/// A digest of bytes that come in pieces.
///
/// It uses OpenSSL's `MD5_Init` and its like, and not the EVP interface: these few functions are linked from
/// libcrypto.a. The shared library would make a whole run of genhash 1 ms longer and 1.5 MB larger, and EVP, with its
/// configuration file and providers, 2 ms and 3 MB.
public struct Digest {
    private enum State {
        case md5(MD5_CTX)
        case sha256(SHA256_CTX)
    }

    private var state: State

    /// The digest of nothing yet.
    public init(_ algorithm: DigestAlgorithm) {
        switch algorithm {
        case .md5:
            var context = MD5_CTX()
            _ = unsafe MD5_Init(&context)
            state = .md5(context)
        case .sha256:
            var context = SHA256_CTX()
            _ = unsafe SHA256_Init(&context)
            state = .sha256(context)
        }
    }

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in
            switch state {
            case .md5(var context):
                _ = unsafe MD5_Update(&context, bytes.baseAddress, bytes.count)
                state = .md5(context)
            case .sha256(var context):
                _ = unsafe SHA256_Update(&context, bytes.baseAddress, bytes.count)
                state = .sha256(context)
            }
        }
    }

    /// The digest of all bytes so far: 16 or 32 bytes.
    public var value: [UInt8] {
        switch state {
        case .md5(var context):
            return unsafe [UInt8](unsafeUninitializedCapacity: Int(MD5_DIGEST_LENGTH)) { buffer, count in
                _ = unsafe MD5_Final(buffer.baseAddress, &context)
                count = buffer.count
            }
        case .sha256(var context):
            return unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
                _ = unsafe SHA256_Final(buffer.baseAddress, &context)
                count = buffer.count
            }
        }
    }
}
