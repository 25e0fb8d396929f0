/// An escape after a `\`, as in C, where the language has them: in commands and in regular expressions.
public struct EscapedByte {
    /// The byte that it stands for.
    public let byte: UInt8
    /// Whether it is a letter that has no meaning after a `\`, and so stands for itself.
    public let isUnknownLetter: Bool

    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "E"): 27, UInt8(ascii: "f"): 12,
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]

    /// Takes the escape from the text after its `\`: a letter, up to three octal digits, `x` and up to
    /// two hexadecimal ones, `c` and a letter. At the end of the text the `\` stands for itself.
    public init(from rest: inout ArraySlice<UInt8>) {
        guard let first = rest.popFirst() else {
            (byte, isUnknownLetter) = (Byte.backslash, false)
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            byte = Self.number(radix: 8, digits: 2, from: first - UInt8(ascii: "0"), &rest)
            isUnknownLetter = false
        case UInt8(ascii: "x"):
            byte = Self.number(radix: 16, digits: 2, from: 0, &rest)
            isUnknownLetter = false
        case UInt8(ascii: "c"):
            byte = rest.popFirst().map { $0 & 0x1F } ?? first
            isUnknownLetter = false
        default:
            let control = Self.controls[first]
            byte = control ?? first
            isUnknownLetter = control == nil && Byte.isNameStart(first) && first != Byte.underscore
        }
    }

    private static func number(
        radix: UInt8, digits: Int, from start: UInt8, _ rest: inout ArraySlice<UInt8>
    ) -> UInt8 {
        var value = start
        for _ in 0..<digits {
            guard let next = rest.first, let digit = Character(UnicodeScalar(next)).hexDigitValue,
                digit < radix
            else { break }
            value = value &* radix &+ UInt8(digit)
            rest.removeFirst()
        }
        return value
    }
}
