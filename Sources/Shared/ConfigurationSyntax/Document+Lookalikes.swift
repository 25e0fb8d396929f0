extension Document {
    /// A suggestion for a character that looks like a blank, quote or hyphen but is none; nil: the statement
    /// has none.
    ///
    /// Text that went through a word processor, a wiki or a chat has such characters, and they are hard to
    /// see. In a secret, only blanks are reported.
    public func lookalike(in statement: Statement, secrecy: Secrecy) -> String? {
        let text = rawText(of: statement).prefix(4096)
        guard text.contains(where: { $0 >= 0x80 }) else { return nil }
        for scalar in text.string.unicodeScalars where scalar.value >= 0x80 {
            guard let kind = Lookalike(scalar) else { continue }
            let code = String(scalar.value, radix: 16, uppercase: true)
            let number = "U+" + String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
            switch kind {
            case .blank: return "replace the character \(number), which looks like a blank, with a space"
            case .invisible: return "remove the invisible character \(number)"
            case .quote where secrecy != .none, .dash where secrecy != .none: continue
            case .quote: return "replace the character \(number), which looks like a quote, with \""
            case .dash: return "replace the character \(number), which looks like a hyphen, with -"
            }
        }
        return nil
    }
}

/// A character that looks like one of the language.
private enum Lookalike {
    case blank, invisible, quote, dash

    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: self = .blank
        case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF: self = .invisible
        case 0x2018...0x201F, 0xAB, 0xBB, 0x2039, 0x203A, 0xFF02, 0xFF07: self = .quote
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: self = .dash
        default: return nil
        }
    }
}
