public import NetworkTypes

/// An ICMP echo request or reply (RFC 792, RFC 4443 §4.1): ping.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Type      |     Code      |          Checksum             |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |           Identifier          |        Sequence Number        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Data ...
///     +-+-+-+-+-
public struct EchoMessage: Equatable, Sendable {
    /// Request or reply.
    public enum Kind: Sendable {
        /// Type 8 (ICMP) or 128 (ICMPv6).
        case request
        /// Type 0 (ICMP) or 129 (ICMPv6).
        case reply
    }

    /// Request or reply.
    public var kind: Kind
    /// Distinguishes programs that send echo requests.
    public var identifier: UInt16
    /// Distinguishes the requests of one program.
    public var sequence: UInt16
    /// Data that the reply returns unchanged.
    public var payload: [UInt8]

    /// The length of the header before the payload.
    public static let headerBytes = 8

    /// A message with these fields.
    public init(_ kind: Kind, identifier: UInt16, sequence: UInt16, payload: [UInt8]) {
        self.kind = kind
        self.identifier = identifier
        self.sequence = sequence
        self.payload = payload
    }

    /// Reads an ICMP message of that family; nil if it is not an echo message, or if its checksum is wrong
    /// (IPv4).
    ///
    /// Over IPv6 the kernel verifies the checksum, which covers a pseudo header.
    public init?(_ bytes: Span<UInt8>, _ family: AddressFamily) {
        guard bytes.count >= Self.headerBytes, bytes[1] == 0 else { return nil }
        switch bytes[0] {
        case Self.type(.request, family): kind = .request
        case Self.type(.reply, family): kind = .reply
        default: return nil
        }
        if family == .ipv4 {
            var checksum = InternetChecksum()
            checksum.add(bytes)
            guard checksum.value == 0 else { return nil }
        }
        identifier = bytes.bigEndian16(at: 4)
        sequence = bytes.bigEndian16(at: 6)
        payload = (Self.headerBytes..<bytes.count).map { bytes[$0] }
    }

    /// The bytes on the wire; over IPv6 the kernel fills in the checksum.
    public func bytes(_ family: AddressFamily) -> [UInt8] {
        var bytes = [Self.type(kind, family), 0, 0, 0]
        bytes.append(bigEndian: identifier)
        bytes.append(bigEndian: sequence)
        bytes += payload
        guard family == .ipv4 else { return bytes }
        var checksum = InternetChecksum()
        checksum.add(bytes.span)
        bytes.store(bigEndian: checksum.value, at: 2)
        return bytes
    }

    private static func type(_ kind: Kind, _ family: AddressFamily) -> UInt8 {
        switch (family, kind) {
        case (.ipv4, .request): 8
        case (.ipv4, .reply): 0
        case (.ipv6, .request): 128
        case (.ipv6, .reply): 129
        }
    }
}
