import ConfigurationSyntax

extension Interpreter {
    /// A word of a statement as text; empty past the last one.
    func word(_ index: Int, of statement: Int) -> String {
        document.word(index, of: document.statements[statement]).map { document.bytes(of: $0).string } ?? ""
    }

    /// The bytes of a word of a statement; empty past the last one.
    func bytes(_ index: Int, of statement: Int) -> ArraySlice<UInt8> {
        document.word(index, of: document.statements[statement]).map { document.bytes(of: $0) } ?? []
    }

    /// How many words a statement has.
    func wordCount(_ statement: Int) -> Int { Int(document.statements[statement].wordCount) }

    /// Reports a diagnostic at a word of a statement.
    mutating func report(
        _ severity: Diagnostic.Severity, _ message: String, at word: Int, of statement: Int,
        suggestion: String? = nil, category: Diagnostic.Category = .ordinary
    ) {
        guard !diagnostics.countIfFull(severity, category) else { return }
        let diagnostic = Diagnostic(severity, message, category: category, suggestion: suggestion)
        append(diagnostic, at: word, of: statement)
    }

    /// Reports a diagnostic with its notes at a word of a statement.
    mutating func append(_ diagnostic: Diagnostic, at word: Int, of statement: Int) {
        guard !diagnostics.countIfFull(diagnostic.severity, diagnostic.category) else { return }
        var diagnostic = diagnostic
        let secrecy = secrecy(of: statement)
        if let hint = document.lookalike(in: document.statements[statement], secrecy: secrecy) {
            diagnostic.suggestion = hint
        }
        diagnostics.append(
            document.place(
                diagnostic, atWord: word, of: document.statements[statement], secrecy: secrecy))
    }

    /// Whether the arguments of a statement are secret, so that no message may show them.
    func isSecret(_ statement: Int) -> Bool { secrecy(of: statement) != .none }

    private func secrecy(of statement: Int) -> Secrecy {
        let keyword = bytes(0, of: statement)
        if Secrets.isKeyword(keyword) { return .arguments }
        guard block == .authentication || block == .messageAuthentication else { return .none }
        guard KeywordTables.table(block).keyword(keyword) == nil else { return .none }
        // A misspelt keyword in these blocks may be the one with the secret; a lone word may be the secret
        // itself.
        return wordCount(statement) > 1 ? .arguments : .all
    }

    /// The most similar of some names, in quotes, for a suggestion; nil: none is similar.
    ///
    /// A file may define and misspell very many names: only the first ones are compared, and none once
    /// diagnostics are only counted.
    func near(_ text: some Collection<UInt8>, _ names: some Collection<String>) -> String? {
        guard !diagnostics.isFull else { return nil }
        return EditDistance.nearest(to: text, among: names.prefix(256)).map { "'\($0)'" }
    }

    /// The place of a statement, for a note.
    func location(of statement: Int) -> SourceLocation {
        document.location(document.statements[statement].position, column: 0)
    }

    /// Reports an unknown keyword.
    mutating func reportUnknown(_ statement: Int, _ table: BlockTable) {
        guard !diagnostics.countIfFull(.error) else { return }
        let text = bytes(0, of: statement)
        let place = table.block == .root ? "outside all blocks" : "in \(KeywordTables.shortName(of: table))"
        let name = secrecy(of: statement) == .all ? "" : " '\(text.string)'"
        report(
            .error, "unknown keyword\(name) \(place)", at: 0, of: statement,
            suggestion: suggestion(for: text, in: table))
    }

    /// What an unknown keyword may have been meant to be.
    private func suggestion(for text: ArraySlice<UInt8>, in table: BlockTable) -> String? {
        if let meant = Self.other(text, in: table.keywords) { return meant }
        if let head = KeywordTables.head(of: table.block, holding: text.string) {
            return "'\(text.string)' belongs before the '{': \(head)"
        }
        let homes = KeywordTables.homes(of: text, near: table)
        guard homes.isEmpty else {
            let more = homes.count > 3 ? ", and in \(homes.count - 3) more blocks" : ""
            return "'\(text.string)' belongs " + homes.prefix(3).joined(separator: ", ") + more
        }
        return near(text, table.keywords.map(\.name))
    }

    /// The keyword with the same letters in the right case.
    private static func other(_ text: ArraySlice<UInt8>, in keywords: [Keyword]) -> String? {
        let lower = text.string.lowercased()
        return keywords.first { $0.name.lowercased() == lower }.map {
            "'\($0.name)': keywords are case-sensitive"
        }
    }

    /// Reports a word in a line that is not a keyword there.
    mutating func reportUnknownWord(_ word: Int, of statement: Int, _ table: BlockTable) {
        guard !diagnostics.countIfFull(.error) else { return }
        let text = bytes(word, of: statement)
        var suggestion = Self.other(text, in: table.keywords) ?? near(text, table.keywords.map(\.name))
        if prefix(text.string.filter { $0 != "," }) != nil {
            suggestion = "each address on a line of its own"
        } else if table.keyword(Array("dev".utf8)[...]) != nil, interfaceExists(text.string) {
            suggestion = "dev \(text.string)"
        }
        let place = "a line of \(KeywordTables.shortName(of: table))"
        report(
            .error, "unknown word '\(text.string)' in \(place)", at: word, of: statement,
            suggestion: suggestion)
    }

    /// Reports each kind of root block without effect once: a large file may have thousands of them.
    mutating func reportInactiveBlocks() {
        for (name, statements) in inactiveBlocks.sorted(by: { $0.key < $1.key }) {
            guard let first = statements.first else { continue }
            let more = statements.count > 1 ? " (nor do \(statements.count - 1) more below)" : ""
            report(.warning, "'\(name)' is not supported yet and has no effect\(more)", at: 0, of: first)
        }
    }

    private mutating func tellUnsupported(_ keyword: Keyword, at word: Int, of statement: Int) {
        guard quietDepth == 0 else { return }
        if document.statements[statement].hasBlock, document.statements[statement].end == statement + 1 {
            return report(
                .warning, "'\(keyword.name)' is not supported yet and is treated as empty", at: word,
                of: statement,
                suggestion: "remove the block")
        }
        let isGroup = block == .group
        report(
            .error,
            "'\(keyword.name)' is not supported yet: "
                + (isGroup ? "the instances of the group stay in FAULT" : "the instance stays in FAULT"),
            at: word, of: statement, suggestion: "remove it")
        let place: WritableKeyPath<Self, [String]> = isGroup ? \.group.unsupported : \.instance.unsupported
        if !self[keyPath: place].contains(keyword.name) { self[keyPath: place].append(keyword.name) }
    }

    /// Reports a keyword that has no effect, or an old spelling.
    mutating func reportEffect(of keyword: Keyword, at word: Int, of statement: Int) {
        switch keyword.effect {
        case .works: break
        case .none:
            guard quietDepth == 0 else { return }
            if block == .root, keyword.arguments.block != nil {
                inactiveBlocks[keyword.name, default: []].append(statement)
                return
            }
            report(
                .warning, "'\(keyword.name)' is not supported yet and has no effect", at: word, of: statement)
        case .unsupported: tellUnsupported(keyword, at: word, of: statement)
        case .oldSpelling(let current):
            report(
                .warning, "'\(keyword.name)' is an old spelling", at: word, of: statement,
                suggestion: "'\(current)'")
        case .obsolete:
            report(
                .warning, "'\(keyword.name)' no longer has any effect", at: word, of: statement,
                suggestion: "remove the line")
        }
    }
}
