/// An IPv4 address.
public struct IPv4Address: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The address as a number: 192.0.2.1 is 0xC0000201.
    public let bits: UInt32

    /// The address with these 32 bits, the first byte of the address highest.
    public init(bits: UInt32) {
        self.bits = bits
    }

    /// The address `a.b.c.d`.
    public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    /// Reads four decimal numbers with dots, as `inet_pton(3)` does; nil if the text is anything else.
    public init?(_ text: some StringProtocol) {
        var bits: UInt32 = 0
        var octets = 0
        var digits = 0
        var octet: UInt32 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits == 0 || octet != 0 else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard octet <= 255 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, octets < 3 else { return nil }
                bits = bits << 8 | octet
                octets += 1
                (octet, digits) = (0, 0)
            default:
                return nil
            }
        }
        guard octets == 3, digits > 0 else { return nil }
        self.bits = bits << 8 | octet
    }

    /// The byte at `index` (0 to 3) in network order.
    public func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> UInt32(24 - 8 * index)) }

    /// Whether the address is in 224.0.0.0/4.
    public var isMulticast: Bool { bits >> 28 == 0xE }

    /// Dotted decimal.
    public var description: String { "\(byte(0)).\(byte(1)).\(byte(2)).\(byte(3))" }

    /// Orders by the bytes on the wire, unsigned.
    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}
