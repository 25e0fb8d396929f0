/// The types of DNS records that a query may ask for (RFC 1035 §3.2.2, RFC 3596, RFC 4034), by keepalived's names.
public enum DNSRecordType: UInt16, Sendable, CaseIterable {
    /// `A`.
    case a = 1
    /// `NS`.
    case ns = 2
    /// `CNAME`.
    case cname = 5
    /// `SOA`.
    case soa = 6
    /// `MX`.
    case mx = 15
    /// `TXT`.
    case txt = 16
    /// `AAAA`.
    case aaaa = 28
    /// `RRSIG`.
    case rrsig = 46
    /// `DNSKEY`.
    case dnskey = 48

    /// The name in capitals: `SOA`.
    public var name: String { "\(self)".uppercased() }

    /// The type of that name in capitals or small letters.
    public init?(name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
        self = type
    }
}

/// Why a name cannot be queried.
public enum DNSNameError: Error, Equatable, Sendable {
    /// A label is empty: two dots in a row, or a leading dot.
    case emptyLabel
    /// A label is longer than 63 bytes.
    case labelTooLong(lengthBytes: Int)
    /// The name takes more than 255 bytes in a message.
    case nameTooLong(lengthBytes: Int)
}

extension DNSNameError: CustomStringConvertible {
    /// A sentence without a full stop.
    public var description: String {
        switch self {
        case .emptyLabel: "a part of the name is empty"
        case .labelTooLong(let length): "a part of the name has \(length) bytes, at most 63 are allowed"
        case .nameTooLong(let length): "the name takes \(length) bytes, at most 255 are allowed"
        }
    }
}

/// A DNS query (RFC 1035 §4).
///
///       0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
///     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
///     |                      ID                       |
///     |QR|   Opcode  |AA|TC|RD|RA|   Z    |   RCODE   |
///     |                    QDCOUNT                    |
///     |                    ANCOUNT                    |
///     |                    NSCOUNT                    |
///     |                    ARCOUNT                    |
///     +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
public struct DNSQuery: Equatable, Sendable {
    /// The bytes on the wire: the header with recursion desired, and one question of the class IN.
    public let bytes: [UInt8]
    /// Identifies the answer.
    public let identifier: UInt16

    /// A query for `name`; `.` or an empty name is the root, and a final dot makes no difference.
    public init(identifier: UInt16, name: String, type: DNSRecordType) throws(DNSNameError) {
        var bytes = Self.bigEndian(identifier) + [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]
        let headerBytes = bytes.count
        let dot = UInt8(ascii: ".")
        var rest = Array(name.utf8)
        if rest.last == dot { rest.removeLast() }
        for label in rest.isEmpty ? [] : rest.split(separator: dot, omittingEmptySubsequences: false) {
            guard !label.isEmpty else { throw .emptyLabel }
            guard label.count <= 63 else { throw .labelTooLong(lengthBytes: label.count) }
            bytes.append(UInt8(label.count))
            bytes += label
        }
        bytes.append(0)
        let length = bytes.count - headerBytes
        guard length <= 255 else { throw .nameTooLong(lengthBytes: length) }
        bytes += Self.bigEndian(type.rawValue) + [0, 1]
        self.bytes = bytes
        self.identifier = identifier
    }

    private static func bigEndian(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    }
}

/// The header of a name server's message (RFC 1035 §4.1.1); the records are not examined.
public struct DNSReplyHeader: Equatable, Sendable {
    /// The identifier of the query.
    public let identifier: UInt16
    /// Whether the message is an answer (QR).
    public let isReply: Bool
    /// The response code: 0 for no error; see `codeName`.
    public let responseCode: UInt8

    /// The header's length.
    public static let lengthBytes = 12

    /// Reads the header of a datagram; nil if the datagram is shorter.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count >= Self.lengthBytes else { return nil }
        identifier = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        isReply = bytes[2] & 0x80 != 0
        responseCode = bytes[3] & 0x0F
    }

    /// The name of the response code (RFC 1035 §4.1.1, RFC 2136 §2.2), or its number.
    public var codeName: String {
        let names = [
            "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
            "NXRRSET", "NOTAUTH", "NOTZONE",
        ]
        let index = Int(responseCode)
        return index < names.count ? names[index] : "\(responseCode)"
    }
}
