/// Checks text that stands in a line of a protocol: an HTTP request line or field, an SMTP command, a host name.
///
/// A carriage return or line feed would end the line and begin another one. No protocol here allows other control
/// characters either (RFC 9110 §5.5, RFC 5321 §4.1.1, RFC 1123 §2.1).
public enum LineText {
    /// The first control character of a text, 0 to 31 or 127; nil if it has none.
    public static func control(in bytes: some Sequence<UInt8>) -> UInt8? {
        bytes.first { isControl($0) }
    }

    /// Whether every character is visible ASCII: neither a blank, nor a control character, nor beyond ASCII.
    public static func isVisibleASCII(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// The name of a control character: `a line feed`, `the control character 0x1b`.
    public static func name(ofControl byte: UInt8) -> String {
        switch byte {
        case 0: "a null character"
        case 0x09: "a tab"
        case 0x0A: "a line feed"
        case 0x0D: "a carriage return"
        default: "the control character 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        }
    }

    /// The text with control characters replaced by question marks.
    public static func line(_ text: String) -> String {
        guard control(in: text.utf8) != nil else { return text }
        return String(decoding: text.utf8.map { isControl($0) ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
}
