public import NetworkTypes

/// The versions of VRRP.
public enum VRRPVersion: UInt8, Sendable {
    /// VRRPv2 (RFC 3768).
    case v2 = 2
    /// VRRPv3 (RFC 9568).
    case v3 = 3
}

/// What the checksum of a VRRP message covers.
public enum VRRPChecksumCoverage: Sendable {
    /// The message alone: VRRPv2 over IPv4, and VRRPv3 over IPv4 as in RFC 9568 §5.2.8.
    case message
    /// The pseudo header and the message: VRRP over IPv6, and VRRPv3 over IPv4 as in RFC 5798.
    case messageAndPseudoHeader
}

/// Why bytes are not a VRRP message.
public enum VRRPMessageError: Error, Equatable, CustomStringConvertible {
    /// Shorter than the fixed part.
    case truncated(lengthBytes: Int, neededBytes: Int)
    /// The length does not fit the number of addresses.
    case length(lengthBytes: Int, expectedBytes: Int)

    /// The error in words.
    public var description: String {
        switch self {
        case .truncated(let length, let needed):
            "VRRP message of \(length) bytes, expected at least \(needed)"
        case .length(let length, let expected): "VRRP message of \(length) bytes, expected \(expected)"
        }
    }
}

/// The fixed part of a VRRP message whose length has been checked.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |Version| Type  | Virtual Rtr ID|   Priority    | Count of Addrs|
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     | v2: Auth Type | v2: Adver Int |           Checksum            |
///     | v3: 4 reserved, 12 Adver Int  |                               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      addresses of 4 or 16 bytes, then for v2 over IPv4        |
///     |              eight bytes of authentication data               |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct VRRPHeader: Equatable, Sendable {
    /// The bytes before the addresses.
    public static let lengthBytes = 8
    /// The bytes of VRRPv2's authentication data.
    public static let authenticationBytes = 8
    /// The IP protocol number of VRRP.
    public static let protocolNumber: UInt8 = 112
    /// The packet type of an advertisement, the only type.
    public static let advertisementType: UInt8 = 1

    /// The version in the packet, which may not exist.
    public let versionNumber: UInt8
    /// The packet type.
    public let type: UInt8
    /// The VRID.
    public let virtualRouterID: UInt8
    /// The priority; 0: the master resigns.
    public let priority: UInt8
    /// The number of addresses.
    public let addressCount: Int
    /// VRRPv2: the authentication type.
    public let authenticationType: UInt8
    /// VRRPv2: seconds. Other versions: centiseconds, 0 to 4095, without the reserved bits.
    public let intervalUnits: UInt16
    /// The checksum in the packet.
    public let checksum: UInt16
    /// The family of the addresses.
    public let family: AddressFamily

    /// The VRID in bytes that may be a message, to find the virtual router before any check.
    public static func virtualRouterID(of message: Span<UInt8>) -> UInt8? {
        message.count >= lengthBytes ? message[1] : nil
    }

    /// Reads the fixed part of a message of that family and checks that the length fits.
    ///
    /// Ethernet padding of a short IPv4 datagram (to 46 bytes, or 42 with a VLAN tag) is accepted, as in
    /// keepalived: up to 46 bytes with the IP header, and two more than a multiple of four.
    public init(_ message: Span<UInt8>, family: AddressFamily) throws(VRRPMessageError) {
        guard message.count >= Self.lengthBytes else {
            throw .truncated(lengthBytes: message.count, neededBytes: Self.lengthBytes)
        }
        versionNumber = message[0] >> 4
        type = message[0] & 0x0F
        virtualRouterID = message[1]
        priority = message[2]
        addressCount = Int(message[3])
        if versionNumber == VRRPVersion.v2.rawValue {
            authenticationType = message[4]
            intervalUnits = UInt16(message[5])
        } else {
            authenticationType = 0
            intervalUnits = message.bigEndian16(at: 4) & 0x0FFF
        }
        checksum = message.bigEndian16(at: 6)
        self.family = family
        let extra = message.count - messageLengthBytes
        let isPadded = family == .ipv4 && extra > 0 && extra % 4 == 2 && message.count <= 26
        guard extra == 0 || isPadded else {
            throw .length(lengthBytes: message.count, expectedBytes: messageLengthBytes)
        }
    }

    /// The version, if it exists.
    public var version: VRRPVersion? { VRRPVersion(rawValue: versionNumber) }

    /// The sender's interval. VRRPv2: whole seconds; VRRPv3: steps of 10 ms.
    public var interval: Duration {
        version == .v2 ? .seconds(Int(intervalUnits)) : .milliseconds(10 * Int(intervalUnits))
    }

    /// Whether authentication data follows the addresses: VRRPv2 over IPv4. keepalived's VRRPv2 over IPv6,
    /// which is in no RFC, has none.
    public var hasAuthentication: Bool { version == .v2 && family == .ipv4 }

    /// The length of the message without padding.
    public var messageLengthBytes: Int {
        authenticationOffset + (hasAuthentication ? Self.authenticationBytes : 0)
    }

    private var authenticationOffset: Int { Self.lengthBytes + addressCount * family.addressLengthBytes }
}

extension VRRPHeader {
    /// The address at `index` of the message that this header was read from.
    ///
    /// - Precondition: `index` is less than `addressCount`.
    public func address(at index: Int, in message: Span<UInt8>) -> IPAddress {
        precondition(index < addressCount, "address \(index) of \(addressCount)")
        return message.address(of: family, at: Self.lengthBytes + index * family.addressLengthBytes)
    }

    /// Whether the authentication data of the message is this password, padded with zeros to eight bytes;
    /// false if there is none. Takes the same time wherever the first difference is.
    public func hasPassword(_ password: [UInt8], in message: Span<UInt8>) -> Bool {
        guard hasAuthentication else { return false }
        var difference: UInt8 = 0
        for index in 0..<Self.authenticationBytes {
            let expected = index < password.count ? password[index] : 0
            difference |= message[authenticationOffset + index] ^ expected
        }
        return difference == 0
    }

    /// Whether the checksum of the message is right with this coverage.
    public func isChecksumRight(
        _ coverage: VRRPChecksumCoverage, in message: Span<UInt8>, source: IPAddress, destination: IPAddress
    ) -> Bool {
        var sum = InternetChecksum()
        if coverage == .messageAndPseudoHeader {
            sum.addPseudoHeader(
                source: source, destination: destination, lengthBytes: messageLengthBytes,
                protocolNumber: Self.protocolNumber)
        }
        sum.add(message.extracting(0..<messageLengthBytes))
        return sum.value == 0
    }
}
