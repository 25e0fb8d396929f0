/// A search for a pattern in bytes that come in pieces.
///
/// It keeps the bytes that may become a match, at most `keptLimitBytes`, and those before that a lookbehind may see.
public struct PatternStream {
    /// What the search has found.
    public enum Outcome: Equatable, Sendable {
        /// Nothing yet.
        case undecided
        /// A match.
        case found
        /// There is no match, whatever follows.
        case absent
        /// The search takes too much, for this reason.
        case failed(String)
    }

    /// The most bytes that are kept.
    public static let keptLimitBytes = 1 << 20

    private let pattern: Pattern
    private var kept: [UInt8] = []
    /// The offset in the stream of the first byte that is kept.
    private var keptOffset = 0
    /// Where in `kept` the search goes on, and how much of it was searched in vain or in part.
    private var position = 0
    private var searchedBytes = 0

    /// A search for a match that begins at byte `earliestOffset` or after.
    public init(_ pattern: Pattern, earliestOffset: Int = 0) {
        self.pattern = pattern
        position = earliestOffset
    }

    /// Goes on in the next bytes.
    public mutating func search(_ bytes: Span<UInt8>) -> Outcome {
        unsafe bytes.withUnsafeBufferPointer { bytes in unsafe kept.append(contentsOf: bytes) }
        // A long partial match is not tried again for every byte.
        guard kept.count - searchedBytes > searchedBytes / 8 else { return .undecided }
        return advance(isEnd: false)
    }

    /// There are no more bytes: never `undecided`.
    public mutating func finish() -> Outcome { advance(isEnd: true) }

    private mutating func advance(isEnd: Bool) -> Outcome {
        guard position <= kept.count else {
            // The first place for a match is yet to come.
            forget(before: kept.count - pattern.lookbehindBytes)
            return isEnd ? .absent : .undecided
        }
        let limit = pattern.latestOffset.map { $0 - keptOffset }
        if let limit, limit < position { return .absent }
        switch pattern.match(kept, from: position, latest: limit, isEnd: isEnd) {
        case .found: return .found
        case .failed(let reason): return .failed(reason)
        case .none:
            guard !isEnd else { return .absent }
            position = kept.count
        case .partial(let start): position = start
        }
        if let latest = pattern.latestOffset, keptOffset + position > latest { return .absent }
        forget(before: position - pattern.lookbehindBytes)
        searchedBytes = kept.count
        guard kept.count <= Self.keptLimitBytes else {
            return .failed("a match would be longer than \(Self.keptLimitBytes) bytes")
        }
        return .undecided
    }

    private mutating func forget(before end: Int) {
        guard end > 0 else { return }
        kept.removeFirst(end)
        keptOffset += end
        position -= end
        searchedBytes = kept.count
    }
}
