import COpenSSL

/// How a digest is computed.
public enum DigestAlgorithm: String, Sendable {
    /// MD5 (RFC 1321), 16 bytes: keepalived's `digest`.
    case md5
    /// SHA-256 (FIPS 180-4), 32 bytes.
    case sha256
}

/// OpenSSL's libcrypto cannot be loaded, or lacks a function; the text is that of `dlerror(3)`.
public struct DigestUnavailable: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the dynamic linker says.
    public let description: String
}

/// A digest of bytes that come in pieces, computed by OpenSSL's libcrypto, which the first digest loads.
///
/// It uses `MD5_Init` and its like rather than the EVP interface: EVP reads the configuration file and sets up
/// providers first, which makes a whole run of genhash 0.7 ms longer and 1.4 MB larger.
public struct Digest {
    private enum State {
        case md5(MD5_CTX)
        case sha256(SHA256_CTX)
    }

    private let functions: digest_functions
    private var state: State

    /// The digest of nothing yet.
    public init(_ algorithm: DigestAlgorithm) throws(DigestUnavailable) {
        functions = try Self.functions()
        switch algorithm {
        case .md5:
            var context = MD5_CTX()
            _ = unsafe functions.MD5_Init(&context)
            state = .md5(context)
        case .sha256:
            var context = SHA256_CTX()
            _ = unsafe functions.SHA256_Init(&context)
            state = .sha256(context)
        }
    }

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { bytes in
            switch state {
            case .md5(var context):
                _ = unsafe functions.MD5_Update(&context, bytes.baseAddress, bytes.count)
                state = .md5(context)
            case .sha256(var context):
                _ = unsafe functions.SHA256_Update(&context, bytes.baseAddress, bytes.count)
                state = .sha256(context)
            }
        }
    }

    /// The digest of all bytes so far: 16 or 32 bytes.
    public var value: [UInt8] {
        switch state {
        case .md5(var context):
            return unsafe [UInt8](unsafeUninitializedCapacity: Int(MD5_DIGEST_LENGTH)) { buffer, count in
                _ = unsafe functions.MD5_Final(buffer.baseAddress, &context)
                count = buffer.count
            }
        case .sha256(var context):
            return unsafe [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
                _ = unsafe functions.SHA256_Final(buffer.baseAddress, &context)
                count = buffer.count
            }
        }
    }

    private static func functions() throws(DigestUnavailable) -> digest_functions {
        var problem: UnsafePointer<CChar>?
        let functions = unsafe openssl_find_digest_functions(&problem)
        if let problem = unsafe problem {
            throw DigestUnavailable(description: unsafe String(cString: problem))
        }
        return functions
    }
}
