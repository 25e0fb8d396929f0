import NetworkTypes
import VirtualServers

/// The order of lists: services with an address before marks, IPv4 before IPv6, then protocol, address and port; marks
/// as the signed numbers that ipvsadm takes them for.
enum TableOrder {
    static func isBefore(_ left: ServiceID, _ right: ServiceID) -> Bool {
        guard case .firewallMark(let leftMark, _) = left, case .firewallMark(let rightMark, _) = right,
            leftMark != rightMark
        else { return left < right }
        return Int32(bitPattern: leftMark) < Int32(bitPattern: rightMark)
    }

    /// Servers are in the order of address and port, those of IPv6 first.
    static func isBefore(_ left: DestinationID, _ right: DestinationID) -> Bool {
        guard left.address.family == right.address.family else { return left.address.family == .ipv6 }
        return left < right
    }
}
