import NetworkTypes
import Testing

@testable import Netlink
@testable import VRRPDaemon

/// Interfaces and addresses as the kernel would report them.
enum Samples {
    /// An interface that is up and running, unless said otherwise.
    static func link(_ name: String, _ index: Int32, flags: UInt32 = up | running) -> Link {
        Link(
            index: index, name: name, flags: flags, macAddress: MACAddress(bits: UInt64(index)), mtu: 1500,
            hardwareType: 1, parentIndex: nil, masterIndex: nil)
    }

    /// `IFF_UP` and `IFF_RUNNING` of netdevice(7).
    static let up: UInt32 = 0x1
    static let running: UInt32 = 0x40

    static func interfaceAddress(
        _ text: String, _ prefixLength: UInt8, on linkIndex: Int32, flags: UInt32 = 0
    ) throws -> InterfaceAddress {
        InterfaceAddress(
            linkIndex: linkIndex, address: try address(text), prefixLength: prefixLength, scope: 0,
            label: nil,
            broadcast: nil, peer: nil, flags: flags, protocolNumber: nil)
    }

    static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    static let interfaces = InterfaceTable(links: [link("eth0", 2), link("eth1", 3)], addresses: [])
}
