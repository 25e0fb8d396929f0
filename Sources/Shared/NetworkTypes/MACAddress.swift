/// A 48-bit Ethernet address.
public struct MACAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as a number, its first byte highest; the upper 16 bits are zero.
    public let bits: UInt64

    /// The address with the lower 48 of these bits.
    public init(bits: UInt64) {
        self.bits = bits & 0xFFFF_FFFF_FFFF
    }

    /// The address with these bytes.
    ///
    /// - Precondition: there are exactly six.
    public init(bytes: [UInt8]) {
        precondition(bytes.count == 6, "an Ethernet address has six bytes, not \(bytes.count)")
        bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// ff:ff:ff:ff:ff:ff.
    public static let broadcast = MACAddress(bits: 0xFFFF_FFFF_FFFF)

    /// The byte at `index` (0 to 5) in network order.
    public func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> UInt64(40 - 8 * index)) }

    /// Six pairs of lower case hexadecimal digits with colons.
    public var description: String {
        (0..<6).map { byte($0) < 16 ? "0" + String(byte($0), radix: 16) : String(byte($0), radix: 16) }
            .joined(separator: ":")
    }
}
