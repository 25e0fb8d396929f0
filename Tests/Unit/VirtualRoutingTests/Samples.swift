import NetworkState
import NetworkTypes
import Testing

@testable import VirtualRouting

/// Interfaces and addresses as the kernel would report them.
enum Samples {
    /// An interface that is up and running, unless said otherwise.
    static func link(_ name: String, _ index: Int32, _ traits: Link.Traits = [.isUp, .isRunning]) -> Link {
        Link(index: index, name: name, traits: traits, macAddress: MACAddress(bits: UInt64(index)))
    }

    static func interfaceAddress(
        _ text: String, _ prefixLength: UInt8, on linkIndex: Int32,
        _ traits: InterfaceAddress.Traits = .isPermanent
    ) throws -> InterfaceAddress {
        InterfaceAddress(
            linkIndex: linkIndex, address: try address(text), prefixLength: prefixLength, traits: traits)
    }

    static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    static let interfaces = InterfaceTable(links: [link("eth0", 2), link("eth1", 3)], addresses: [])
}
