/// Numbers in the notation of keepalived.conf.
enum Numbers {
    /// Stands for a number that is too large: it is above every range.
    static let beyond = Int.max

    /// A decimal number with at most six decimals, in millionths.
    struct Decimal {
        /// The value times a million; `beyond` or `-beyond` if that is too large.
        var millionths: Int
        /// Whether decimals beyond the sixth were dropped.
        var isRounded: Bool
    }

    /// A decimal whole number, optionally preceded by blanks (in quotes) and a sign; nil if it is anything
    /// else.
    ///
    /// - Returns: the number; `beyond` or `-beyond` if it does not fit.
    static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        let (isNegative, digits) = sign(of: text)
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard isDigit(byte) else { return nil }
            value = appending(byte, to: value)
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

    /// A decimal number, optionally with a point and a sign, without exponent or unit; nil if it is anything
    /// else.
    static func decimal(_ text: ArraySlice<UInt8>) -> Decimal? {
        let (isNegative, digits) = sign(of: text)
        var value = 0
        var digitCount = 0
        var decimals: Int?
        var isRounded = false
        for byte in digits {
            if byte == UInt8(ascii: "."), decimals == nil {
                decimals = 0
                continue
            }
            guard isDigit(byte) else { return nil }
            digitCount += 1
            if let known = decimals {
                guard known < 6 else {
                    isRounded = isRounded || byte != UInt8(ascii: "0")
                    continue
                }
                decimals = known + 1
            }
            value = appending(byte, to: value)
        }
        guard digitCount > 0 else { return nil }
        for _ in (decimals ?? 0)..<6 { value = appending(UInt8(ascii: "0"), to: value) }
        return Decimal(millionths: isNegative ? -value : value, isRounded: isRounded)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// A number with a further digit; `beyond` if that does not fit.
    private static func appending(_ digit: UInt8, to number: Int) -> Int {
        let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
        guard number != beyond, !overflow, tenfold < beyond - 9 else { return beyond }
        return tenfold + Int(digit - 48)
    }

    private static func sign(of text: ArraySlice<UInt8>) -> (isNegative: Bool, rest: ArraySlice<UInt8>) {
        var rest = text.drop { $0 == 32 || (9...13).contains($0) }
        let first = rest.first
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return (first == UInt8(ascii: "-"), rest)
    }

    /// A time in whole microseconds.
    static func microseconds(_ time: Duration) -> Int {
        Int(time.components.seconds) * 1_000_000 + Int(time.components.attoseconds / 1_000_000_000_000)
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
