/// The deadlines of a fixed number of owners, identified by index, with fast access to the earliest.
///
/// A tournament tree: setting a deadline takes O(log n), reading the earliest O(1). Nothing is allocated
/// after `init`, and equal deadlines are ordered by index.
public struct DeadlineTable: Sendable {
    /// The number of owners.
    public let count: Int
    private let leafStart: Int
    /// Node 1 is the root, node `n` has the children `2n` and `2n + 1`; each holds the earliest of its part.
    private var nodes: [Int64]

    private static let never = Int64.max

    /// A table for `count` owners, none of which has a deadline yet.
    public init(count: Int) {
        self.count = count
        var leaves = 1
        while leaves < count { leaves *= 2 }
        leafStart = leaves
        nodes = Array(repeating: Self.never, count: 2 * leaves)
    }

    /// The deadline of the owner `index`, or nil.
    public subscript(index: Int) -> MonotonicInstant? {
        get {
            let value = nodes[leafStart + index]
            return value == Self.never ? nil : MonotonicInstant(nanoseconds: value)
        }
        set {
            precondition(index < count, "owner \(index) of \(count)")
            var node = leafStart + index
            nodes[node] = newValue?.nanoseconds ?? Self.never
            while node > 1 {
                node /= 2
                let earliest = min(nodes[2 * node], nodes[2 * node + 1])
                if nodes[node] == earliest { return }
                nodes[node] = earliest
            }
        }
    }

    /// The earliest deadline, or nil if there is none.
    public var earliest: MonotonicInstant? {
        nodes[1] == Self.never ? nil : MonotonicInstant(nanoseconds: nodes[1])
    }

    /// The owner with the earliest deadline (of equals the one with the lowest index), or nil if there is
    /// none.
    public var earliestIndex: Int? {
        guard nodes[1] != Self.never else { return nil }
        var node = 1
        while node < leafStart {
            node = nodes[2 * node] == nodes[node] ? 2 * node : 2 * node + 1
        }
        return node - leafStart
    }
}
