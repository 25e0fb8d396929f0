package import Digests
package import HealthChecks
package import Patterns

/// A digest computed by OpenSSL.
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

    /// A search at the start of a page.
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

extension PageCriteria.ExpectedDigest {
    /// Expects an MD5 (16 bytes) or SHA-256 (32 bytes); nil for any other length.
    package init?(_ wanted: [UInt8]) {
        switch wanted.count {
        case 16: self.init(wanted: wanted, LibraryDigest(.md5))
        case 32: self.init(wanted: wanted, LibraryDigest(.sha256))
        default: return nil
        }
    }
}

extension PageCriteria.PatternRule {
    /// A PCRE2 pattern that must, or must not, match at or after byte `earliestOffset` of the page.
    ///
    /// Concurrent checks may share a pattern.
    package init(
        _ pattern: Pattern, earliestOffset: Int = 0,
        _ presence: PageCriteria.Presence = .required
    ) {
        self.init(LibrarySearch(PatternStream(pattern, earliestOffset: earliestOffset)), presence)
    }
}
