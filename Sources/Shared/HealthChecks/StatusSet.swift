/// The status codes that a page may have (keepalived: `status_code`).
public struct StatusSet: Equatable, Sendable {
    /// The codes as they were given.
    public var ranges: [ClosedRange<Int>]

    /// 200 to 299.
    public static let success = StatusSet(ranges: [200...299])
    /// The codes that a set may have.
    public static let limits = 100...599

    /// Codes in these ranges.
    public init(ranges: [ClosedRange<Int>]) {
        self.ranges = ranges
    }

    /// Reads codes and ranges with commas: `200-299,404`; nil if the text is anything else.
    public init?(_ text: String) {
        ranges = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
                first <= last, Self.limits.contains(first), Self.limits.contains(last)
            else { return nil }
            ranges.append(first...last)
        }
    }

    /// Whether the code is wanted.
    public func contains(_ code: Int) -> Bool { ranges.contains { $0.contains(code) } }
}

extension StatusSet: CustomStringConvertible {
    /// As `init(_:)` reads it.
    public var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
