public import NetworkTypes

/// Why bytes are not an IPv4 datagram.
public enum IPv4HeaderError: Error, Equatable, CustomStringConvertible {
    /// Fewer bytes than the fixed header.
    case truncated(lengthBytes: Int)
    /// A version other than 4.
    case version(UInt8)
    /// The header length is below 20 or beyond the datagram.
    case headerLength(bytes: Int, datagramBytes: Int)
    /// The total length is below the header length or beyond the datagram.
    case totalLength(bytes: Int, datagramBytes: Int)

    /// The error in words.
    public var description: String {
        switch self {
        case .truncated(let length): "IPv4 datagram of \(length) bytes, expected at least 20"
        case .version(let version): "IP version \(version), expected 4"
        case .headerLength(let bytes, let datagram):
            "IPv4 header of \(bytes) bytes in a datagram of \(datagram)"
        case .totalLength(let bytes, let datagram):
            "IPv4 total length \(bytes) in a datagram of \(datagram) bytes"
        }
    }
}

/// The header of an IPv4 datagram (RFC 791 §3.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version|  IHL  |Type of Service|          Total Length         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |         Identification        |Flags|      Fragment Offset    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Time to Live |    Protocol   |         Header Checksum       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                         Source Address                        |
///     |                      Destination Address                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct IPv4Header: Equatable, Sendable {
    /// The length of a header without options.
    public static let lengthBytes = 20
    /// Internetwork control, as keepalived sends it.
    public static let internetworkControl: UInt8 = 0xC0

    /// The sender.
    public var source: IPv4Address
    /// The receiver or group.
    public var destination: IPv4Address
    /// The identification.
    public var identification: UInt16
    /// The time to live.
    public var timeToLive: UInt8
    /// The number of the protocol within.
    public var protocolNumber: UInt8
    /// The type of service.
    public var typeOfService: UInt8
    /// The range of the payload in the datagram.
    public var payload: Range<Int>

    /// The header of a datagram that carries `payloadBytes` of VRRP.
    ///
    /// - Precondition: the datagram fits into 65,535 bytes.
    public init(
        source: IPv4Address, destination: IPv4Address, payloadBytes: Int, identification: UInt16,
        timeToLive: UInt8 = 255, protocolNumber: UInt8 = VRRPHeader.protocolNumber
    ) {
        precondition(payloadBytes + Self.lengthBytes <= 65_535, "\(payloadBytes) bytes do not fit into IPv4")
        self.source = source
        self.destination = destination
        self.identification = identification
        self.timeToLive = timeToLive
        self.protocolNumber = protocolNumber
        typeOfService = Self.internetworkControl
        payload = Self.lengthBytes..<Self.lengthBytes + payloadBytes
    }

    /// Reads the header of a datagram as a raw socket delivers it; bytes after the total length are not
    /// payload.
    public init(_ datagram: Span<UInt8>) throws(IPv4HeaderError) {
        guard datagram.count >= Self.lengthBytes else { throw .truncated(lengthBytes: datagram.count) }
        guard datagram[0] >> 4 == 4 else { throw .version(datagram[0] >> 4) }
        let headerBytes = Int(datagram[0] & 0x0F) * 4
        guard headerBytes >= Self.lengthBytes, headerBytes <= datagram.count else {
            throw .headerLength(bytes: headerBytes, datagramBytes: datagram.count)
        }
        let totalBytes = Int(datagram.bigEndian16(at: 2))
        guard totalBytes >= headerBytes, totalBytes <= datagram.count else {
            throw .totalLength(bytes: totalBytes, datagramBytes: datagram.count)
        }
        typeOfService = datagram[1]
        identification = datagram.bigEndian16(at: 4)
        timeToLive = datagram[8]
        protocolNumber = datagram[9]
        source = IPv4Address(bits: datagram.bigEndian32(at: 12))
        destination = IPv4Address(bits: datagram.bigEndian32(at: 16))
        payload = headerBytes..<totalBytes
    }

    /// Appends the header, with its checksum, and without options or "don't fragment".
    public func encode(into bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.append(0x45)
        bytes.append(typeOfService)
        bytes.append(bigEndian: UInt16(Self.lengthBytes + payload.count))
        bytes.append(bigEndian: identification)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(timeToLive)
        bytes.append(protocolNumber)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: source.bits)
        bytes.append(bigEndian: destination.bits)
        var sum = InternetChecksum()
        sum.add(bytes.span.extracting(start..<bytes.count))
        bytes.store(bigEndian: sum.value, at: start + 10)
    }
}
