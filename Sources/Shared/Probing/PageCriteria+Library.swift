package import Digests
package import HealthChecks
package import Patterns

/// A digest by OpenSSL.
package struct LibraryDigest: PageDigest {
    private var digest: Digest

    /// The digest of nothing yet.
    package init(_ algorithm: DigestAlgorithm) { digest = Digest(algorithm) }

    package var value: [UInt8] { digest.value }
    package mutating func update(_ bytes: Span<UInt8>) { digest.update(bytes) }
}

/// A search by PCRE2.
package struct LibrarySearch: PageSearch {
    private var stream: PatternStream

    /// A search that has seen nothing yet.
    package init(_ stream: PatternStream) { self.stream = stream }

    package mutating func search(_ bytes: Span<UInt8>) -> PageSearchOutcome { stream.search(bytes).forPages }
    package mutating func finish() -> PageSearchOutcome { stream.finish().forPages }
}

extension PatternStream.Outcome {
    fileprivate var forPages: PageSearchOutcome {
        switch self {
        case .undecided: .undecided
        case .found: .found
        case .absent: .absent
        case .failed(let reason): .tooCostly(reason)
        }
    }
}

extension PageCriteria.Digest {
    /// An MD5 of 16 bytes or a SHA-256 of 32, by OpenSSL; nil if it has any other length.
    package init?(_ wanted: [UInt8]) {
        switch wanted.count {
        case 16: self.init(wanted: wanted, LibraryDigest(.md5))
        case 32: self.init(wanted: wanted, LibraryDigest(.sha256))
        default: return nil
        }
    }
}

extension PageCriteria.Pattern {
    /// A pattern of PCRE2 that must match at byte `earliestOffset` of the page or after it, or must not.
    ///
    /// Several checks at a time may share a pattern.
    package init(
        _ pattern: Patterns.Pattern, earliestOffset: Int = 0,
        _ presence: PageCriteria.Presence = .required
    ) {
        self.init(LibrarySearch(PatternStream(pattern, earliestOffset: earliestOffset)), presence)
    }
}
