import NetworkTypes
import PacketFormats
import Testing

@Suite("VRRP message") struct VRRPMessageTests {
    @Test("VRRPv2 with a password and two addresses")
    func version2() {
        let message = VRRPMessage(
            version: .v2, virtualRouterID: 51, priority: 150, interval: .seconds(1),
            addresses: [.ipv4(IPv4Address(10, 9, 9, 100)), .ipv4(IPv4Address(10, 9, 9, 101))],
            password: Array("secret12".utf8))
        let bytes = message.encoded(
            from: .ipv4(IPv4Address(10, 9, 9, 1)), to: .ipv4(IPv4Address(224, 0, 0, 18)), checksum: .message)
        #expect(
            bytes == [
                0x21,  // version 2, type 1
                0x33,  // VRID
                0x96,  // priority
                0x02,  // addresses
                0x01,  // authentication type
                0x01,  // interval in seconds
                0xB3, 0x6F,  // checksum
                0x0A, 0x09, 0x09, 0x64,  // 10.9.9.100
                0x0A, 0x09, 0x09, 0x65,  // 10.9.9.101
                0x73, 0x65, 0x63, 0x72, 0x65, 0x74, 0x31, 0x32,  // authentication data: secret12
            ])
    }
}
