import Glibc
import NetworkTypes
import Testing

/// What the C library reads: the bytes, or nil.
private func libraryBytes(_ text: String, _ family: AddressFamily) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: family.addressLengthBytes)
    let status = unsafe inet_pton(family == .ipv4 ? AF_INET : AF_INET6, text, &bytes)
    return status == 1 ? bytes : nil
}

@Suite("Addresses") struct AddressTests {
    private static let words = [
        "192.0.2.1", "255.255.255.255", "0.0.0.0", "256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.04",
        "1..2.3", ".1.2.3.4", "1.2.3.4.", "", " 1.2.3.4", "1.2.3.4 ", "1.2.3.-4", "1.2.3.+4", "0x1.2.3.4",
        "00.0.0.0", "1.2.3.4/24", "::", "::1", "1::", "fe80::1", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::2::3", ":::", "1:::2",
        ":1::2", "1::2:", "12345::", "g::", "::ffff:192.0.2.1", "::192.0.2.1", "1:2:3:4:5:6:192.0.2.1",
        "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2.256", "192.0.2.1::", "::192.0.2.1:1", "fe80::1%eth0", "::+1",
        "::-1", ":", "1:", ":1", "::1/128", "ABCD:EF01::", "0:0:0:0:0:0:0:0", "::00001",
    ]

    @Test("Text is read as inet_pton(3) reads it", arguments: words)
    func parse(text: String) {
        let version4 = IPv4Address(text).map { IPAddress.ipv4($0).bytes }
        let version6 = IPv6Address(text).map { IPAddress.ipv6($0).bytes }
        #expect(version4 == libraryBytes(text, .ipv4))
        #expect(version6 == libraryBytes(text, .ipv6))
        #expect(IPAddress(text)?.bytes == version4 ?? version6)
    }

    @Test("Random text is read as inet_pton(3) reads it")
    func parseRandom() {
        let pieces = Array("0123456789abcdefF:.::1::0.255")
        var state: UInt64 = 5
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int(state >> 33) % 20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(pieces[Int(state >> 33) % pieces.count])
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            #expect(
                IPv4Address(text).map { IPAddress.ipv4($0).bytes } == libraryBytes(text, .ipv4), "\(text)")
            #expect(
                IPv6Address(text).map { IPAddress.ipv6($0).bytes } == libraryBytes(text, .ipv6), "\(text)")
        }
    }

    @Test(
        "IPv6 prints as RFC 5952 §4 says",
        arguments: [
            ("2001:0db8:0:0:0:0:0:1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("0:0:0:0:0:0:0:0", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:0:0:0:0:0", "1::"),
            ("2001:DB8::ABCD", "2001:db8::abcd"), ("::ffff:c000:201", "::ffff:192.0.2.1"),
        ])
    func print(text: String, expected: String) throws {
        #expect(try #require(IPv6Address(text)).description == expected)
    }

    @Test("What is printed is read back")
    func roundTrip() {
        var bits: UInt128 = 1
        for shift in 0..<127 {
            bits = bits &* 3 ^ 1 << UInt128(shift)
            let address = IPv6Address(bits: bits)
            #expect(IPv6Address(address.description) == address)
            let version4 = IPv4Address(bits: UInt32(truncatingIfNeeded: bits))
            #expect(IPv4Address(version4.description) == version4)
        }
    }

    @Test("Addresses order by their bytes, unsigned, and IPv4 before IPv6")
    func order() throws {
        let texts = [
            "0.0.0.0", "10.0.0.1", "127.255.255.255", "128.0.0.0", "255.0.0.0", "::", "::1", "fe80::",
            "ff02::12",
        ]
        let addresses = try texts.map { try #require(IPAddress($0)) }
        #expect(addresses.reversed().sorted() == addresses)
    }

    @Test(
        "Groups and link-local addresses are known",
        arguments: [
            ("224.0.0.18", true, false), ("239.255.255.255", true, false), ("223.255.255.255", false, false),
            ("240.0.0.0", false, false), ("ff02::12", true, false), ("fe80::1", false, true),
            ("febf::1", false, true), ("fec0::1", false, false), ("2001:db8::1", false, false),
        ])
    func kinds(text: String, isMulticast: Bool, isLinkLocal: Bool) throws {
        let address = try #require(IPAddress(text))
        #expect(address.isMulticast == isMulticast)
        if case .ipv6(let address) = address { #expect(address.isLinkLocal == isLinkLocal) }
    }

    @Test("A MAC address has six bytes and prints them")
    func mac() {
        let address = MACAddress(bytes: [0x00, 0x00, 0x5E, 0x00, 0x01, 0x33])
        #expect(address.description == "00:00:5e:00:01:33")
        #expect(address == MACAddress(bits: 0xFFFF_0000_5E00_0133))
        #expect((0..<6).map { address.byte($0) } == [0x00, 0x00, 0x5E, 0x00, 0x01, 0x33])
        #expect(MACAddress.broadcast.description == "ff:ff:ff:ff:ff:ff")
    }
}
