import CLinux
import CNetlink
import Glibc
public import NetworkTypes

/// A network interface, as the kernel describes it.
public struct Link: Equatable, Sendable {
    /// The kernel's number of it, 1 and up.
    public let index: Int32
    /// Its name, such as `eth0`.
    public let name: String
    /// Its `IFF_…` flags.
    public let flags: UInt32
    /// Its Ethernet address, if it has one of 48 bits.
    public let macAddress: MACAddress?
    /// The largest packet it carries, in bytes.
    public let mtu: UInt32
    /// What kind of hardware it is: an `ARPHRD_…` number, 1 for Ethernet.
    public let hardwareType: UInt16
    /// The number of the interface it rests on or is paired with (macvlan, VLAN, veth), if any.
    public let parentIndex: Int32?
    /// The number of the bridge, bond or VRF it is enslaved to, if any.
    public let masterIndex: Int32?

    /// Whether it was told to be up (`IFF_UP`).
    public var isUp: Bool { flags & UInt32(IFF_UP) != 0 }
    /// Whether it can carry packets: up, with carrier (`IFF_RUNNING`).
    public var isRunning: Bool { flags & UInt32(IFF_RUNNING) != 0 }
    /// Whether it leads back to this machine.
    public var isLoopback: Bool { flags & UInt32(IFF_LOOPBACK) != 0 }
    /// Whether neighbours are not asked for their link-layer address (`IFF_NOARP`).
    public var hasNoARP: Bool { flags & UInt32(IFF_NOARP) != 0 }
    /// Whether it carries multicast.
    public var supportsMulticast: Bool { flags & UInt32(IFF_MULTICAST) != 0 }
    /// Whether it joins just two ends.
    public var isPointToPoint: Bool { flags & UInt32(IFF_POINTOPOINT) != 0 }
}

extension Link {
    /// Reads an `RTM_NEWLINK` or `RTM_DELLINK` message; nil if it is malformed.
    init?(_ message: borrowing ReceivedMessage) {
        guard let header = message.header(as: ifinfomsg.self),
            let attributes = message.attributes(
                headerLength: MemoryLayout<ifinfomsg>.size, highest: Int(__IFLA_MAX) - 1)
        else { return nil }
        // A bridge tells of its ports' comings and goings with links of its own family.
        guard header.ifi_family == UInt8(AF_UNSPEC) else { return nil }
        index = header.ifi_index
        flags = header.ifi_flags
        hardwareType = header.ifi_type
        name = attributes.text(IFLA_IFNAME) ?? ""
        mtu = attributes.number(IFLA_MTU) ?? 0
        parentIndex = attributes.number(IFLA_LINK).map { Int32(bitPattern: $0) }
        masterIndex = attributes.number(IFLA_MASTER).map { Int32(bitPattern: $0) }
        let hardwareAddress = attributes.bytes(IFLA_ADDRESS)
        macAddress = hardwareAddress.count == 6 ? MACAddress(bytes: hardwareAddress) : nil
    }
}
