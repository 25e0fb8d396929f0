internal import NetworkTypes

extension [UInt8] {
    /// Appends the number, high byte first.
    mutating func append(bigEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends the number, high byte first.
    mutating func append(bigEndian value: UInt32) {
        append(bigEndian: UInt16(truncatingIfNeeded: value >> 16))
        append(bigEndian: UInt16(truncatingIfNeeded: value))
    }

    /// Appends the 4 or 16 bytes of the address.
    mutating func append(_ address: IPAddress) {
        switch address {
        case .ipv4(let address): append(bigEndian: address.bits)
        case .ipv6(let address): append(address)
        }
    }

    /// Appends the 16 bytes of the address.
    mutating func append(_ address: IPv6Address) {
        for index in 0..<16 { append(address.byte(index)) }
    }

    /// Appends the six bytes of the address.
    mutating func append(_ address: MACAddress) {
        for index in 0..<6 { append(address.byte(index)) }
    }

    /// Overwrites two bytes at `offset`, high byte first.
    mutating func store(bigEndian value: UInt16, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 1] = UInt8(truncatingIfNeeded: value)
    }
}

extension Span<UInt8> {
    /// The two bytes at `offset` as a number, high byte first.
    func bigEndian16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }

    /// The four bytes at `offset` as a number, high byte first.
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(bigEndian16(at: offset)) << 16 | UInt32(bigEndian16(at: offset + 2))
    }

    /// The address of that family whose bytes begin at `offset`.
    func address(of family: AddressFamily, at offset: Int) -> IPAddress {
        switch family {
        case .ipv4:
            return .ipv4(IPv4Address(bits: bigEndian32(at: offset)))
        case .ipv6:
            var bits: UInt128 = 0
            for word in 0..<4 { bits = bits << 32 | UInt128(bigEndian32(at: offset + 4 * word)) }
            return .ipv6(IPv6Address(bits: bits))
        }
    }
}
