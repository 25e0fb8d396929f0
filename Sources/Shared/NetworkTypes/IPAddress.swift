/// The address family: the version of the Internet protocol.
public enum AddressFamily: Hashable, Sendable, CustomStringConvertible {
    /// Internet protocol version 4.
    case ipv4
    /// Internet protocol version 6.
    case ipv6

    /// `IPv4` or `IPv6`.
    public var description: String { self == .ipv4 ? "IPv4" : "IPv6" }

    /// The length of an address: 4 or 16.
    public var addressLengthBytes: Int { self == .ipv4 ? 4 : 16 }

    /// The length of a host prefix: 32 or 128.
    public var hostPrefixLength: UInt8 { self == .ipv4 ? 32 : 128 }
}

/// An IPv4 or IPv6 address. IPv4 sorts before IPv6; within a family, addresses sort by their bytes on the
/// wire.
public enum IPAddress: Hashable, Sendable, Comparable {
    /// An IPv4 address.
    case ipv4(IPv4Address)
    /// An IPv6 address.
    case ipv6(IPv6Address)

    /// Reads dotted decimal or RFC 4291 text, without prefix length or zone; nil if it is neither.
    public init?(_ text: some StringProtocol) {
        if let address = IPv4Address(text) {
            self = .ipv4(address)
        } else if let address = IPv6Address(text) {
            self = .ipv6(address)
        } else {
            return nil
        }
    }

    /// The address of these bytes in network order; nil unless there are 4 or 16.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self = .ipv4(IPv4Address(bits: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
        case 16: self = .ipv6(IPv6Address(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) }))
        default: return nil
        }
    }

    /// The family the address belongs to.
    public var family: AddressFamily {
        switch self {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        }
    }

    /// Whether the address is a multicast group (224.0.0.0/4, ff00::/8).
    public var isMulticast: Bool {
        switch self {
        case .ipv4(let address): address.isMulticast
        case .ipv6(let address): address.isMulticast
        }
    }

    /// Whether the address is all zeros.
    public var isUnspecified: Bool {
        switch self {
        case .ipv4(let address): address.bits == 0
        case .ipv6(let address): address.bits == 0
        }
    }

    /// The bytes in network order: 4 or 16.
    public var bytes: [UInt8] {
        switch self {
        case .ipv4(let address): (0..<4).map { address.byte($0) }
        case .ipv6(let address): (0..<16).map { address.byte($0) }
        }
    }

    /// Orders IPv4 before IPv6, and each family by its bytes.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.ipv4(let left), .ipv4(let right)): left < right
        case (.ipv6(let left), .ipv6(let right)): left < right
        case (.ipv4, .ipv6): true
        case (.ipv6, .ipv4): false
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual text: dotted decimal or RFC 5952.
    public var description: String {
        switch self {
        case .ipv4(let address): address.description
        case .ipv6(let address): address.description
        }
    }

    /// The usual text with a port: `192.0.2.1:80`, `[2001:db8::1]:80`.
    public func text(port: UInt16) -> String {
        family == .ipv4 ? "\(self):\(port)" : "[\(self)]:\(port)"
    }
}
