/// The bytes that have a meaning in the language, and the special content of lines.
enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let apostrophe = UInt8(ascii: "'")
    static let dollar = UInt8(ascii: "$")
    static let hash = UInt8(ascii: "#")
    static let bang = UInt8(ascii: "!")
    static let backslash = UInt8(ascii: "\\")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let openParenthesis = UInt8(ascii: "(")
    static let closeParenthesis = UInt8(ascii: ")")
    static let comma = UInt8(ascii: ",")
    static let equals = UInt8(ascii: "=")
    static let at = UInt8(ascii: "@")
    static let tilde = UInt8(ascii: "~")
    static let caret = UInt8(ascii: "^")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let lowerI = UInt8(ascii: "i")
    static let underscore = UInt8(ascii: "_")
    static let plus = UInt8(ascii: "+")
    static let minus = UInt8(ascii: "-")

    /// Space, tab, form feed, vertical tab, CR and LF separate words.
    @inline(__always) static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    static func isNameStart(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == underscore
    }

    static func isName(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

    @inline(__always) static func isComment(_ byte: UInt8) -> Bool { byte == hash || byte == bang }
}

/// Content of a line that its words alone do not show.
struct LineContent: OptionSet {
    let rawValue: UInt8
    /// `$ @ ~ \`: the line may contain parameters, conditions, sequences or escapes.
    static let meta = LineContent(rawValue: 1)
    /// A zero byte.
    static let zero = LineContent(rawValue: 2)

    /// The content that each byte value stands for.
    static let ofByte: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        for byte in [Byte.dollar, Byte.at, Byte.tilde, Byte.backslash] {
            table[Int(byte)] = LineContent.meta.rawValue
        }
        table[0] = LineContent.zero.rawValue
        return table
    }()
}

extension RandomAccessCollection where Element == UInt8, Index == Int {
    /// The text without blanks at both ends.
    var trimmingBlanks: SubSequence {
        guard let first = firstIndex(where: { !Byte.isBlank($0) }),
            let last = lastIndex(where: { !Byte.isBlank($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }

    /// The text as UTF-8, with U+FFFD for invalid bytes.
    public var string: String { String(decoding: self, as: UTF8.self) }
}
