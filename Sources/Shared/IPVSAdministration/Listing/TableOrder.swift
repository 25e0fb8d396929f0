import NetworkTypes
import VirtualServers

/// The order of ipvsadm's lists: by marks, families, protocols, addresses and ports, compared by 32-bit differences.
///
/// Such a difference can overflow: 224.0.0.1 sorts before 10.0.0.1, and three addresses can each precede the next in a
/// circle. The result then depends on the algorithm, so this merges as `qsort(3)` does.
enum TableOrder {
    /// The indices of the services in sorted order. Indices, so that a large table is not copied.
    static func order(of services: [ObservedService]) -> [Int] {
        merged(services.indices) { compare(services[$0].service.id, services[$1].service.id) <= 0 }
    }

    /// The servers of a service in sorted order.
    static func sorted(_ destinations: [ObservedDestination]) -> [ObservedDestination] {
        let order = merged(destinations.indices) {
            compare(destinations[$0].destination.id, destinations[$1].destination.id) <= 0
        }
        return order.map { destinations[$0] }
    }

    private static func merged(_ elements: Range<Int>, _ isOrdered: (Int, Int) -> Bool) -> [Int] {
        guard elements.count > 1 else { return Array(elements) }
        let middle = elements.lowerBound + elements.count / 2
        let left = merged(elements[..<middle], isOrdered)
        let right = merged(elements[middle...], isOrdered)
        var result: [Int] = []
        result.reserveCapacity(elements.count)
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            if isOrdered(left[first], right[second]) {
                result.append(left[first])
                first += 1
            } else {
                result.append(right[second])
                second += 1
            }
        }
        return result + left[first...] + right[second...]
    }

    /// Negative if the left one comes first, 0 if they are equal.
    static func compare(_ left: ServiceID, _ right: ServiceID) -> Int32 {
        let marks = difference(mark(left), mark(right))
        if marks != 0 { return marks }
        if left.family != right.family { return left.family == .ipv4 ? -1 : 1 }
        guard case .address(let leftTransport, let leftAddress, let leftPort) = left,
            case .address(let rightTransport, let rightAddress, let rightPort) = right
        else { return 0 }
        if leftTransport != rightTransport { return leftTransport < rightTransport ? -1 : 1 }
        return compare(
            DestinationID(leftAddress, port: leftPort), DestinationID(rightAddress, port: rightPort))
    }

    /// Negative if the left one comes first, 0 if they are equal.
    static func compare(_ left: DestinationID, _ right: DestinationID) -> Int32 {
        for index in 0..<4 {
            let words = (word(index, of: left.address), word(index, of: right.address))
            if words.0 != words.1 { return difference(words.0, words.1) }
        }
        return Int32(left.port) - Int32(right.port)
    }

    private static func difference(_ left: UInt32, _ right: UInt32) -> Int32 {
        Int32(bitPattern: left &- right)
    }

    private static func mark(_ id: ServiceID) -> UInt32 {
        guard case .firewallMark(let mark, _) = id else { return 0 }
        return mark
    }

    /// One of the four words in which the kernel stores an address; those of IPv4 after the first are zero.
    private static func word(_ index: Int, of address: IPAddress) -> UInt32 {
        switch address {
        case .ipv4(let address): index == 0 ? address.bits : 0
        case .ipv6(let address): UInt32(truncatingIfNeeded: address.bits >> UInt128(96 - 32 * index))
        }
    }
}
