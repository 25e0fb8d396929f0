/// Numbers as keepalived.conf writes them.
enum Numbers {
    /// A decimal number with at most six decimals, in millionths.
    struct Decimal {
        var millionths: Int
        /// Whether decimals beyond the sixth were dropped.
        var isRounded: Bool
    }

    /// A whole number: base 10, blanks before it (in quotes) and a sign allowed; nil if it is anything else.
    static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        let (isNegative, digits) = sign(of: text)
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, tenfold <= Int.max - 9 else { return nil }
            value = tenfold + Int(byte - 48)
        }
        return isNegative ? -value : value
    }

    /// A whole number that may be octal (`0…`) or hexadecimal (`0x…`), as `strtoul(3)` with base 0 reads it.
    static func prefixedInteger(_ text: ArraySlice<UInt8>) -> Int? {
        let string = String(decoding: text, as: UTF8.self)
        if string.hasPrefix("0x") || string.hasPrefix("0X") { return Int(string.dropFirst(2), radix: 16) }
        if string.hasPrefix("0"), string.utf8.count > 1 { return Int(string.dropFirst(), radix: 8) }
        return integer(text)
    }

    /// A number with at most one point; no exponent, no unit; nil if it is anything else.
    static func decimal(_ text: ArraySlice<UInt8>) -> Decimal? {
        let (isNegative, digits) = sign(of: text)
        guard !isNegative, digits.contains(where: { $0 != UInt8(ascii: ".") }), digits.count <= 18 else {
            return nil
        }
        var value = 0
        var decimals = -1
        var isRounded = false
        for byte in digits {
            if byte == UInt8(ascii: ".") {
                guard decimals < 0 else { return nil }
                decimals = 0
                continue
            }
            guard (48...57).contains(byte) else { return nil }
            if decimals == 6 {
                isRounded = isRounded || byte != 48
                continue
            }
            guard value < 1_000_000_000_000 else { return nil }
            value = value * 10 + Int(byte - 48)
            if decimals >= 0 { decimals += 1 }
        }
        for _ in max(decimals, 0)..<6 { value *= 10 }
        return Decimal(millionths: value, isRounded: isRounded)
    }

    private static func sign(of text: ArraySlice<UInt8>) -> (isNegative: Bool, rest: ArraySlice<UInt8>) {
        var rest = text.drop { $0 == 32 || (9...13).contains($0) }
        let first = rest.first
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return (first == UInt8(ascii: "-"), rest)
    }

    /// Millionths as text, without zeros at the end: 1500000 is `1.5`.
    static func text(millionths: Int) -> String {
        let (whole, part) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        guard part != 0 else { return String(whole) }
        var digits = String(part)
        digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
