/// A parameter: one line, or several of a multi-line definition.
struct Parameter {
    var lines: [[UInt8]]
    /// The place of each line; empty: not from a file.
    var positions: [LinePosition] = []
}

/// A multi-line definition whose last line is still to come.
struct OpenDefinition {
    let name: ArraySlice<UInt8>
    var lines: [[UInt8]] = []
    var positions: [LinePosition] = []
}

/// A line without its comment, with the column of each byte.
struct LogicalLine {
    var bytes: [UInt8]
    var columns: [UInt32]

    /// The line from an offset on, without blanks at its start.
    func dropping(_ count: Int) -> LogicalLine {
        var start = count
        while start < bytes.count, Byte.isBlank(bytes[start]) { start += 1 }
        return LogicalLine(bytes: Array(bytes[start...]), columns: Array(columns[start...]))
    }

    /// Replaces a range by other bytes, which all get its first column.
    mutating func replace(_ range: Range<Int>, by value: some Collection<UInt8>) {
        let column = range.lowerBound < columns.count ? columns[range.lowerBound] : 0
        bytes.replaceSubrange(range, with: value)
        columns.replaceSubrange(range, with: repeatElement(column, count: value.count))
    }
}

/// A use of a parameter.
struct Reference {
    let range: Range<Int>
    let name: ArraySlice<UInt8>
    let arguments: [ArraySlice<UInt8>]
}

extension Reader {
    /// Reads a physical line that may hold more than words: removes its comment and escapes, then expands it.
    mutating func readMetaLine(_ range: Range<Int>, at position: LinePosition) {
        var line = LogicalLine(bytes: [], columns: [])
        line.bytes.reserveCapacity(range.count)
        var isQuoted = false
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = document.text[index]
            if byte == Byte.quote { isQuoted.toggle() }
            if !isQuoted, Byte.isComment(byte) { break }
            if !isQuoted, byte == Byte.backslash, index + 1 < range.upperBound {
                // The next byte is protected; the backslash goes only from before a comment's beginning.
                if !Byte.isComment(document.text[index + 1]) {
                    line.bytes.append(byte)
                    line.columns.append(UInt32(index - range.lowerBound + 1))
                }
                index += 1
            }
            line.bytes.append(document.text[index])
            line.columns.append(UInt32(index - range.lowerBound + 1))
            index += 1
        }
        // keepalived 2.2.7: a `\` at the end of a comment still continues a definition; 2.4 loses it.
        let continues = document.text[range].trimmingBlanks.last == Byte.backslash
        if openDefinition != nil {
            continueDefinition(line.bytes, at: position, continues: continues)
        } else {
            process(line.dropping(0), at: position, depth: 0, continues: continues)
        }
    }

    /// Processes a line: a condition, definition, sequence, include or words.
    mutating func process(_ line: LogicalLine, at position: LinePosition, depth: Int, continues: Bool = false)
    {
        guard !isStopped, let first = line.bytes.first else { return }
        guard depth <= limits.expansionDepth else {
            report(
                "parameters and sequences are nested more than \(limits.expansionDepth) deep", at: position,
                column: line.columns[0])
            isStopped = true
            return
        }
        switch first {
        case Byte.at:
            guard let rest = selected(line) else { return }
            // A line has one condition; a second one is a word.
            if rest.bytes.first == Byte.at {
                expand(rest, at: position, depth: depth)
            } else {
                process(rest, at: position, depth: depth + 1, continues: continues)
            }
        case Byte.dollar where define(line, at: position, continues: continues):
            break
        case Byte.tilde:
            if !repeatLine(line, at: position, depth: depth) { expand(line, at: position, depth: depth) }
        default:
            expand(line, at: position, depth: depth)
        }
    }

    /// The rest of a line after `@ID` or `@^ID`; nil: the condition is not met.
    private func selected(_ line: LogicalLine) -> LogicalLine? {
        let end = line.bytes.firstIndex(where: Byte.isBlank) ?? line.bytes.count
        let isNegated = line.bytes.count > 1 && line.bytes[1] == Byte.caret
        let name = line.bytes[(isNegated ? 2 : 1)..<max(end, isNegated ? 2 : 1)]
        guard name.elementsEqual(configID) != isNegated else { return nil }
        return line.dropping(end)
    }

    /// Reads `$NAME=VALUE`; false if the line is not a definition.
    private mutating func define(_ line: LogicalLine, at position: LinePosition, continues: Bool) -> Bool {
        let bytes = line.bytes
        guard bytes.count > 2, Byte.isNameStart(bytes[1]),
            let end = bytes[1...].firstIndex(where: { !Byte.isName($0) }), bytes[end] == Byte.equals
        else { return false }
        let name = ArraySlice(Array(bytes[1..<end]))
        let value = bytes[(end + 1)...]
        openDefinition = OpenDefinition(name: name)
        continueDefinition(Array(value), at: position, continues: continues)
        return true
    }

    private mutating func continueDefinition(_ line: [UInt8], at position: LinePosition, continues: Bool) {
        var value = line.trimmingBlanks
        if continues, value.last == Byte.backslash { value = value.dropLast().trimmingBlanks }
        openDefinition?.lines.append(Array(value))
        openDefinition?.positions.append(position)
        // A blank line inside ends a definition too.
        let isBlank = value.isEmpty && (openDefinition?.lines.count ?? 0) > 1
        if !continues || isBlank { closeDefinition() }
    }

    /// Ends a definition, at its last line or at the end of its file.
    mutating func closeDefinition() {
        guard let definition = openDefinition else { return }
        openDefinition = nil
        var parameter = Parameter(lines: definition.lines, positions: definition.positions)
        if parameter.lines.count > 1, parameter.lines.first?.isEmpty == true {
            parameter.lines.removeFirst()
            parameter.positions.removeFirst()
        }
        while parameter.lines.count > 1, parameter.lines.last?.isEmpty == true {
            parameter.lines.removeLast()
        }
        parameters[definition.name] = parameter
    }

    /// Replaces parameters, then reads the resulting line or lines.
    private mutating func expand(_ line: LogicalLine, at position: LinePosition, depth: Int) {
        var line = line
        var position = position
        var replacedCount = 0
        var index = 0
        var wasReplaced = false
        while let dollar = line.bytes[index...].firstIndex(of: Byte.dollar) {
            guard let reference = reference(at: dollar, in: line.bytes),
                let value = value(of: reference, at: position, column: line.columns[dollar])
            else {
                index = dollar + 1
                continue
            }
            replacedCount += 1
            guard replacedCount <= limits.replacementsInLine, mayReplace(in: line) else {
                return stopExpanding(line, at: position, column: line.columns[dollar])
            }
            guard value.lines.count == 1 else {
                return expandLines(value, reference, into: line, position, depth: depth)
            }
            position.expansion = noteExpansion(
                reference.name, value.positions.first, parent: position.expansion)
            line.replace(reference.range, by: value.lines[0])
            wasReplaced = true
            // Replaced text is searched again: names are resolved late, and may form other names.
            index = line.bytes[..<dollar].lastIndex(of: Byte.dollar) ?? dollar
        }
        emit(line, at: position, depth: depth, wasReplaced: wasReplaced)
    }

    /// Whether a parameter may be replaced in a line. Each replacement moves the line, so the total is
    /// limited.
    mutating func mayReplace(in line: LogicalLine) -> Bool {
        replacedByteCount += line.bytes.count
        return line.bytes.count <= limits.replacingLineBytes && replacedByteCount <= limits.replacedBytes
    }

    private mutating func stopExpanding(_ line: LogicalLine, at position: LinePosition, column: UInt32) {
        report(
            "the line replaces more than \(limits.replacementsInLine) parameters, or grows past "
                + "\(limits.replacingLineBytes) bytes", at: position, column: column,
            suggestion: "look for a parameter that contains itself")
        isStopped = true
    }

    private mutating func noteExpansion(
        _ name: ArraySlice<UInt8>, _ place: LinePosition?, parent: Int32
    ) -> Int32 {
        guard let place, document.expansions.count < limits.expandedLines else { return parent }
        let cause = Expansion.Cause.parameter(name: name.string, definedAt: place)
        document.expansions.append(Expansion(cause: cause, parent: parent))
        return Int32(document.expansions.count - 1)
    }

    private mutating func expandLines(
        _ value: Parameter, _ reference: Reference, into line: LogicalLine, _ position: LinePosition,
        depth: Int
    ) {
        let range = reference.range
        let column = line.columns[range.lowerBound]
        for (index, body) in value.lines.enumerated() where !isStopped {
            var piece = LogicalLine(bytes: body, columns: Array(repeating: column, count: body.count))
            if index == 0 {
                piece.bytes.insert(contentsOf: line.bytes[..<range.lowerBound], at: 0)
                piece.columns.insert(contentsOf: line.columns[..<range.lowerBound], at: 0)
            }
            if index == value.lines.count - 1 {
                piece.bytes += line.bytes[range.upperBound...]
                piece.columns += line.columns[range.upperBound...]
            }
            var place = position
            let written = index < value.positions.count ? value.positions[index] : nil
            place.expansion = noteExpansion(reference.name, written, parent: position.expansion)
            process(piece, at: place, depth: depth + 1)
        }
    }

    /// Adds an expanded line to the text and splits it, unless it became a line of another kind.
    private mutating func emit(_ line: LogicalLine, at position: LinePosition, depth: Int, wasReplaced: Bool)
    {
        guard let first = line.bytes.first else { return }
        if wasReplaced, first == Byte.at || first == Byte.tilde || first == Byte.dollar {
            let before = expandedLineCount
            expandedLineCount += 1
            if before < limits.expandedLines { return process(line, at: position, depth: depth + 1) }
        }
        expandedLineCount += position.expansion >= 0 ? 1 : 0
        guard expandedLineCount <= limits.expandedLines,
            document.text.count + line.bytes.count < limits.textBytes
        else {
            report(
                "expansions make more than \(limits.expandedLines) lines or \(limits.textBytes) bytes",
                at: position,
                column: line.columns[0])
            isStopped = true
            return
        }
        let start = document.text.count
        document.text += line.bytes
        document.text.append(Byte.newline)
        let before = document.statements.count
        let end = splitWords(
            of: start..<start + line.bytes.count, columns: line.columns, at: position, depth: depth)
        noteUndefined(in: line, upTo: end - start, at: start, statementsFrom: before)
    }

    /// Records the undefined parameters in the words of a line whose text begins at `start`.
    private mutating func noteUndefined(
        in line: LogicalLine, upTo end: Int, at start: Int, statementsFrom first: Int
    ) {
        var index = 0
        var next = first
        var owner: Int?
        while let dollar = line.bytes[index..<end].firstIndex(of: Byte.dollar) {
            index = dollar + 1
            guard let reference = reference(at: dollar, in: line.bytes) else { continue }
            // The line may hold several statements; the last one that starts at or before the name contains
            // it.
            while next < document.statements.count {
                let statement = document.statements[next]
                guard statement.wordCount == 0 || Int(statement.rawStart) <= start + dollar else { break }
                if statement.wordCount > 0 { owner = next }
                next += 1
            }
            guard let owner else { continue }
            document.undefinedParameters.append(
                UndefinedParameter(
                    name: reference.name.string, statement: owner, column: line.columns[dollar]))
        }
    }

    /// The use of a parameter at a `$`: `${NAME}`, `${NAME ARGUMENTS}`, or `$NAME` before a blank, `,`, `)`
    /// or the end.
    func reference(at dollar: Int, in bytes: [UInt8]) -> Reference? {
        let isBraced = dollar + 1 < bytes.count && bytes[dollar + 1] == Byte.openBrace
        let start = dollar + (isBraced ? 2 : 1)
        guard start < bytes.count, Byte.isNameStart(bytes[start]) else { return nil }
        let end = bytes[start...].firstIndex { !Byte.isName($0) } ?? bytes.count
        let name = bytes[start..<end]
        guard isBraced else {
            guard
                end == bytes.count || Byte.isBlank(bytes[end]) || bytes[end] == Byte.comma
                    || bytes[end] == Byte.closeParenthesis
            else { return nil }
            return Reference(range: dollar..<end, name: name, arguments: [])
        }
        guard end < bytes.count,
            let close = bytes[end...].firstIndex(where: { $0 == Byte.closeBrace || $0 == Byte.openBrace }),
            bytes[close] == Byte.closeBrace, close == end || Byte.isBlank(bytes[end])
        else { return nil }
        let arguments = bytes[end..<close].split(whereSeparator: Byte.isBlank)
        return Reference(range: dollar..<close + 1, name: name, arguments: arguments)
    }

    private mutating func value(of reference: Reference, at position: LinePosition, column: UInt32)
        -> Parameter?
    {
        if let parameter = parameters[reference.name] { return reference.arguments.isEmpty ? parameter : nil }
        guard reference.name.first == Byte.underscore else { return nil }
        let text: [UInt8]
        switch reference.name.string {
        case "_PWD": text = Array((frames.last.map { document.sources[$0.source].directory } ?? "").utf8)
        case "_INSTANCE": text = configID
        case "_HASH": text = [Byte.hash]
        case "_BANG": text = [Byte.bang]
        case "_ENV":
            guard let name = reference.arguments.first, reference.arguments.count == 1 else { return nil }
            text = Array((host.environmentVariable(name.string) ?? "").utf8).map {
                $0 == Byte.newline ? Byte.space : $0
            }
        case "_RANDOM":
            text = Array(String(nextRandom(reference.arguments, at: position, column: column)).utf8)
        default: return nil
        }
        return Parameter(lines: [text])
    }

    /// keepalived: `${_RANDOM [MIN [MAX]]}`, 0 to 32767 without bounds.
    private mutating func nextRandom(
        _ arguments: [ArraySlice<UInt8>], at position: LinePosition, column: UInt32
    ) -> Int {
        let bounds = arguments.prefix(2).map { Int($0.string) ?? -1 }
        let low = bounds.first ?? 0
        let high = bounds.count > 1 ? bounds[1] : 32767
        guard low >= 0, high >= low, high <= 0x7FFF_FFFF else {
            report("_RANDOM needs MIN and MAX with MIN <= MAX", at: position, column: column)
            return max(low, 0)
        }
        let state = (random ?? host.randomSeed()) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        random = state
        return low + Int(state >> 33) % (high - low + 1)
    }
}
