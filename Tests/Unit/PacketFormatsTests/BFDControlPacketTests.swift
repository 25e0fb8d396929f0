import PacketFormats
import Testing

@Suite("BFD control packets (RFC 5880 §4.1)")
struct BFDControlPacketTests {
    /// As keepalived 2.2.7 sends it, with every field different.
    private static let bytes: [UInt8] = [
        0x23,  // version 1, diagnostic 3: neighbor signaled session down
        0xE0,  // state Up, Poll
        5,  // Detect Mult
        24,  // Length
        0x01, 0x02, 0x03, 0x04,  // My Discriminator
        0xA1, 0xA2, 0xA3, 0xA4,  // Your Discriminator
        0x00, 0x0F, 0x42, 0x40,  // Desired Min TX Interval: 1 s
        0x00, 0x04, 0x93, 0xE0,  // Required Min RX Interval: 300 ms
        0x00, 0x00, 0x00, 0x07,  // Required Min Echo RX Interval: 7 us
    ]

    private static var packet: BFDControlPacket {
        var packet = BFDControlPacket(
            state: .up, detectionMultiplier: 5, myDiscriminator: 0x0102_0304, yourDiscriminator: 0xA1A2_A3A4,
            desiredMinTxIntervalMicroseconds: 1_000_000, requiredMinRxIntervalMicroseconds: 300_000)
        packet.diagnostic = .neighborSignaledDown
        packet.isPoll = true
        packet.requiredMinEchoRxIntervalMicroseconds = 7
        return packet
    }

    @Test("Every field has its place on the wire, both ways")
    func fields() throws {
        #expect(Self.packet.bytes == Self.bytes)
        #expect(try decoded(Self.bytes) == Self.packet)
    }

    @Test(
        "Each flag has its bit",
        arguments: [0x20, 0x10, 0x08, 0x02] as [UInt8])
    func flags(bit: UInt8) throws {
        var packet = Self.packet
        packet.isPoll = bit == 0x20
        packet.isFinal = bit == 0x10
        packet.isControlPlaneIndependent = bit == 0x08
        packet.isDemand = bit == 0x02
        var bytes = Self.bytes
        bytes[1] = 0xC0 | bit
        #expect(packet.bytes == bytes)
        #expect(try decoded(bytes) == packet)
    }

    @Test(
        "Each state has its number and its name",
        arguments: [
            (0x00 as UInt8, BFDState.adminDown, "AdminDown"), (0x40, .down, "Down"),
            (0x80, .initializing, "Init"), (0xC0, .up, "Up"),
        ])
    func states(bits: UInt8, state: BFDState, name: String) throws {
        var bytes = Self.bytes
        bytes[1] = bits
        #expect(try decoded(bytes).state == state)
        #expect("\(state)" == name)
    }

    @Test("A diagnostic is five bits; those without a name are reserved")
    func diagnostics() throws {
        var bytes = Self.bytes
        bytes[0] = 0x20 | 0x1F
        #expect(try decoded(bytes).diagnostic.number == 31)
        #expect("\(BFDDiagnostic(number: 31))" == "Reserved Diagnostic 31")
        #expect("\(BFDDiagnostic(number: 0xE7))" == "Administratively Down")
        #expect(BFDDiagnostic(number: 0xE7) == .administrativelyDown)
    }

    @Test(
        "RFC 5880 §6.8.6: what must be discarded for the packet alone",
        arguments: [
            ([(0, 0x03)], .version(0)),
            ([(0, 0x43)], .version(2)),
            ([(3, 23)], .length(lengthBytes: 23, neededBytes: 24)),
            ([(1, 0xC4), (3, 25)], .length(lengthBytes: 25, neededBytes: 26)),
            ([(3, 25)], .longerThanPayload(lengthBytes: 25, payloadBytes: 24)),
            ([(2, 0)], .noDetectionMultiplier),
            ([(1, 0xC1)], .multipoint),
            ([(4, 0), (5, 0), (6, 0), (7, 0)], .noMyDiscriminator),
            ([(8, 0), (9, 0), (10, 0), (11, 0)], .noYourDiscriminator(.up)),
            ([(1, 0x80), (8, 0), (9, 0), (10, 0), (11, 0)], .noYourDiscriminator(.initializing)),
        ] as [([(Int, UInt8)], BFDPacketError)])
    func discarded(changes: [(Int, UInt8)], error: BFDPacketError) {
        var bytes = Self.bytes
        for (index, value) in changes { bytes[index] = value }
        #expect(throws: error) { _ = try decoded(bytes) }
    }

    @Test("A datagram shorter than the mandatory section is none", arguments: 0..<24)
    func truncated(length: Int) {
        #expect(throws: BFDPacketError.truncated(lengthBytes: length)) {
            _ = try decoded(Array(Self.bytes.prefix(length)))
        }
    }

    @Test("The session may be unknown to a sender that is down", arguments: [0x00, 0x40] as [UInt8])
    func unknownSession(state: UInt8) throws {
        var bytes = Self.bytes
        bytes[1] = state
        bytes.replaceSubrange(8..<12, with: [0, 0, 0, 0])
        #expect(try decoded(bytes).yourDiscriminator == 0)
    }

    @Test("A packet with authentication is read without its section; bytes after the Length do not count")
    func further() throws {
        var bytes = Self.bytes + [1, 9, 1, 0x73, 0x65, 0x63, 0x72, 0x65, 0x74]
        bytes[1] = 0xE4
        bytes[3] = 33
        #expect(try decoded(bytes).isAuthenticated)
        #expect(try decoded(Self.bytes + [1, 2, 3]) == Self.packet)
    }

    private func decoded(_ bytes: [UInt8]) throws(BFDPacketError) -> BFDControlPacket {
        try BFDControlPacket(bytes.span)
    }
}
