/// An IPv6 address.
public struct IPv6Address: Hashable, Sendable, Comparable {
    // Two halves rather than one number of 128 bits: that is aligned to 16 bytes, and unoptimised code of Swift 6.3
    // spills values which hold one to places that are not.
    private let high: UInt64
    private let low: UInt64

    /// The address as a number, the first byte of the address highest.
    public var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// The address with these 128 bits, the first byte of the address highest.
    public init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// The address whose eight groups are `groups`, first group first.
    ///
    /// - Precondition: there are exactly eight.
    public init(groups: [UInt16]) {
        precondition(groups.count == 8, "an IPv6 address has eight groups, not \(groups.count)")
        self.init(bits: groups.reduce(0) { $0 << 16 | UInt128($1) })
    }

    /// Reads the text forms of RFC 4291 §2.2 (a dotted IPv4 tail included), without prefix length or zone;
    /// nil if the text is anything else.
    public init?(_ text: some StringProtocol) {
        guard let groups = Self.groups(of: Array(text.utf8)) else { return nil }
        self.init(groups: groups)
    }

    /// The byte at `index` (0 to 15) in network order.
    public func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: bits >> UInt128(120 - 8 * index)) }

    /// Whether the address is in ff00::/8.
    public var isMulticast: Bool { byte(0) == 0xFF }

    /// Whether the address is in fe80::/10.
    public var isLinkLocal: Bool { bits >> 118 == 0x3FA }

    /// Orders by the bytes on the wire, unsigned.
    public static func < (left: Self, right: Self) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * index))
    }
}

extension IPv6Address {
    private static func groups(of text: [UInt8]) -> [UInt16]? {
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var hasGap = false
        var index = 0
        let colon = UInt8(ascii: ":")
        while index < text.count {
            if text[index] == colon {
                let isDouble = index + 1 < text.count && text[index + 1] == colon
                if isDouble {
                    guard !hasGap else { return nil }
                    hasGap = true
                    index += 2
                    continue
                }
                guard index > 0, text[index - 1] != colon else { return nil }
                index += 1
                guard index < text.count else { return nil }
                continue
            }
            let end = text[index...].firstIndex(of: colon) ?? text.count
            let word = text[index..<end]
            guard let values = Self.values(of: word, isLast: end == text.count) else { return nil }
            if hasGap { tail += values } else { head += values }
            index = end
        }
        let count = head.count + tail.count
        guard hasGap ? count < 8 : count == 8 else { return nil }
        return head + Array(repeating: 0, count: 8 - count) + tail
    }

    /// The one group of a hexadecimal word, or the two of a dotted IPv4 tail.
    private static func values(of word: ArraySlice<UInt8>, isLast: Bool) -> [UInt16]? {
        if isLast, word.contains(UInt8(ascii: ".")) {
            guard let address = IPv4Address(String(decoding: word, as: UTF8.self)) else { return nil }
            return [UInt16(address.bits >> 16), UInt16(address.bits & 0xFFFF)]
        }
        guard (1...4).contains(word.count), word.first != UInt8(ascii: "+"), word.first != UInt8(ascii: "-"),
            let value = UInt16(String(decoding: word, as: UTF8.self), radix: 16)
        else { return nil }
        return [value]
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The text of RFC 5952: lower case, the longest run of zero groups as `::`, an IPv4-mapped tail dotted.
    public var description: String {
        if bits >> 32 == 0xFFFF { return "::ffff:\(IPv4Address(bits: UInt32(truncatingIfNeeded: bits)))" }
        let groups = (0..<8).map(group)
        let gap = Self.longestZeroRun(in: groups)
        guard gap.count > 1 else { return Self.text(groups[...]) }
        return Self.text(groups[..<gap.lowerBound]) + "::" + Self.text(groups[gap.upperBound...])
    }

    private static func text(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best
    }
}
