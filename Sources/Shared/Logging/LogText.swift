/// Makes text fit for a log: one line, without control characters.
enum LogText {
    /// The UTF-8 bytes of `text` with control characters escaped as `\n`, `\t` or `\x1b`, cut to `limit` bytes.
    static func escaped(_ text: String, limitBytes limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(text.utf8.count, limit))
        for scalar in text.unicodeScalars {
            let start = bytes.count
            append(scalar, to: &bytes)
            guard bytes.count <= limit else {
                bytes.removeSubrange(start...)
                return bytes
            }
        }
        return bytes
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar.value {
        case 0x0A: bytes += Array("\\n".utf8)
        case 0x0D: bytes += Array("\\r".utf8)
        case 0x09: bytes += Array("\\t".utf8)
        case 0..<0x20, 0x7F..<0xA0:
            let digits = String(scalar.value, radix: 16)
            bytes += Array("\\x\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        case 0x2028, 0x2029:
            bytes += Array("\\u\(String(scalar.value, radix: 16))".utf8)
        default:
            bytes += UTF8.encode(scalar).map { Array($0) } ?? []
        }
    }
}
