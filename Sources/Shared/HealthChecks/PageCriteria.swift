/// A digest that is computed as a page arrives. HealthChecks does not know the algorithm.
public protocol PageDigest {
    /// Adds bytes.
    mutating func update(_ bytes: Span<UInt8>)
    /// The digest of all bytes so far.
    var value: [UInt8] { get }
}

/// A search for a pattern as a page arrives. HealthChecks does not know the pattern's language.
public protocol PageSearch {
    /// Continues with the next bytes. Only few of them are kept.
    mutating func search(_ bytes: Span<UInt8>) -> PageSearchOutcome
    /// Ends the search: the page is complete. The outcome is never `undecided`.
    mutating func finish() -> PageSearchOutcome
}

/// The result of a search so far.
public enum PageSearchOutcome: Equatable, Sendable {
    /// Nothing yet.
    case undecided
    /// The pattern is in the page.
    case found
    /// The pattern is not in the page, whatever follows.
    case absent
    /// The search was given up, for this reason.
    case tooCostly(String)
}

/// The criteria that a page must meet (keepalived: `url`).
public struct PageCriteria {
    /// A digest and its expected value.
    public struct ExpectedDigest {
        /// The expected value.
        public var wanted: [UInt8]
        /// The digest of nothing, from which that of the page is computed.
        public var digest: any PageDigest

        /// Expects that value of that digest.
        public init(wanted: [UInt8], _ digest: any PageDigest) {
            self.wanted = wanted
            self.digest = digest
        }
    }

    /// Whether the pattern must be found.
    public enum Presence: Sendable {
        /// It must be found.
        case required
        /// It must not be found (keepalived: `regex_no_match`).
        case forbidden
    }

    /// A pattern that the content of a page must or must not contain.
    public struct PatternRule {
        /// The search at the start of the page.
        public var search: any PageSearch
        /// Whether the pattern must be found.
        public var presence: Presence

        /// A rule about the pattern of that search.
        public init(_ search: any PageSearch, _ presence: Presence = .required) {
            self.search = search
            self.presence = presence
        }
    }

    /// The acceptable status codes.
    public var statuses: StatusSet
    /// The digest of the bytes after the header as received, including chunk framing; nil if it does not matter.
    public var digest: ExpectedDigest?
    /// The pattern rule; nil if there is none. Chunk framing is not part of the content.
    public var pattern: PatternRule?

    /// Accepts any page with a status from 200 to 299 by default.
    public init(statuses: StatusSet = .success, digest: ExpectedDigest? = nil, pattern: PatternRule? = nil) {
        self.statuses = statuses
        self.digest = digest
        self.pattern = pattern
    }
}
