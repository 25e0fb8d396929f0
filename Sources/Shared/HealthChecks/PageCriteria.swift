/// A digest of a page as it arrives; its algorithm stands outside.
public protocol PageDigest {
    /// Adds bytes.
    mutating func update(_ bytes: Span<UInt8>)
    /// The digest of all bytes so far.
    var value: [UInt8] { get }
}

/// A search for a pattern in a page as it arrives; the pattern's language stands outside.
public protocol PageSearch {
    /// Goes on in the next bytes, of which it keeps few.
    mutating func search(_ bytes: Span<UInt8>) -> PageSearchOutcome
    /// The page is complete: the outcome is never `undecided`.
    mutating func finish() -> PageSearchOutcome
}

/// What a search has found.
public enum PageSearchOutcome: Equatable, Sendable {
    /// Nothing yet.
    case undecided
    /// The pattern is in the page.
    case found
    /// The pattern is not in the page, whatever follows.
    case absent
    /// The search was given up; why in words.
    case tooCostly(String)
}

/// What a page must be like (keepalived: `url`).
public struct PageCriteria {
    /// A digest and the value that it must have.
    public struct Digest {
        /// The value.
        public var wanted: [UInt8]
        /// The digest before the first byte.
        public var digest: any PageDigest

        /// That value by that digest.
        public init(wanted: [UInt8], _ digest: any PageDigest) {
            self.wanted = wanted
            self.digest = digest
        }
    }

    /// Whether the pattern must be there.
    public enum Presence: Sendable {
        /// It must.
        case required
        /// It must not (keepalived: `regex_no_match`).
        case forbidden
    }

    /// A pattern that must be in the page's content, or must not.
    public struct Pattern {
        /// The search before the first byte.
        public var search: any PageSearch
        /// Whether it must be there.
        public var presence: Presence

        /// That search and what it must find.
        public init(_ search: any PageSearch, _ presence: Presence = .required) {
            self.search = search
            self.presence = presence
        }
    }

    /// The status codes that will do.
    public var statuses: StatusSet
    /// The digest of the bytes after the head as they come, chunk framing included; nil if any page will do.
    public var digest: Digest?
    /// The pattern; nil if there is none. Chunk framing is no content.
    public var pattern: Pattern?

    /// Any page with such a status, unless said otherwise.
    public init(statuses: StatusSet = .success, digest: Digest? = nil, pattern: Pattern? = nil) {
        self.statuses = statuses
        self.digest = digest
        self.pattern = pattern
    }
}
