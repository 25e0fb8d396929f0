/// A search for a pattern in bytes that arrive in pieces.
///
/// It keeps the bytes that may become a match, at most `keptLimitBytes`, and those before them that a lookbehind needs.
public struct PatternStream {
    /// The result of a search.
    public enum Outcome: Equatable, Sendable {
        /// Nothing yet.
        case undecided
        /// A match.
        case found
        /// There is no match, whatever follows.
        case absent
        /// The search was given up, for this reason.
        case failed(String)
    }

    /// The most bytes that are kept.
    public static let keptLimitBytes = 1 << 20

    private let pattern: Pattern
    /// The last byte where a match may begin; the end of the first line, once known, if the pattern is restricted to
    /// that.
    private var latest: Int?
    private var kept: [UInt8] = []
    /// The offset in the stream of the first byte kept.
    private var keptOffset = 0
    /// Where in `kept` the search continues, and how many bytes have been searched without a complete match.
    private var position = 0
    private var searchedBytes = 0
    private var isLookingForLineEnd: Bool

    /// A search for a match that begins at byte `earliestOffset` or after.
    public init(_ pattern: Pattern, earliestOffset: Int = 0) {
        self.pattern = pattern
        latest = pattern.latestOffset
        isLookingForLineEnd = pattern.isOfFirstLine
        position = earliestOffset
    }

    /// Continues with the next bytes.
    public mutating func search(_ bytes: Span<UInt8>) -> Outcome {
        let known = kept.count
        unsafe bytes.withUnsafeBufferPointer { bytes in unsafe kept.append(contentsOf: bytes) }
        if isLookingForLineEnd { lookForLineEnd(from: known) }
        // A long partial match is not retried for every byte.
        guard kept.count - searchedBytes > searchedBytes / 8 else { return .undecided }
        return advance(isEnd: false)
    }

    /// Ends the search. The result is never `undecided`.
    public mutating func finish() -> Outcome { advance(isEnd: true) }

    private mutating func advance(isEnd: Bool) -> Outcome {
        let end = isEnd || !pattern.isUTF ? kept.count : kept.count - UTF8Text.openBytes(of: kept)
        if pattern.isUTF { position = UTF8Text.boundary(after: position, in: kept) }
        guard position <= end else {
            // The first possible beginning of a match has not arrived yet.
            forget(before: end - pattern.lookbehindBytes)
            return isEnd ? .absent : .undecided
        }
        let limit = latest.map { $0 - keptOffset }
        if let limit, limit < position { return .absent }
        switch pattern.match(kept, count: end, from: position, latest: limit, isEnd: isEnd) {
        case .found: return .found
        case .failed(let reason): return .failed(reason)
        case .none:
            guard !isEnd else { return .absent }
            position = end
        case .partial(let start): position = start
        }
        if let latest, keptOffset + position > latest { return .absent }
        forget(before: position - pattern.lookbehindBytes)
        searchedBytes = kept.count
        guard kept.count <= Self.keptLimitBytes else {
            return .failed("a match would be longer than \(Self.keptLimitBytes) bytes")
        }
        return .undecided
    }

    /// Looks for the end of the line in which the search begins (pcre2api(3), `PCRE2_FIRSTLINE`).
    private mutating func lookForLineEnd(from known: Int) {
        let start = max(known, position)
        guard start < kept.count, let end = kept[start...].firstIndex(of: UInt8(ascii: "\n")) else { return }
        isLookingForLineEnd = false
        latest = min(latest ?? Int.max, keptOffset + end)
    }

    private mutating func forget(before limit: Int) {
        guard limit > 0 else { return }
        let end = pattern.isUTF ? UTF8Text.boundary(before: limit, in: kept) : limit
        kept.removeFirst(end)
        keptOffset += end
        position -= end
        searchedBytes = kept.count
    }
}

/// Character boundaries in UTF-8 (RFC 3629 §3).
private enum UTF8Text {
    private static let longestBytes = 4

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// The number of bytes at the end that are an incomplete character.
    static func openBytes(of text: [UInt8]) -> Int {
        for length in 1..<longestBytes where length <= text.count {
            let byte = text[text.count - length]
            guard isContinuation(byte) else {
                let characterBytes = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
                return length < characterBytes ? length : 0
            }
        }
        return 0
    }

    /// The first position from `index` on where a character can begin.
    static func boundary(after index: Int, in text: [UInt8]) -> Int {
        var index = index
        while index < text.count, isContinuation(text[index]) { index += 1 }
        return index
    }

    /// The last position up to `index` where a character can begin; `index` itself if there is none nearby.
    static func boundary(before index: Int, in text: [UInt8]) -> Int {
        guard index < text.count else { return index }
        let nearest = stride(from: index, through: max(0, index - longestBytes), by: -1)
        return nearest.first { !isContinuation(text[$0]) } ?? index
    }
}
