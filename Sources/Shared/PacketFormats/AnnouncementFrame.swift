public import NetworkTypes

/// Ethernet frames that announce the new location of an address to a network.
public enum AnnouncementFrame {
    /// A gratuitous ARP request for `address` (RFC 5227 §3), 42 bytes.
    ///
    /// The target hardware address is ff:ff:ff:ff:ff:ff, as keepalived sends it, not zero.
    public static func gratuitousARP(address: IPv4Address, hardwareAddress: MACAddress) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(42)
        appendEthernet(from: hardwareAddress, to: .broadcast, type: 0x0806, into: &bytes)
        bytes.append(bigEndian: UInt16(1))
        bytes.append(bigEndian: UInt16(0x0800))
        bytes.append(6)
        bytes.append(4)
        bytes.append(bigEndian: UInt16(1))
        bytes.append(hardwareAddress)
        bytes.append(bigEndian: address.bits)
        bytes.append(MACAddress.broadcast)
        bytes.append(bigEndian: address.bits)
        return bytes
    }

    /// An unsolicited neighbour advertisement for `address` to all nodes (RFC 4861 §4.4), 86 bytes, with the
    /// Override flag; `isRouter` when the interface forwards.
    public static func neighborAdvertisement(
        address: IPv6Address, hardwareAddress: MACAddress, isRouter: Bool
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(86)
        appendEthernet(from: hardwareAddress, to: allNodesMAC, type: 0x86DD, into: &bytes)
        bytes.append(bigEndian: UInt32(0x6000_0000))
        bytes.append(bigEndian: UInt16(advertisementBytes))
        bytes.append(icmpv6)
        bytes.append(255)
        bytes.append(address)
        bytes.append(allNodes)
        let start = bytes.count
        bytes.append(136)
        bytes.append(0)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: isRouter ? 0xA000_0000 as UInt32 : 0x2000_0000)
        bytes.append(address)
        bytes.append(2)
        bytes.append(1)
        bytes.append(hardwareAddress)
        var sum = InternetChecksum()
        sum.addPseudoHeader(
            source: .ipv6(address), destination: .ipv6(allNodes), lengthBytes: advertisementBytes,
            protocolNumber: icmpv6)
        sum.add(bytes.span.extracting(start..<bytes.count))
        bytes.store(bigEndian: sum.value, at: start + 2)
        return bytes
    }

    private static let advertisementBytes = 32
    private static let icmpv6: UInt8 = 58
    private static let allNodes = IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 1])
    private static let allNodesMAC = MACAddress(bits: 0x3333_0000_0001)

    private static func appendEthernet(
        from source: MACAddress, to destination: MACAddress, type: UInt16, into bytes: inout [UInt8]
    ) {
        bytes.append(destination)
        bytes.append(source)
        bytes.append(bigEndian: type)
    }
}
