import NetworkTypes
import PacketFormats
import Testing

private let header: [UInt8] = [
    0x45,  // version 4, five words
    0xC0,  // type of service: internetwork control
    0x00, 0x28,  // total length 40
    0x00, 0x01,  // identification
    0x00, 0x00,  // no flags, no offset
    0xFF,  // time to live
    0x70,  // protocol 112
    0xC7, 0x88,  // header checksum
    0x0A, 0x09, 0x09, 0x01,  // 10.9.9.1
    0xE0, 0x00, 0x00, 0x12,  // 224.0.0.18
]

@Suite("IPv4 header") struct IPv4HeaderTests {
    @Test("The header of an advertisement is keepalived's")
    func encode() {
        var bytes: [UInt8] = []
        IPv4Header(
            source: IPv4Address(10, 9, 9, 1), destination: IPv4Address(224, 0, 0, 18), payloadBytes: 20,
            identification: 1
        ).encode(into: &bytes)
        #expect(bytes == header)
    }

    @Test("A datagram is read, and what follows its total length is not payload")
    func decode() throws {
        let datagram = header + Array(repeating: 7, count: 26)
        let read = try decodedIPv4(datagram)
        #expect(read.source == IPv4Address(10, 9, 9, 1))
        #expect(read.destination == IPv4Address(224, 0, 0, 18))
        #expect(read.timeToLive == 255)
        #expect(read.protocolNumber == 112)
        #expect(read.identification == 1)
        #expect(read.payload == 20..<40)
    }

    @Test("Options come before the payload")
    func options() throws {
        var datagram = header + [1, 1, 1, 1] + Array(repeating: 7, count: 16)
        datagram[0] = 0x46
        #expect(try decodedIPv4(datagram).payload == 24..<40)
    }

    @Test(
        "What contradicts itself is no datagram",
        arguments: [
            (0, 0x65, IPv4HeaderError.version(6)),
            (0, 0x44, .headerLength(bytes: 16, datagramBytes: 40)),
            (0, 0x4F, .headerLength(bytes: 60, datagramBytes: 40)),
            (3, 0x13, .totalLength(bytes: 19, datagramBytes: 40)),
            (3, 0x29, .totalLength(bytes: 41, datagramBytes: 40)),
        ])
    func contradictions(offset: Int, value: Int, error: IPv4HeaderError) {
        var datagram = header + Array(repeating: 0, count: 20)
        datagram[offset] = UInt8(value)
        #expect(throws: error) { try decodedIPv4(datagram) }
    }

    @Test("Less than twenty bytes are no datagram", arguments: [0, 1, 19])
    func truncated(count: Int) {
        let bytes = Array(header.prefix(count))
        #expect(throws: IPv4HeaderError.truncated(lengthBytes: count)) { try decodedIPv4(bytes) }
    }
}
