extension Document {
    private static let excerptLimitBytes = 200

    /// The place of a column of a line in its file.
    public func location(_ position: LinePosition, column: UInt32) -> SourceLocation {
        SourceLocation(
            path: sources[Int(position.source)].path, line: Int(position.line), column: Int(column))
    }

    /// Puts a diagnostic at a word of a statement (0: its keyword), with the line and how it was expanded.
    ///
    /// - Parameters:
    ///   - diagnostic: the diagnostic.
    ///   - index: which word; one past the last marks the statement's end.
    ///   - statement: the statement.
    ///   - secrecy: the part of the statement that must not be shown.
    /// - Returns: the diagnostic with its place.
    public func place(
        _ diagnostic: Diagnostic, atWord index: Int, of statement: Statement, secrecy: Secrecy = .none
    ) -> Diagnostic {
        guard statement.wordCount > 0 else {
            return place(diagnostic, at: statement.position, column: 1, lengthBytes: 1, hiddenFrom: nil)
        }
        let shown = words[Int(statement.firstWord) + min(index, Int(statement.wordCount) - 1)]
        let quoting: UInt32 = shown.isQuoted ? 2 : 0
        return place(
            diagnostic, at: statement.position, column: shown.column,
            lengthBytes: shown.lengthBytes + quoting, hiddenFrom: hiddenColumn(of: statement, secrecy))
    }

    /// The first column that must not be shown; nil: all may be shown.
    private func hiddenColumn(of statement: Statement, _ secrecy: Secrecy) -> UInt32? {
        switch secrecy {
        case .none: nil
        case .all: 1
        // In expanded text the column of the keyword says nothing about its words.
        case .arguments where statement.position.expansion >= 0: 1
        case .arguments: word(0, of: statement).map { $0.column + $0.lengthBytes }
        }
    }

    /// Puts a diagnostic at a column of a line.
    func place(
        _ diagnostic: Diagnostic, at position: LinePosition, column: UInt32, lengthBytes: UInt32,
        hiddenFrom: UInt32?
    ) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.location = location(position, column: column)
        diagnostic.excerpt = excerpt(
            at: position, column: Int(column), lengthBytes: Int(lengthBytes),
            hiddenFrom: hiddenFrom.map(Int.init))
        diagnostic.notes += expansionNotes(position.expansion)
        return diagnostic
    }

    private func expansionNotes(_ innermost: Int32) -> [Diagnostic.Note] {
        var notes: [Diagnostic.Note] = []
        var index = innermost
        while index >= 0, notes.count < 8 {
            let expansion = expansions[Int(index)]
            switch expansion.cause {
            case .parameter(let name, let place):
                notes.append(.init("expanded from parameter '\(name)'", at: location(place, column: 0)))
            case .round(let number, let names):
                // The values may be passwords.
                notes.append(.init("in round \(number) of \(names.joined(separator: ", "))"))
            }
            index = expansion.parent
        }
        return notes
    }

    /// The physical line with a marker, cut to a sensible length and with secrets masked.
    private func excerpt(at position: LinePosition, column: Int, lengthBytes: Int, hiddenFrom: Int?)
        -> Excerpt?
    {
        let start = Int(position.start)
        // A line may be very long and have very many mistakes: only the part that is shown is processed.
        var line = text[start...].prefix(Self.excerptLimitBytes).prefix { $0 != Byte.newline }
        while let last = line.last, Byte.isBlank(last) { line.removeLast() }
        let secret = Self.secretOffset(in: line).map { $0 - start }
        let hidden = [hiddenFrom.map { $0 - 1 }, secret].compactMap(\.self).min() ?? Int.max
        let hasSecret = hidden < line.count
        if hasSecret { line = line.prefix(max(hidden, 0)) }
        line = Self.withoutListValues(line)
        let offset = min(max(column - 1, 0), line.count)
        let before = line.prefix(offset).string.printable
        let meant = line.dropFirst(offset).prefix(lengthBytes).string.printable
        let shown = line.string.printable + (hasSecret ? " ********" : "")
        guard column - 1 <= line.count || hasSecret else { return Excerpt(line: shown, marker: "") }
        let blanks = String(before.map { $0 == "\t" ? "\t" : " " })
        let start2 = hasSecret && column - 1 >= line.count ? " " : ""
        return Excerpt(
            line: shown,
            marker: blanks + start2 + "^" + String(repeating: "~", count: max(meant.count - 1, 0)))
    }

    /// A line with the values of its `~LST` masked: they may be passwords.
    private static func withoutListValues(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let tilde = line.firstIndex(of: Byte.tilde), line[tilde...].starts(with: "~LST".utf8),
            let comma = line[tilde...].firstIndex(of: Byte.comma)
        else { return line }
        var line = line
        for index in comma..<line.endIndex {
            if line[index] == Byte.closeParenthesis { break }
            if Byte.isName(line[index]) || line[index] >= 0x80 { line[index] = UInt8(ascii: "*") }
        }
        return line
    }

    /// The first byte in a line after a word that a secret follows, or after the `=` of a definition.
    private static func secretOffset(in line: ArraySlice<UInt8>) -> Int? {
        var index = line.startIndex
        while index < line.endIndex {
            let start = index
            while index < line.endIndex, Byte.isName(line[index]) { index += 1 }
            if Secrets.isKeyword(line[start..<index]) { return index }
            let isDefinition = start > line.startIndex && line[start - 1] == Byte.dollar
            if isDefinition, index < line.endIndex, line[index] == Byte.equals { return index + 1 }
            index = max(index, start + 1)
        }
        return nil
    }
}

extension Document {
    /// Puts a diagnostic at the use of a parameter.
    public func place(_ diagnostic: Diagnostic, at use: UndefinedParameter, of statement: Statement)
        -> Diagnostic
    {
        place(
            diagnostic, at: statement.position, column: use.column,
            lengthBytes: UInt32(use.name.utf8.count + 1),
            hiddenFrom: nil)
    }
}

/// The part of a statement that must not be shown.
public enum Secrecy: Sendable {
    /// Nothing: all of it may be shown.
    case none
    /// The words after the keyword.
    case arguments
    /// The keyword too: it may be a misplaced secret.
    case all
}

/// Which words are followed by a secret.
public enum Secrets {
    private static let keywords = [Array("auth_pass".utf8), Array("smtp_password".utf8)]
    private static let shortKeywords = [Array("key".utf8), Array("password".utf8)]

    /// Whether a word is `key`, `password`, `auth_pass` or `smtp_password`, or a likely misspelling of one of the last two.
    public static func isKeyword(_ word: ArraySlice<UInt8>) -> Bool {
        shortKeywords.contains { $0.elementsEqual(word) }
            || keywords.contains { EditDistance.between(word, $0, limit: 2) != nil }
    }
}
