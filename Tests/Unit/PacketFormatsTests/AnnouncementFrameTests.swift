import NetworkTypes
import PacketFormats
import Testing

private let mac = MACAddress(bits: 0x0200_0000_0001)

@Suite("Announcement frames") struct AnnouncementFrameTests {
    @Test("A gratuitous ARP is a request with the broadcast address as its target, as keepalived sends it")
    func gratuitousARP() {
        let frame = AnnouncementFrame.gratuitousARP(
            address: IPv4Address(192, 0, 2, 100), hardwareAddress: mac)
        #expect(
            frame == [
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,  // to everybody
                0x02, 0x00, 0x00, 0x00, 0x00, 0x01,  // from the interface
                0x08, 0x06,  // ARP
                0x00, 0x01,  // hardware: Ethernet
                0x08, 0x00,  // protocol: IPv4
                0x06, 0x04,  // lengths of their addresses
                0x00, 0x01,  // request
                0x02, 0x00, 0x00, 0x00, 0x00, 0x01,  // sender
                0xC0, 0x00, 0x02, 0x64,  // 192.0.2.100
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,  // target
                0xC0, 0x00, 0x02, 0x64,  // 192.0.2.100
            ])
        #expect(frame.count == 42)
    }

    @Test(
        "A neighbour advertisement has Override, and Router when the interface forwards (RFC 4861 §4.4)",
        arguments: [(false, 0x20 as UInt8, 0xF7 as UInt8), (true, 0xA0, 0x77)])
    func neighborAdvertisement(isRouter: Bool, flags: UInt8, checksumHigh: UInt8) {
        let address: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x00]
        let frame = AnnouncementFrame.neighborAdvertisement(
            address: IPv6Address(groups: [0x2001, 0xDB8, 0, 0, 0, 0, 0, 0x100]), hardwareAddress: mac,
            isRouter: isRouter)
        var expected: [UInt8] = [
            0x33, 0x33, 0x00, 0x00, 0x00, 0x01,  // to all nodes
            0x02, 0x00, 0x00, 0x00, 0x00, 0x01,  // from the interface
            0x86, 0xDD,  // IPv6
            0x60, 0x00, 0x00, 0x00,  // version 6
            0x00, 0x20,  // payload length 32
            0x3A,  // ICMPv6
            0xFF,  // hop limit
        ]
        expected += address  // source
        expected += [0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01]  // ff02::1
        expected += [
            0x88,  // neighbour advertisement
            0x00,  // code
            checksumHigh, 0x2C,  // checksum
            flags, 0x00, 0x00, 0x00,  // flags
        ]
        expected += address  // target
        expected += [
            0x02, 0x01,  // option: target link-layer address, eight bytes
            0x02, 0x00, 0x00, 0x00, 0x00, 0x01,  // of the interface
        ]
        #expect(frame == expected)
        #expect(frame.count == 86)
    }
}
