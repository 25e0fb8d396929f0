/// A set of acceptable HTTP status codes (keepalived: `status_code`).
public struct StatusSet: Equatable, Sendable {
    /// The ranges, in the order given.
    public var ranges: [ClosedRange<Int>]

    /// 200 to 299.
    public static let success = StatusSet(ranges: [200...299])
    /// The range of valid codes.
    public static let limits = 100...599

    /// The codes in these ranges.
    public init(ranges: [ClosedRange<Int>]) {
        self.ranges = ranges
    }

    /// Parses codes and ranges separated by commas, such as `200-299,404`; nil for any other text.
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

    /// Whether the set contains the code.
    public func contains(_ code: Int) -> Bool { ranges.contains { $0.contains(code) } }
}

extension StatusSet: CustomStringConvertible {
    /// The text that `init(_:)` parses.
    public var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
