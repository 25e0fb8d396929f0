public import NetworkTypes

/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of all 16-bit words.
public struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    /// The checksum of no bytes.
    public init() {}

    /// Adds bytes. An odd last byte counts as the high byte of a word, so only the last call may have an odd
    /// count.
    public mutating func add(_ bytes: Span<UInt8>) {
        var offset = 0
        while offset + 1 < bytes.count {
            sum += UInt64(bytes.bigEndian16(at: offset))
            offset += 2
        }
        if offset < bytes.count { sum += UInt64(bytes[offset]) << 8 }
    }

    /// Adds the pseudo header of an upper-layer packet: source, destination, length and protocol number.
    ///
    /// IPv4's (RFC 793 §3.1) and IPv6's (RFC 8200 §8.1) have the same sum for packets under 64 KiB.
    public mutating func addPseudoHeader(
        source: IPAddress, destination: IPAddress, lengthBytes: Int, protocolNumber: UInt8
    ) {
        add(source)
        add(destination)
        sum += UInt64(lengthBytes >> 16) + UInt64(lengthBytes & 0xFFFF)
        sum += UInt64(protocolNumber)
    }

    /// The checksum of the bytes added. It is zero over a packet that includes its correct checksum.
    public var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = folded >> 16 + folded & 0xFFFF }
        return ~UInt16(truncatingIfNeeded: folded)
    }

    private mutating func add(_ address: IPAddress) {
        switch address {
        case .ipv4(let address):
            sum += UInt64(address.bits >> 16) + UInt64(address.bits & 0xFFFF)
        case .ipv6(let address):
            for word in 0..<8 {
                sum += UInt64(UInt16(truncatingIfNeeded: address.bits >> UInt128(16 * word)))
            }
        }
    }
}
