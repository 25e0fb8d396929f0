extension Reader {
    /// Cuts a line at its braces and splits the pieces into words.
    ///
    /// Only `"` quotes; it also ends a running word; no escapes. An unquoted brace is always a piece of its
    /// own, and what follows it is read as a further line.
    ///
    /// - Parameters:
    ///   - range: the line in `document.text`.
    ///   - columns: for an expanded line, the column of each byte; nil: the line is as in the file, comments included.
    ///   - position: the physical line.
    ///   - depth: how deeply expansions are nested.
    /// - Returns: where the words end: at the line's end, or at a directive, which is read as a line of its own.
    @discardableResult
    mutating func splitWords(of range: Range<Int>, columns: [UInt32]?, at position: LinePosition, depth: Int)
        -> Int
    {
        var cursor = LineCursor(
            range: range, columns: columns, position: position, firstWord: document.words.count)
        while cursor.index < range.upperBound, !isStopped {
            let byte = document.text[cursor.index]
            if Byte.isBlank(byte) {
                cursor.index += 1
            } else if columns == nil && Byte.isComment(byte) {
                break
            } else if byte == Byte.openBrace || byte == Byte.closeBrace {
                readBrace(byte, &cursor)
            } else if byte == Byte.quote {
                readQuotedWord(&cursor)
            } else if document.words.count == cursor.firstWord, startsDirective(cursor, depth: depth) {
                let end = cursor.index
                readDirective(&cursor, depth: depth)
                return end
            } else {
                readPlainWord(&cursor)
            }
        }
        emitStatement(&cursor, isBeforeBrace: false)
        return cursor.index
    }

    private mutating func readPlainWord(_ cursor: inout LineCursor) {
        let start = cursor.index
        let isRaw = cursor.columns == nil
        var index = start
        while index < cursor.range.upperBound {
            let byte = document.text[index]
            if Byte.isBlank(byte) || byte == Byte.quote || byte == Byte.closeBrace { break }
            if isRaw && Byte.isComment(byte) { break }
            if byte == Byte.openBrace {
                // A brace of an undefined parameter does not open a block: one mistake, one diagnostic.
                guard let end = endOfReference(index, in: cursor.range) else { break }
                index = end
            } else {
                index += 1
            }
        }
        append(start..<index, isQuoted: false, &cursor)
        cursor.index = index
    }

    /// The end of `{NAME}` or `{NAME ARGUMENTS}` after a `$`, or nil if the brace is an ordinary one.
    private func endOfReference(_ brace: Int, in range: Range<Int>) -> Int? {
        guard brace > range.lowerBound, document.text[brace - 1] == Byte.dollar, brace + 1 < range.upperBound,
            Byte.isNameStart(document.text[brace + 1]),
            let end = document.text[(brace + 1)..<range.upperBound].firstIndex(where: {
                $0 == Byte.openBrace || $0 == Byte.closeBrace || $0 == Byte.quote
            }), document.text[end] == Byte.closeBrace
        else { return nil }
        return end + 1
    }

    private mutating func readQuotedWord(_ cursor: inout LineCursor) {
        let start = cursor.index + 1
        if let end = document.text[start..<cursor.range.upperBound].firstIndex(of: Byte.quote) {
            append(start..<end, isQuoted: true, &cursor)
            cursor.index = end + 1
            return
        }
        report(
            "the quote is not closed on its line", at: cursor.position, column: cursor.column(at: start - 1))
        // A brace at the very end was probably not meant to be quoted.
        let text = document.text[start..<cursor.range.upperBound].trimmingBlanks
        let hasBrace = text.last == Byte.openBrace || text.last == Byte.closeBrace
        let word = hasBrace ? text.dropLast().trimmingBlanks : text
        append(word.startIndex..<word.endIndex, isQuoted: true, &cursor)
        cursor.index = hasBrace ? text.endIndex - 1 : cursor.range.upperBound
        cursor.isDamaged = true
    }

    private mutating func readBrace(_ byte: UInt8, _ cursor: inout LineCursor) {
        emitStatement(&cursor, isBeforeBrace: byte == Byte.openBrace)
        let column = cursor.column(at: cursor.index)
        if byte == Byte.openBrace {
            openBlock(at: cursor.position, column: column)
        } else {
            closeBlock(at: cursor.position, column: column)
        }
        cursor.index += 1
        cursor.isDamaged = false
    }

    private mutating func append(_ range: Range<Int>, isQuoted: Bool, _ cursor: inout LineCursor) {
        if document.words.count == cursor.firstWord {
            cursor.rawStart = range.lowerBound - (isQuoted ? 1 : 0)
        }
        cursor.rawEnd = min(range.upperBound + (isQuoted ? 1 : 0), cursor.range.upperBound)
        document.words.append(
            Word(
                start: range.lowerBound, lengthBytes: range.count, isQuoted: isQuoted,
                column: cursor.column(at: range.lowerBound - (isQuoted ? 1 : 0))))
    }

    private mutating func emitStatement(_ cursor: inout LineCursor, isBeforeBrace: Bool) {
        let count = document.words.count - cursor.firstWord
        guard count > 0 else { return }
        let statement = Statement(
            firstWord: UInt32(cursor.firstWord), wordCount: UInt32(count), rawStart: UInt32(cursor.rawStart),
            rawEnd: UInt32(cursor.rawEnd), position: cursor.position, end: 0, isDamaged: cursor.isDamaged)
        cursor.firstWord = document.words.count
        add(statement, isBeforeBrace: isBeforeBrace)
    }
}

/// The position up to which a line has been split.
struct LineCursor {
    let range: Range<Int>
    let columns: [UInt32]?
    let position: LinePosition
    var firstWord: Int
    var index: Int
    var rawStart = 0
    var rawEnd = 0
    var isDamaged = false

    init(range: Range<Int>, columns: [UInt32]?, position: LinePosition, firstWord: Int) {
        self.range = range
        self.columns = columns
        self.position = position
        self.firstWord = firstWord
        index = range.lowerBound
    }

    /// The column in the physical line of a byte of the text.
    func column(at index: Int) -> UInt32 {
        guard let columns else { return UInt32(truncatingIfNeeded: index - Int(position.start) + 1) }
        let offset = index - range.lowerBound
        return offset < columns.count ? columns[offset] : (columns.last ?? 0) + 1
    }
}
