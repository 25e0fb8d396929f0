import NetworkTypes

/// A position in a line of `/proc/net/ip_vs`, which moves from word to word. Results are nil if the line is malformed.
struct TableLineCursor {
    private var position = 0

    /// The range of the next word.
    mutating func word(of line: Span<UInt8>) -> Range<Int>? {
        while position < line.count, line[position] == UInt8(ascii: " ") { position += 1 }
        let start = position
        while position < line.count, line[position] != UInt8(ascii: " ") { position += 1 }
        return start == position ? nil : start..<position
    }

    /// The index in `names` of the next word.
    mutating func index(of line: Span<UInt8>, in names: [StaticString]) -> Int? {
        guard let word = word(of: line) else { return nil }
        return names.firstIndex { name in
            guard name.utf8CodeUnitCount == word.count else { return false }
            return (0..<word.count).allSatisfy { unsafe name.utf8Start[$0] == line[word.lowerBound + $0] }
        }
    }

    /// The next word as a number.
    mutating func decimal(of line: Span<UInt8>) -> UInt32? {
        guard let word = word(of: line), word.count <= 10 else { return nil }
        var number: UInt64 = 0
        for index in word {
            guard let digit = Self.digit(line[index]), digit < 10 else { return nil }
            number = number * 10 + UInt64(digit)
        }
        return UInt32(exactly: number)
    }

    /// The next word as an address and port: `C0A80001:0050` or `[2001:0db8:0000:0000:0000:0000:0000:0001]:0050`.
    mutating func socket(of line: Span<UInt8>) -> (IPAddress, port: UInt16)? {
        guard let word = word(of: line), word.count >= 13, line[word.upperBound - 5] == UInt8(ascii: ":"),
            let port = Self.hexadecimal(line, word.upperBound - 4..<word.upperBound)
        else { return nil }
        let text = word.lowerBound..<word.upperBound - 5
        switch text.count {
        case 8:
            guard let bits = Self.hexadecimal(line, text) else { return nil }
            return (.ipv4(IPv4Address(bits: UInt32(bits))), UInt16(port))
        case 41:
            guard line[text.lowerBound] == UInt8(ascii: "["), line[text.upperBound - 1] == UInt8(ascii: "]")
            else { return nil }
            var bits: UInt128 = 0
            for group in 0..<8 {
                let start = text.lowerBound + 1 + group * 5
                guard let value = Self.hexadecimal(line, start..<start + 4) else { return nil }
                bits = bits << 16 | UInt128(value)
            }
            return (.ipv6(IPv6Address(bits: bits)), UInt16(port))
        default: return nil
        }
    }

    private static func hexadecimal(_ line: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for index in range {
            guard let digit = digit(line[index]) else { return nil }
            number = number << 4 | UInt64(digit)
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
