import NetworkTypes
import PacketFormats
import Testing

private let sender = IPAddress.ipv4(IPv4Address(10, 9, 9, 1))
private let group = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))
private let sender6 = IPAddress.ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, 0, 1]))
private let group6 = IPAddress.ipv6(IPv6Address(groups: [0xFF02, 0, 0, 0, 0, 0, 0, 0x12]))
private let virtual6 = IPAddress.ipv6(IPv6Address(groups: [0x2001, 0xDB8, 0, 0, 0, 0, 0, 0x100]))

/// keepalived 2.2.7: two addresses, `auth_pass secret12`.
private let version2: [UInt8] = [
    0x21,  // version 2, type 1
    0x33,  // VRID 51
    0x96,  // priority 150
    0x02,  // addresses
    0x01,  // authentication type: simple password
    0x01,  // interval in seconds
    0xB3, 0x6F,  // checksum
    0x0A, 0x09, 0x09, 0x64,  // 10.9.9.100
    0x0A, 0x09, 0x09, 0x65,  // 10.9.9.101
    0x73, 0x65, 0x63, 0x72, 0x65, 0x74, 0x31, 0x32,  // authentication data: secret12
]

/// keepalived 2.2.7: VRRPv3 over IPv4 every 250 ms.
private let version3: [UInt8] = [
    0x31,  // version 3, type 1
    0x34,  // VRID 52
    0x96,  // priority 150
    0x01,  // addresses
    0x00, 0x19,  // reserved, interval in centiseconds
    0x31, 0xAB,  // checksum with the pseudo header
    0x0A, 0x09, 0x09, 0x64,  // 10.9.9.100
]

@Suite("VRRP message") struct VRRPMessageTests {
    @Test("VRRPv2 with a password and two addresses is keepalived's")
    func encodeVersion2() {
        let message = VRRPMessage(
            version: .v2, virtualRouterID: 51, priority: 150, interval: .seconds(1),
            addresses: [.ipv4(IPv4Address(10, 9, 9, 100)), .ipv4(IPv4Address(10, 9, 9, 101))],
            password: Array("secret12 is cut to eight".utf8))
        #expect(message.encoded(from: sender, to: group, checksum: .message) == version2)
    }

    @Test("VRRPv3 over IPv4 with a pseudo header is keepalived's (RFC 5798 §5.2.8)")
    func encodeVersion3() {
        let message = VRRPMessage(
            version: .v3, virtualRouterID: 52, priority: 150, interval: .milliseconds(250),
            addresses: [.ipv4(IPv4Address(10, 9, 9, 100))])
        #expect(message.encoded(from: sender, to: group, checksum: .messageAndPseudoHeader) == version3)
    }

    @Test("VRRPv3 over IPv4 without a pseudo header (RFC 9568 §5.2.8)")
    func encodeVersion3Message() {
        let message = VRRPMessage(
            version: .v3, virtualRouterID: 1, priority: 100, interval: .seconds(1),
            addresses: [.ipv4(IPv4Address(192, 0, 2, 100))])
        #expect(
            message.encoded(from: sender, to: group, checksum: .message) == [
                0x31, 0x01, 0x64, 0x01,  // version and type, VRID, priority, addresses
                0x00, 0x64,  // interval in centiseconds
                0xA8, 0x34,  // checksum
                0xC0, 0x00, 0x02, 0x64,  // 192.0.2.100
            ])
    }

    @Test(
        "VRRP over IPv6 has no authentication data in either version",
        arguments: [
            (VRRPVersion.v3, [0x31, 0x01, 0x64, 0x01, 0x00, 0x64, 0x3D, 0xC1] as [UInt8]),
            (.v2, [0x21, 0x01, 0x64, 0x01, 0x00, 0x01, 0x4E, 0x24]),
        ])
    func encodeIPv6(version: VRRPVersion, header: [UInt8]) {
        let message = VRRPMessage(
            version: version, virtualRouterID: 1, priority: 100, interval: .seconds(1), addresses: [virtual6])
        #expect(
            message.encoded(from: sender6, to: group6, checksum: .messageAndPseudoHeader)
                == header + virtual6.bytes)
    }

    @Test(
        "Intervals are cut to what the version can say",
        arguments: [
            (VRRPVersion.v2, Duration.seconds(300), [0, 255] as [UInt8]),
            (.v2, .milliseconds(2900), [0, 2]),
            (.v3, .milliseconds(40_950), [0x0F, 0xFF]),
            (.v3, .seconds(100), [0x0F, 0xFF]),
            (.v3, .milliseconds(19), [0, 1]),
            (.v3, .seconds(-1), [0, 0]),
        ])
    func intervals(version: VRRPVersion, interval: Duration, bytes: [UInt8]) {
        let message = VRRPMessage(
            version: version, virtualRouterID: 1, priority: 1, interval: interval, addresses: [])
        #expect(Array(message.encoded(from: sender, to: group, checksum: .message)[4..<6]) == bytes)
    }
}

@Suite("VRRP header") struct VRRPHeaderTests {
    @Test("keepalived's VRRPv2 advertisement is read")
    func decodeVersion2() throws {
        let message = try Decoded(version2)
        #expect(message.header.version == .v2)
        #expect(message.header.type == VRRPHeader.advertisementType)
        #expect(message.header.virtualRouterID == 51)
        #expect(message.header.priority == 150)
        #expect(message.header.addressCount == 2)
        #expect(message.header.authenticationType == 1)
        #expect(message.header.interval == .seconds(1))
        #expect(message.address(at: 1) == .ipv4(IPv4Address(10, 9, 9, 101)))
        #expect(message.hasPassword("secret12"))
        #expect(!message.hasPassword("secret1"))
        #expect(message.isChecksumRight(.message))
    }

    @Test("keepalived's VRRPv3 advertisement over IPv6 is read")
    func decodeIPv6() throws {
        let bytes: [UInt8] =
            [
                0x31,  // version 3, type 1
                0x35,  // VRID 53
                0x96,  // priority 150
                0x02,  // addresses
                0x00, 0x32,  // interval in centiseconds
                0x76, 0x9E,  // checksum
            ] + [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53]  // fe80::53
            + [0xFD, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]  // fd00:9::100
        let message = try Decoded(bytes, .ipv6)
        #expect(message.header.version == .v3)
        #expect(message.header.interval == .milliseconds(500))
        #expect(message.address(at: 0).description == "fe80::53")
        #expect(message.address(at: 1).description == "fd00:9::100")
    }

    @Test("The reserved bits beside the VRRPv3 interval are ignored (RFC 9568 §5.2.6)")
    func reservedBits() throws {
        let bytes: [UInt8] = [0x31, 1, 100, 0, 0xF0, 0x64, 0, 0]
        #expect(try Decoded(bytes).header.interval == .seconds(1))
    }

    @Test("A VRRPv3 checksum over IPv4 covers the pseudo header or not, and one reading fits")
    func checksumReadings() throws {
        let message = try Decoded(version3)
        #expect(
            message.isChecksumRight(.messageAndPseudoHeader))
        #expect(!message.isChecksumRight(.message))
    }

    @Test("Every bit of a message counts for its checksum", arguments: version2.indices)
    func corruption(offset: Int) throws {
        for bit in 0..<8 {
            var bytes = version2
            bytes[offset] ^= 1 << UInt8(bit)
            guard let message = try? Decoded(bytes) else { continue }
            #expect(!message.isChecksumRight(.message))
        }
    }

    @Test("Less than eight bytes are no message", arguments: 0..<8)
    func truncated(count: Int) {
        let bytes = Array(version3.prefix(count))
        #expect(throws: VRRPMessageError.truncated(lengthBytes: count, neededBytes: 8)) {
            _ = try Decoded(bytes)
        }
    }

    @Test(
        "The length has to fit the number of addresses",
        arguments: [(15, 24), (23, 24), (25, 24), (28, 24), (30, 24)])
    func length(count: Int, expected: Int) {
        var bytes = Array(version2.prefix(min(count, 24)))
        bytes[3] = 2
        bytes += Array(repeating: 0, count: max(0, count - 24))
        #expect(throws: VRRPMessageError.length(lengthBytes: count, expectedBytes: expected)) {
            _ = try Decoded(bytes)
        }
    }

    @Test(
        "What Ethernet adds to a short IPv4 datagram is let pass, and is not part of the message (keepalived 2.4)",
        arguments: [14, 10])
    func padding(count: Int) throws {
        let bytes = version3 + Array(repeating: 0xA5, count: count)
        let message = try Decoded(bytes)
        #expect(message.header.messageLengthBytes == 12)
        #expect(
            message.isChecksumRight(.messageAndPseudoHeader))
    }

    @Test("Other bytes behind a message are an error", arguments: [1, 4, 8, 18])
    func notPadding(count: Int) {
        let bytes = version3 + Array(repeating: 0, count: count)
        #expect(throws: VRRPMessageError.length(lengthBytes: 12 + count, expectedBytes: 12)) {
            _ = try Decoded(bytes)
        }
    }

    @Test(
        "A version that does not exist is read as far as all versions agree",
        arguments: [0x01, 0x11, 0x41, 0xF1])
    func unknownVersion(first: Int) throws {
        var bytes = version3
        bytes[0] = UInt8(first)
        let message = try Decoded(bytes)
        #expect(message.header.version == nil)
        #expect(message.header.versionNumber == UInt8(first >> 4))
    }

    @Test("No bytes crash the decoder")
    func anyBytes() {
        var state: UInt64 = 1
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        var read = 0
        for round in 0..<20_000 {
            var bytes = (0..<Int(next() % 64)).map { _ in next() }
            if round % 2 == 0, bytes.count > 4 { bytes[3] = UInt8((bytes.count - 8) / 4 & 0xFF) }
            for family in [AddressFamily.ipv4, .ipv6] {
                guard let message = try? Decoded(bytes, family) else { continue }
                read += 1
                for index in 0..<message.header.addressCount { _ = message.address(at: index) }
                _ = message.hasPassword("abc")
                _ = message.isChecksumRight(.messageAndPseudoHeader)
            }
            _ = try? decodedIPv4(bytes)
        }
        #expect(read > 100)
    }
}
