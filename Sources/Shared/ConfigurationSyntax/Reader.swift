/// The result of reading: the tree and the diagnostics.
public struct ReadResult {
    /// The tree, as far as the text could be read.
    public let document: Document
    /// The diagnostics of the text itself.
    public let diagnostics: DiagnosticCollection
    /// Whether a failed include check ended the reading early.
    public let wasStopped: Bool
}

/// Reads a configuration: lines, comments, conditions, parameters, sequences, includes, braces, words.
public struct Reader {
    var host: any Host
    let grammar: any Grammar
    let limits: Limits
    let configID: [UInt8]
    var document = Document()
    var diagnostics: DiagnosticCollection
    var blocks = BlockStack()
    var parameters: [ArraySlice<UInt8>: Parameter] = [:]
    var openDefinition: OpenDefinition?
    var frames: [IncludeFrame] = []
    var expandedLineCount = 0
    /// The lengths of all lines in which a parameter was replaced, once for each.
    var replacedByteCount = 0
    var random: UInt64?
    var isStopped = false

    private init(host: any Host, grammar: any Grammar, limits: Limits, configID: String) {
        self.host = host
        self.grammar = grammar
        self.limits = limits
        self.configID = Array(configID.utf8)
        diagnostics = DiagnosticCollection(limit: limits.diagnostics)
    }

    /// Reads a file and all it includes.
    ///
    /// - Parameters:
    ///   - path: the main file, or a glob pattern that stands for it.
    ///   - configID: the ID that `@ID` lines are compared with; nil: the node name up to its first dot.
    ///   - checksAllIncludes: whether every include that cannot be followed is an error.
    ///   - host: the only source of answers about the machine.
    ///   - grammar: which keywords open blocks.
    ///   - limits: the bounds.
    /// - Returns: the tree and the diagnostics.
    public static func read(
        path: String, configID: String?, checksAllIncludes: Bool = false, host: inout any Host,
        grammar: any Grammar, limits: Limits = Limits()
    ) -> ReadResult {
        let name = configID ?? host.nodeName()
        var reader = Reader(host: host, grammar: grammar, limits: limits, configID: name)
        reader.readMain(path, checks: checksAllIncludes ? .all : [])
        reader.finish()
        host = reader.host
        return ReadResult(
            document: reader.document, diagnostics: reader.diagnostics, wasStopped: reader.isStopped)
    }

    private mutating func readMain(_ path: String, checks: IncludeChecks) {
        let directory = host.currentDirectory()
        switch host.contents(of: path) {
        case .success(let bytes):
            read(bytes, path: path, directory: Self.directory(of: path, in: directory), checks: checks)
        case .failure(let problem):
            let matches = Self.isPattern(path) ? host.paths(matching: path) : []
            guard !matches.isEmpty else {
                diagnostics.append(Diagnostic(.error, "cannot read \(path): \(problem)"))
                return
            }
            if matches.count > 1 {
                diagnostics.append(
                    Diagnostic(
                        .error, "\(path) matches \(matches.count) files: name one, or include the others"))
            }
            for match in matches {
                switch host.contents(of: match) {
                case .success(let bytes):
                    read(
                        bytes, path: match, directory: Self.directory(of: match, in: directory),
                        checks: checks)
                case .failure(let problem):
                    diagnostics.append(Diagnostic(.error, "cannot read \(match): \(problem)"))
                }
            }
        }
    }

    /// Reads the text of one file into the tree.
    mutating func read(_ bytes: [UInt8], path: String, directory: String, checks: IncludeChecks) {
        guard document.sources.count < limits.files else {
            return stop("more than \(limits.files) files are included")
        }
        guard document.text.count + bytes.count < limits.textBytes else {
            return stop("the files together hold more than \(limits.textBytes) bytes")
        }
        let source = document.sources.count
        document.sources.append(Source(path: path, directory: directory))
        let start = document.text.count
        if start == 0 { document.text = bytes } else { document.text += bytes }
        if document.text.last != Byte.newline { document.text.append(Byte.newline) }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let skipped = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        frames.append(IncludeFrame(source: source, path: path, checks: checks))
        readLines(start + skipped..<document.text.count, source: UInt32(source))
        frames.removeLast()
    }

    private mutating func readLines(_ range: Range<Int>, source: UInt32) {
        var start = range.lowerBound
        var line: UInt32 = 1
        while start < range.upperBound, !isStopped {
            var end = start
            var content: UInt8 = 0
            while document.text[end] != Byte.newline {
                content |= LineContent.ofByte[Int(document.text[end])]
                end += 1
            }
            let position = LinePosition(source: source, line: line, start: UInt32(start))
            if LineContent(rawValue: content).contains(.zero) {
                report("the line contains a zero byte: this is not text", at: position, column: 1)
                break
            }
            if openDefinition != nil || LineContent(rawValue: content).contains(.meta) {
                readMetaLine(start..<end, at: position)
            } else {
                splitWords(of: start..<end, columns: nil, at: position, depth: 0)
            }
            start = end + 1
            line += 1
        }
        closeDefinition()
    }

    /// Reports an error without a place, and stops reading.
    private mutating func stop(_ message: String) {
        diagnostics.append(Diagnostic(.error, message))
        isStopped = true
    }

    /// Reports an error at a column of a line.
    mutating func report(
        _ message: String, at position: LinePosition, column: UInt32, lengthBytes: UInt32 = 1,
        suggestion: String? = nil
    ) {
        guard !diagnostics.countIfFull(.error) else { return }
        diagnostics.append(
            document.place(
                Diagnostic(.error, message, suggestion: suggestion), at: position, column: column,
                lengthBytes: lengthBytes, hiddenFrom: nil))
    }

    /// Reports a warning at a column of a line.
    mutating func warn(
        _ message: String, at position: LinePosition, column: UInt32, suggestion: String? = nil
    ) {
        guard !diagnostics.countIfFull(.warning) else { return }
        diagnostics.append(
            document.place(
                Diagnostic(.warning, message, suggestion: suggestion), at: position, column: column,
                lengthBytes: 1,
                hiddenFrom: nil))
    }
}
