import CLinux
import CNetlink
import Glibc
import NetworkState
import NetworkTypes

extension Link {
    /// Reads an `RTM_NEWLINK` or `RTM_DELLINK` message; nil if it is malformed.
    init?(_ message: borrowing ReceivedMessage) {
        guard let header = message.header(as: ifinfomsg.self),
            let attributes = message.attributes(
                headerLength: MemoryLayout<ifinfomsg>.size, highest: Int(__IFLA_MAX) - 1)
        else { return nil }
        // A bridge reports its ports with links of its own family.
        guard header.ifi_family == UInt8(AF_UNSPEC) else { return nil }
        let known: [(Traits, Int)] = [
            (.isUp, IFF_UP), (.isRunning, IFF_RUNNING), (.isLoopback, IFF_LOOPBACK),
            (.hasNoARP, IFF_NOARP), (.supportsMulticast, IFF_MULTICAST), (.isPointToPoint, IFF_POINTOPOINT),
        ].map { ($0, Int($1)) }
        let hardwareAddress = attributes.bytes(IFLA_ADDRESS)
        self.init(
            index: header.ifi_index, name: attributes.text(IFLA_IFNAME) ?? "",
            traits: Traits(known.filter { header.ifi_flags & UInt32($0.1) != 0 }.map(\.0)),
            macAddress: hardwareAddress.count == 6 ? MACAddress(bytes: hardwareAddress) : nil)
        hardwareType = header.ifi_type
        mtu = attributes.number(IFLA_MTU) ?? 0
        parentIndex = attributes.number(IFLA_LINK).map { Int32(bitPattern: $0) }
        masterIndex = attributes.number(IFLA_MASTER).map { Int32(bitPattern: $0) }
    }
}
