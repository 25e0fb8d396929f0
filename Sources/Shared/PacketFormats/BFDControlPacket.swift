/// Why bytes are no BFD control packet that anybody may act on: the checks of RFC 5880 §6.8.6 for which the packet is
/// enough.
public enum BFDPacketError: Error, Equatable, CustomStringConvertible {
    /// Shorter than the mandatory section.
    case truncated(lengthBytes: Int)
    /// Another version than 1.
    case version(UInt8)
    /// The Length field is less than the mandatory section, with what authentication takes at least.
    case length(lengthBytes: UInt8, neededBytes: Int)
    /// The Length field is greater than the payload.
    case longerThanPayload(lengthBytes: UInt8, payloadBytes: Int)
    /// The Detect Mult field is zero.
    case noDetectionMultiplier
    /// The Multipoint bit is set.
    case multipoint
    /// The My Discriminator field is zero.
    case noMyDiscriminator
    /// The Your Discriminator field is zero, although the sender's state says that it knows the session.
    case noYourDiscriminator(BFDState)

    /// The error in words.
    public var description: String {
        switch self {
        case .truncated(let length):
            "a BFD packet of \(length) bytes, shorter than \(BFDControlPacket.lengthBytes)"
        case .version(let version): "BFD version \(version), not 1"
        case .length(let length, let needed): "a BFD Length field of \(length), less than \(needed)"
        case .longerThanPayload(let length, let payload):
            "a BFD Length field of \(length) in a payload of \(payload) bytes"
        case .noDetectionMultiplier: "a BFD packet with a Detect Mult of 0"
        case .multipoint: "a BFD packet with the Multipoint bit"
        case .noMyDiscriminator: "a BFD packet with a My Discriminator of 0"
        case .noYourDiscriminator(let state): "a BFD packet in state \(state) with a Your Discriminator of 0"
        }
    }
}

/// The mandatory section of a BFD control packet (RFC 5880 §4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       My Discriminator                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                      Your Discriminator                       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                    Desired Min TX Interval                    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                   Required Min RX Interval                    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                 Required Min Echo RX Interval                 |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct BFDControlPacket: Equatable, Sendable {
    /// The length of the mandatory section.
    public static let lengthBytes = 24
    /// The least length with the Authentication Present bit: the section's type and length follow.
    public static let authenticatedLengthBytes = 26
    /// The version of RFC 5880.
    public static let version: UInt8 = 1

    /// Diag: why the sender's session left Up the last time.
    public var diagnostic = BFDDiagnostic.none
    /// Sta: the sender's state.
    public var state: BFDState
    /// P: the sender asks for an answer with the Final bit.
    public var isPoll = false
    /// F: an answer to a packet with the Poll bit.
    public var isFinal = false
    /// C: the sender's BFD goes on while its control plane restarts.
    public var isControlPlaneIndependent = false
    /// A: an authentication section follows, which is not read.
    public var isAuthenticated = false
    /// D: the sender wants no periodic packets.
    public var isDemand = false
    /// Detect Mult: how many packets in a row may get lost; at least 1.
    public var detectionMultiplier: UInt8
    /// My Discriminator: the sender's number for its session; never 0.
    public var myDiscriminator: UInt32
    /// Your Discriminator: the receiver's number for it; 0 while the sender does not know it.
    public var yourDiscriminator: UInt32
    /// Desired Min TX Interval, without jitter.
    public var desiredMinTxIntervalMicroseconds: UInt32
    /// Required Min RX Interval; 0: the sender wants no periodic packets.
    public var requiredMinRxIntervalMicroseconds: UInt32
    /// Required Min Echo RX Interval; 0: the sender does not return echo packets.
    public var requiredMinEchoRxIntervalMicroseconds: UInt32 = 0

    /// A packet with these fields, and the others at their least.
    public init(
        state: BFDState, detectionMultiplier: UInt8, myDiscriminator: UInt32, yourDiscriminator: UInt32,
        desiredMinTxIntervalMicroseconds: UInt32, requiredMinRxIntervalMicroseconds: UInt32
    ) {
        self.state = state
        self.detectionMultiplier = detectionMultiplier
        self.myDiscriminator = myDiscriminator
        self.yourDiscriminator = yourDiscriminator
        self.desiredMinTxIntervalMicroseconds = desiredMinTxIntervalMicroseconds
        self.requiredMinRxIntervalMicroseconds = requiredMinRxIntervalMicroseconds
    }

    /// Reads the payload of a datagram, with the checks of RFC 5880 §6.8.6 in their order.
    ///
    /// Whether authentication is in use is for the session to know: such a packet is read.
    public init(_ payload: Span<UInt8>) throws(BFDPacketError) {
        guard payload.count >= Self.lengthBytes else { throw .truncated(lengthBytes: payload.count) }
        guard payload[0] >> 5 == Self.version else { throw .version(payload[0] >> 5) }
        isAuthenticated = payload[1] & Flag.authenticationPresent != 0
        let length = payload[3]
        let needed = isAuthenticated ? Self.authenticatedLengthBytes : Self.lengthBytes
        guard length >= needed else { throw .length(lengthBytes: length, neededBytes: needed) }
        guard length <= payload.count else {
            throw .longerThanPayload(lengthBytes: length, payloadBytes: payload.count)
        }
        detectionMultiplier = payload[2]
        guard detectionMultiplier != 0 else { throw .noDetectionMultiplier }
        guard payload[1] & Flag.multipoint == 0 else { throw .multipoint }
        myDiscriminator = payload.bigEndian32(at: 4)
        guard myDiscriminator != 0 else { throw .noMyDiscriminator }
        yourDiscriminator = payload.bigEndian32(at: 8)
        // Two bits: every number is a state.
        state = BFDState(rawValue: payload[1] >> 6) ?? .adminDown
        guard yourDiscriminator != 0 || state == .down || state == .adminDown else {
            throw .noYourDiscriminator(state)
        }
        diagnostic = BFDDiagnostic(number: payload[0])
        isPoll = payload[1] & Flag.poll != 0
        isFinal = payload[1] & Flag.final != 0
        isControlPlaneIndependent = payload[1] & Flag.controlPlaneIndependent != 0
        isDemand = payload[1] & Flag.demand != 0
        desiredMinTxIntervalMicroseconds = payload.bigEndian32(at: 12)
        requiredMinRxIntervalMicroseconds = payload.bigEndian32(at: 16)
        requiredMinEchoRxIntervalMicroseconds = payload.bigEndian32(at: 20)
    }

    /// The packet on the wire: the mandatory section, and never the Authentication Present bit, as no such section
    /// follows.
    public var bytes: [UInt8] {
        var flags = state.rawValue << 6
        if isPoll { flags |= Flag.poll }
        if isFinal { flags |= Flag.final }
        if isControlPlaneIndependent { flags |= Flag.controlPlaneIndependent }
        if isDemand { flags |= Flag.demand }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.lengthBytes)
        bytes.append(Self.version << 5 | diagnostic.number)
        bytes.append(flags)
        bytes.append(detectionMultiplier)
        bytes.append(UInt8(Self.lengthBytes))
        bytes.append(bigEndian: myDiscriminator)
        bytes.append(bigEndian: yourDiscriminator)
        bytes.append(bigEndian: desiredMinTxIntervalMicroseconds)
        bytes.append(bigEndian: requiredMinRxIntervalMicroseconds)
        bytes.append(bigEndian: requiredMinEchoRxIntervalMicroseconds)
        return bytes
    }

    /// The bits of the second byte after the state.
    private enum Flag {
        static let poll: UInt8 = 0x20
        static let final: UInt8 = 0x10
        static let controlPlaneIndependent: UInt8 = 0x08
        static let authenticationPresent: UInt8 = 0x04
        static let demand: UInt8 = 0x02
        static let multipoint: UInt8 = 0x01
    }
}
