/// The second way of splitting words, for commands: `"` and `'` quote, `\` protects the next byte, and pieces that
/// touch join into one word.
public enum ScriptWords {
    /// The words of a text. keepalived: scripts are split so from the raw line.
    ///
    /// - Parameter text: what follows the keyword, quotes included.
    /// - Returns: the words, without quotes; nil if a quote is not closed.
    public static func split(_ text: ArraySlice<UInt8>) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var quote: UInt8?
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if byte == Byte.backslash, open == Byte.quote, index < text.endIndex,
                    text[index] == Byte.quote || text[index] == Byte.backslash
                {
                    word?.append(text[index])
                    index += 1
                } else {
                    word?.append(byte)
                }
            } else if byte == Byte.quote || byte == Byte.apostrophe {
                quote = byte
                word = word ?? []
            } else if Byte.isBlank(byte) {
                if let finished = word { words.append(finished) }
                word = nil
            } else if byte == Byte.backslash, index < text.endIndex {
                word = (word ?? []) + [text[index]]
                index += 1
            } else {
                word = (word ?? []) + [byte]
            }
        }
        if let finished = word { words.append(finished) }
        return quote == nil ? words : nil
    }
}
