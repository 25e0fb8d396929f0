import ConfigurationSyntax

/// The keywords of `url`.
extension Interpreter {
    mutating func beginPage(_ statement: Int) {
        page = PageDraft()
    }

    mutating func endPage(_ statement: Int) {
        guard page.given[PageSettingRows.path] != nil else {
            checker.hadBadPage = true
            guard !page.hadRefusal else { return }
            return report(
                .error, "the url has no path and is ignored", at: 0, of: statement, suggestion: "path /")
        }
        let values = NestedValues(block: block, own: page.given)
        var made = Page()
        apply(PageSettingRows.page, values, to: &made)
        if let expression = page.expression {
            var pattern = page.pattern
            pattern.expression = expression
            apply(PageSettingRows.pattern, values, to: &pattern)
            made.pattern = pattern
        } else if let words = page.patternStatement {
            report(
                .warning, "'\(word(0, of: words))' has no effect without 'regex'", at: 0, of: words)
        }
        checker.pages.append(made)
    }

    mutating func acceptsPath(_ value: Value) -> Bool {
        warnOfReplacement(page.given[PageSettingRows.path]?.statement, value)
        return acceptsText(value, for: .http)
    }

    mutating func acceptsPageVirtualHost(_ value: Value) -> Bool {
        warnOfReplacement(page.given[PageSettingRows.pageVirtualHost]?.statement, value)
        return acceptsText(value, for: .http)
    }

    private mutating func warnOfReplacement(_ earlier: Int?, _ value: Value) {
        guard let earlier else { return }
        var diagnostic = Diagnostic(
            .warning, "'\(word(0, of: value.statement))' is repeated: the last one is used")
        diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
        append(diagnostic, at: 0, of: value.statement)
    }

    /// Remembers the first statement about a pattern, which may itself come later.
    mutating func notesPattern(_ value: Value) -> Bool {
        page.patternStatement = page.patternStatement ?? value.statement
        return true
    }

    private mutating func changePattern(_ value: Value, _ change: (inout PagePattern) -> Void) {
        _ = notesPattern(value)
        change(&page.pattern)
    }

    mutating func setExpression(_ value: Value) {
        let word = ExpressionWord(document.rawArguments(of: document.statements[value.statement]))
        if let letter = word.unknownEscape {
            report(
                .warning, "'\\\(letter)' in 'regex' means '\(letter)'", at: value.word, of: value.statement,
                suggestion: "'\\\\\(letter)' for the regular expression's '\\\(letter)'")
        }
        if word.hasMore {
            report(
                .warning, "'regex' takes one word: the rest of the line is ignored", at: value.word,
                of: value.statement, suggestion: "quote the expression")
        }
        page.expression = word.bytes
    }

    mutating func setPatternOptions(_ value: Value) {
        for index in value.word..<wordCount(value.statement) {
            let text = word(index, of: value.statement)
            guard let option = PagePattern.Option(rawValue: text) else {
                let known = PagePattern.Option.allCases.lazy.map(\.rawValue)
                report(
                    .warning, "'\(text)' is not a regular expression option and is ignored", at: index,
                    of: value.statement, suggestion: near(bytes(index, of: value.statement), known))
                continue
            }
            changePattern(value) { if !$0.options.contains(option) { $0.options.append(option) } }
        }
    }

    mutating func setPatternStack(_ value: Value) {
        let sizes = (value.word..<value.word + 2).map {
            Numbers.integer(bytes($0, of: value.statement)) ?? -1
        }
        guard sizes[0] >= 1, sizes[0] <= sizes[1] else {
            return report(
                .warning, "'regex_stack' needs a MAX that is not below START: it is ignored",
                at: value.word, of: value.statement, suggestion: "regex_stack START MAX, in bytes")
        }
        if sizes[1] > Bounds.patternMemory {
            report(
                .warning,
                "'regex_stack' allows too much memory: at most \(Bounds.patternMemory) bytes are used",
                at: value.word + 1, of: value.statement)
        }
        let most = min(sizes[1], Bounds.patternMemory)
        changePattern(value) { $0.stack = .init(initialBytes: min(sizes[0], most), maximumBytes: most) }
    }
}

/// The word after `regex`, in which `\` has a meaning of its own, as in C.
struct ExpressionWord {
    /// The word with its escapes resolved.
    private(set) var bytes: [UInt8] = []
    /// The first letter after a `\` that is not an escape of C but may be one of regular expressions; nil:
    /// none.
    private(set) var unknownEscape: Character?
    /// Whether more text follows the word.
    private(set) var hasMore = false

    private var rest: ArraySlice<UInt8>

    /// Reads the first word of a text, in `"` or up to a blank.
    init(_ text: ArraySlice<UInt8>) {
        rest = text
        let isQuoted = rest.first == UInt8(ascii: "\"")
        if isQuoted { rest.removeFirst() }
        while let byte = rest.popFirst() {
            if isQuoted ? byte == UInt8(ascii: "\"") : byte == 32 || byte == 9 { break }
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            let escaped = EscapedByte(from: &rest)
            bytes.append(escaped.byte)
            if escaped.isUnknownLetter, unknownEscape == nil {
                unknownEscape = Character(UnicodeScalar(escaped.byte))
            }
        }
        hasMore = rest.contains { $0 != 32 && $0 != 9 }
    }
}
