import NetworkTypes
import PacketFormats
import Testing

@Suite("ICMP echo messages")
struct EchoMessageTests {
    private static let request = EchoMessage(.request, identifier: 0x1234, sequence: 2, payload: [0xAB])

    @Test("IPv4: on the wire, with its checksum")
    func ipv4() {
        let bytes: [UInt8] = [
            8, 0,  // echo request
            0x3A, 0xC9,  // checksum
            0x12, 0x34,  // identifier
            0, 2,  // sequence
            0xAB,
        ]
        #expect(Self.request.bytes(.ipv4) == bytes)
        let read = EchoMessage(bytes.span, .ipv4)
        #expect(read == Self.request)
    }

    @Test("IPv6: on the wire; the kernel writes the checksum")
    func ipv6() {
        let bytes: [UInt8] = [128, 0, 0, 0, 0x12, 0x34, 0, 2, 0xAB]
        #expect(Self.request.bytes(.ipv6) == bytes)
        let read = EchoMessage(bytes.span, .ipv6)
        #expect(read == Self.request)
    }

    @Test("What is none: too short, another type or code, a wrong checksum")
    func none() {
        let good = Self.request.bytes(.ipv4)
        for length in 0..<8 {
            let read = EchoMessage(good.span.extracting(0..<length), .ipv4)
            #expect(read == nil)
        }
        for index in good.indices {
            var bytes = good
            bytes[index] ^= 1
            let read = EchoMessage(bytes.span, .ipv4)
            #expect(read == nil, "byte \(index)")
        }
    }
}
