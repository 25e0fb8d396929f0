internal import NetworkTypes
internal import Timing

/// A datagram on its way to a node.
struct Delivery: Sendable {
    var time: MonotonicInstant
    /// Breaks ties, so that runs repeat.
    var sequence: UInt64
    var node: Int
    var source: IPAddress
    var destination: IPAddress
    /// The interface that it arrives on.
    var linkIndex: Int32
    /// Over IPv4 with the IP header.
    var bytes: [UInt8]

    /// Where the VRRP message begins.
    private var start: Int { destination.family == .ipv4 ? 20 : 0 }
    /// The VRRP message.
    var message: ArraySlice<UInt8> { bytes[start...] }
    var virtualRouterID: UInt8 { bytes[start + 1] }
    var priority: UInt8 { bytes[start + 2] }
}

/// The datagrams on their way, the next to arrive first.
struct EventHeap: Sendable {
    private var items: [Delivery] = []

    var next: MonotonicInstant? { items.first?.time }
    var count: Int { items.count }
    /// The deliveries in no particular, but repeatable order.
    var all: [Delivery] { items }

    mutating func push(_ item: Delivery) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.isEarlier(items[child], items[parent]) else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> Delivery? {
        guard !items.isEmpty else { return nil }
        items.swapAt(0, items.count - 1)
        let first = items.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < items.count && Self.isEarlier(items[child], items[smallest]) {
                smallest = child
            }
            guard smallest != parent else { return first }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }

    /// Takes out everything.
    mutating func removeAll() -> [Delivery] {
        let all = items.sorted(by: Self.isEarlier)
        items = []
        return all
    }

    private static func isEarlier(_ left: Delivery, _ right: Delivery) -> Bool {
        (left.time, left.sequence) < (right.time, right.sequence)
    }
}
