/// The blocks that are open at the line being read.
struct BlockStack {
    /// Each open block: the statement it belongs to and its kind.
    var open: [(statement: Int, kind: BlockKind)] = []
    /// The last statement, while a `{` may still open its block.
    var waiting: (statement: Int, kind: BlockKind?)?
    /// Whether blocks nested too deeply have been reported.
    var isTooDeep = false

    /// The kind of the innermost block.
    var kind: BlockKind { open.last?.kind ?? .root }
}

extension Reader {
    /// Adds a statement to the innermost block.
    ///
    /// - Parameters:
    ///   - statement: the statement.
    ///   - isBeforeBrace: whether a `{` follows on its line.
    mutating func add(_ statement: Statement, isBeforeBrace: Bool) {
        settleWaiting()
        guard document.statements.count < limits.statements else {
            if !isStopped {
                report(
                    "there are more than \(limits.statements) statements", at: statement.position, column: 1)
            }
            isStopped = true
            return
        }
        let keyword = document.bytes(ofWord: 0, in: statement)
        var opened = grammar.block(openedBy: keyword, in: blocks.kind)
        if opened == nil, let depth = depthMeant(for: keyword, statement, isBeforeBrace: isBeforeBrace) {
            close(downTo: depth, before: statement, keyword)
            opened = grammar.block(openedBy: keyword, in: blocks.kind)
        }
        if blocks.kind == .unknown { opened = nil }
        if keyword.elementsEqual(Self.includeCheckKeyword) { setIncludeChecks(of: statement) }
        blocks.waiting = (document.statements.count, opened)
        document.statements.append(statement)
    }

    /// How many blocks stay open if a `}` is missing before a statement; nil if none is missing.
    ///
    /// One is missing if the keyword is unknown in the innermost block, but opens a block in an outer one.
    private func depthMeant(
        for keyword: ArraySlice<UInt8>, _ statement: Statement, isBeforeBrace: Bool
    ) -> Int? {
        guard !blocks.open.isEmpty, blocks.kind != .unknown, isBeforeBrace || statement.wordCount > 1,
            !grammar.isKnown(keyword, in: blocks.kind)
        else { return nil }
        if isBeforeBrace {
            for depth in stride(from: blocks.open.count - 1, to: 0, by: -1)
            where grammar.block(openedBy: keyword, in: blocks.open[depth - 1].kind) != nil {
                return depth
            }
        }
        return grammar.block(openedBy: keyword, in: .root) != nil ? 0 : nil
    }

    private mutating func close(downTo depth: Int, before statement: Statement, _ keyword: ArraySlice<UInt8>)
    {
        guard let innermost = blocks.open.last else { return }
        if !diagnostics.countIfFull(.error) {
            let opener = document.statements[innermost.statement]
            var diagnostic = Diagnostic(.error, "'}' is missing before '\(keyword.string)'")
            diagnostic = document.place(diagnostic, atWord: 0, of: statement)
            diagnostic.notes.append(
                .init(
                    "the block '\(name(of: opener))' is still open",
                    at: document.location(opener.position, column: 0)))
            diagnostics.append(diagnostic)
        }
        while blocks.open.count > depth { closeInnermost() }
    }

    private func name(of statement: Statement) -> String {
        guard statement.wordCount > 0 else { return "{" }
        return document.bytes(ofWord: 0, in: statement).string
    }

    /// Opens a block at a `{`.
    mutating func openBlock(at position: LinePosition, column: UInt32) {
        if let waiting = blocks.waiting {
            document.statements[waiting.statement].hasBlock = true
            push(waiting.statement, waiting.kind ?? .unknown, at: position, column: column)
        } else {
            report("'{' has no keyword before it", at: position, column: column)
            let word = UInt32(document.words.count)
            document.statements.append(
                Statement(
                    firstWord: word, wordCount: 0, rawStart: position.start, rawEnd: position.start,
                    position: position, end: 0, hasBlock: true, isDamaged: true))
            push(document.statements.count - 1, .unknown, at: position, column: column)
        }
        blocks.waiting = nil
    }

    private mutating func push(_ statement: Int, _ kind: BlockKind, at position: LinePosition, column: UInt32)
    {
        if blocks.open.count >= limits.blockDepth, !blocks.isTooDeep {
            blocks.isTooDeep = true
            report("blocks are nested more than \(limits.blockDepth) deep", at: position, column: column)
            isStopped = true
        }
        blocks.open.append((statement, kind))
    }

    /// Closes a block at a `}`.
    mutating func closeBlock(at position: LinePosition, column: UInt32) {
        settleWaiting()
        guard !blocks.open.isEmpty else {
            return report("'}' without an open block", at: position, column: column)
        }
        closeInnermost()
    }

    private mutating func closeInnermost() {
        guard let block = blocks.open.popLast() else { return }
        document.statements[block.statement].end = UInt32(document.statements.count)
        blocks.waiting = nil
    }

    /// Gives up waiting for a `{` after the last statement; one that needs a block gets one.
    mutating func settleWaiting() {
        guard let waiting = blocks.waiting else { return }
        blocks.waiting = nil
        let statement = document.statements[waiting.statement]
        guard let kind = waiting.kind else {
            document.statements[waiting.statement].end = UInt32(waiting.statement + 1)
            return
        }
        if !statement.isDamaged, !diagnostics.countIfFull(.error) {
            diagnostics.append(
                document.place(
                    Diagnostic(.error, "'{' is missing after '\(name(of: statement))'"),
                    atWord: Int(statement.wordCount), of: statement))
        }
        document.statements[waiting.statement].hasBlock = true
        push(waiting.statement, kind, at: statement.position, column: 1)
    }

    /// Ends the tree: closes the blocks that are still open.
    mutating func finish() {
        settleWaiting()
        if let innermost = blocks.open.last, !isStopped {
            let opener = document.statements[innermost.statement]
            var diagnostic = Diagnostic(
                .error, "'}' is missing: the block '\(name(of: opener))' is never closed")
            diagnostic = document.place(diagnostic, atWord: 0, of: opener)
            for block in blocks.open.dropLast().reversed() {
                let outer = document.statements[block.statement]
                diagnostic.notes.append(
                    .init(
                        "it is inside '\(name(of: outer))'", at: document.location(outer.position, column: 0))
                )
            }
            diagnostics.append(diagnostic)
        }
        while !blocks.open.isEmpty { closeInnermost() }
    }
}
