/// Splits commands into words, by rules of their own: `"` and `'` quote, `\` escapes as in C inside and
/// outside quotes, and adjacent pieces form one word.
public enum ScriptWords {
    /// The words of a text. keepalived splits scripts like this, from the raw line.
    ///
    /// - Parameter text: what follows the keyword, quotes included.
    /// - Returns: the words, without quotes; nil if a quote is not closed.
    public static func split(_ text: ArraySlice<UInt8>) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var quote: UInt8?
        var rest = text
        while let byte = rest.popFirst() {
            if byte == Byte.backslash {
                word = (word ?? []) + [EscapedByte(from: &rest).byte]
            } else if byte == quote {
                quote = nil
            } else if quote == nil, byte == Byte.quote || byte == Byte.apostrophe {
                quote = byte
                word = word ?? []
            } else if quote == nil, Byte.isBlank(byte) {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? []) + [byte]
            }
        }
        if let finished = word { words.append(finished) }
        return quote == nil ? words : nil
    }
}
