/// genhash's dump of bytes: decimal offset, sixteen bytes in two groups, and their characters.
enum Hexdump {
    private static let bytesPerLine = 16

    /// The lines of the dump, each ending in a line feed.
    static func lines(of bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        // 4 + 2 for the offset, 2 x 24 for the bytes, 2 + 2 around them, 16 characters, a line feed.
        text.reserveCapacity((bytes.count / bytesPerLine + 1) * 75)
        for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
            append(bytes.extracting(start..<min(start + bytesPerLine, bytes.count)), at: start, to: &text)
        }
        return text
    }

    /// The bytes in hexadecimal, without spaces.
    static func digits(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for byte in bytes { appendDigits(of: byte, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ line: Span<UInt8>, at offset: Int, to text: inout [UInt8]) {
        let number = String(offset)
        text += repeatElement(UInt8(ascii: "0"), count: max(0, 4 - number.utf8.count))
        text += number.utf8
        text += "  ".utf8
        for index in 0..<bytesPerLine {
            if index == bytesPerLine / 2 { text += "- ".utf8 }
            if index < line.count {
                appendDigits(of: line[index], to: &text)
                text.append(space)
            } else {
                text += "   ".utf8
            }
        }
        text += "  ".utf8
        for index in 0..<bytesPerLine {
            let byte = index < line.count ? line[index] : space
            text.append((0x20...0x7E).contains(byte) ? byte : UInt8(ascii: "."))
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static let space = UInt8(ascii: " ")

    private static func appendDigits(of byte: UInt8, to text: inout [UInt8]) {
        for nibble in [byte >> 4, byte & 15] {
            text.append(nibble + (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}
