import NetworkTypes
import PacketFormats
import Testing

@Suite("Internet checksum") struct InternetChecksumTests {
    @Test(
        "The sum is the complement of the one's complement sum of 16-bit words (RFC 1071)",
        arguments: [
            ([], 0xFFFF),
            ([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7], 0x220D),  // RFC 1071 §3
            ([0xFF, 0xFF], 0x0000),
            ([0x00, 0x00], 0xFFFF),
            ([0xAB], 0x54FF),  // an odd byte is the high one
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x01], 0xFFFE),  // the carry goes around
            ([0x12, 0x34, 0x00], 0xEDCB),  // padding with zero changes nothing
            ([0x12, 0x34], 0xEDCB),
        ] as [([UInt8], UInt16)])
    func values(bytes: [UInt8], expected: UInt16) {
        var sum = InternetChecksum()
        sum.add(bytes.span)
        #expect(sum.value == expected)
    }

    @Test("A sum over parts is the sum over the whole")
    func parts() {
        let bytes: [UInt8] = (0..<64).map { UInt8($0 * 7 & 0xFF) }
        var whole = InternetChecksum()
        whole.add(bytes.span)
        var parts = InternetChecksum()
        parts.add(bytes.span.extracting(0..<10))
        parts.add(bytes.span.extracting(10..<64))
        #expect(whole.value == parts.value)
    }

    @Test("A long run of ones does not overflow")
    func long() {
        let bytes = [UInt8](repeating: 0xFF, count: 65_534)
        var sum = InternetChecksum()
        sum.add(bytes.span)
        #expect(sum.value == 0)
    }

    @Test("The pseudo header is source, destination, length and protocol")
    func pseudoHeader() {
        let words: [UInt8] = [
            10, 9, 9, 1,  // source
            224, 0, 0, 18,  // destination
            0, 112,  // protocol
            0, 12,  // length
        ]
        var plain = InternetChecksum()
        plain.add(words.span)
        var pseudo = InternetChecksum()
        pseudo.addPseudoHeader(
            source: .ipv4(IPv4Address(10, 9, 9, 1)), destination: .ipv4(IPv4Address(224, 0, 0, 18)),
            lengthBytes: 12, protocolNumber: 112)
        #expect(plain.value == pseudo.value)
    }
}
