/// How similar two words are.
public enum EditDistance {
    /// The fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the
    /// other.
    ///
    /// - Returns: the distance, or nil if it is more than `limit` or a word is longer than 64 bytes.
    public static func between(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>, limit: Int)
        -> Int?
    {
        guard left.count <= 64, right.count <= 64, abs(left.count - right.count) <= limit else { return nil }
        let left = Array(left)
        let right = Array(right)
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        var current = beforeLast
        for row in left.indices {
            current[0] = row + 1
            var least = current[0]
            for column in right.indices {
                let replacement = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replacement, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current[column + 1] = best
                least = min(least, best)
            }
            // Rows never get smaller again, except by a swap, which uses the row before the last one.
            guard least <= limit + 1 else { return nil }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        return last[right.count] <= limit ? last[right.count] : nil
    }

    /// The most similar candidate, if one is similar enough to be meant; the first of equals.
    public static func nearest(to word: some Collection<UInt8>, among candidates: some Collection<String>)
        -> String?
    {
        var best: (distance: Int, candidate: String)?
        let limit = word.count <= 4 ? 1 : word.count <= 8 ? 2 : 3
        for candidate in candidates {
            guard let distance = between(word, Array(candidate.utf8), limit: limit) else { continue }
            if distance < best?.distance ?? Int.max { best = (distance, candidate) }
        }
        return best?.candidate
    }
}
