/// The checks that `include` makes. keepalived: the letter after `include`, and `include_check`.
struct IncludeChecks: OptionSet {
    let rawValue: UInt8
    /// Every matching file can be read and is a regular file.
    static let read = IncludeChecks(rawValue: 1)
    /// A name without wildcards exists.
    static let match = IncludeChecks(rawValue: 2)
    /// A name with wildcards matches something.
    static let wildcardMatch = IncludeChecks(rawValue: 4)
    /// Every alternative in braces matches something.
    static let braceMatch = IncludeChecks(rawValue: 8)
    /// All checks.
    static let all: IncludeChecks = [.read, .match, .wildcardMatch, .braceMatch]

    /// The checks of `include` with a letter after it; nil: there is no such keyword.
    init?(letter: UInt8?) {
        switch letter {
        case nil: self = []
        case UInt8(ascii: "r"): self = .read
        case UInt8(ascii: "m"): self = [.read, .match]
        case UInt8(ascii: "w"): self = [.read, .match, .wildcardMatch]
        case UInt8(ascii: "b"): self = [.read, .braceMatch]
        case UInt8(ascii: "a"): self = .all
        default: return nil
        }
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The check that a word of `include_check` names.
    init?(word: ArraySlice<UInt8>) {
        switch word.string {
        case "read": self = .read
        case "match": self = .match
        case "wildcard_match": self = .wildcardMatch
        case "brace_match": self = .braceMatch
        default: return nil
        }
    }
}

/// A file being read.
struct IncludeFrame {
    let source: Int
    let path: String
    var checks: IncludeChecks
}

/// A line that is an instruction to the reader rather than a statement.
private enum Directive {
    case include(checks: IncludeChecks, pattern: Range<Int>)
    case meta
}

extension Reader {
    static let includeCheckKeyword = Array("include_check".utf8)
    private static let includeKeyword = Array("include".utf8)

    /// Whether the piece of a line at a cursor is an include or, in an expanded line, begins with `@`, `~` or
    /// `$`.
    func startsDirective(_ cursor: LineCursor, depth: Int) -> Bool {
        directive(at: cursor) != nil
    }

    private func directive(at cursor: LineCursor) -> Directive? {
        let byte = document.text[cursor.index]
        if byte == Byte.lowerI, let (checks, pattern) = include(at: cursor) {
            return .include(checks: checks, pattern: pattern)
        }
        // The beginning of the line has been checked before; only what follows a brace is new.
        let isAfterBrace = cursor.columns != nil && cursor.index > cursor.range.lowerBound
        return isAfterBrace && (byte == Byte.at || byte == Byte.tilde || byte == Byte.dollar)
            && document.text[cursor.range.lowerBound..<cursor.index].contains {
                $0 == Byte.openBrace || $0 == Byte.closeBrace
            }
            ? .meta : nil
    }

    private func include(at cursor: LineCursor) -> (IncludeChecks, Range<Int>)? {
        let text = document.text[cursor.index..<cursor.range.upperBound]
        guard text.starts(with: Self.includeKeyword) else { return nil }
        var rest = text.dropFirst(Self.includeKeyword.count)
        var letter: UInt8?
        if let first = rest.first, !Byte.isBlank(first) {
            letter = first
            rest = rest.dropFirst()
        }
        guard let next = rest.first, Byte.isBlank(next), let checks = IncludeChecks(letter: letter) else {
            return nil
        }
        if cursor.columns == nil, let comment = rest.firstIndex(where: Byte.isComment) {
            rest = rest[..<comment]
        }
        let pattern = rest.trimmingBlanks
        return (checks, pattern.startIndex..<pattern.endIndex)
    }

    /// Carries out the directive at a cursor.
    mutating func readDirective(_ cursor: inout LineCursor, depth: Int) {
        switch directive(at: cursor) {
        case .include(let checks, let pattern):
            include(pattern, checks: checks, cursor)
        case .meta:
            let rest = cursor.index..<cursor.range.upperBound
            let columns = rest.map { cursor.column(at: $0) }
            process(
                LogicalLine(bytes: Array(document.text[rest]), columns: columns), at: cursor.position,
                depth: depth + 1)
        case nil:
            break
        }
    }

    /// Reads `include_check`: no word means all checks; `+` and `-` add and remove one.
    mutating func setIncludeChecks(of statement: Statement) {
        guard let last = frames.indices.last else { return }
        guard statement.wordCount > 1 else {
            frames[last].checks = .all
            return
        }
        var checks: IncludeChecks = []
        for index in 1..<Int(statement.wordCount) {
            var word = document.bytes(ofWord: index, in: statement)
            let sign = word.first
            if sign == Byte.plus || sign == Byte.minus {
                if index == 1 { checks = frames[last].checks }
                word = word.dropFirst()
            }
            guard let check = IncludeChecks(word: word) else { continue }
            if sign == Byte.minus { checks.subtract(check) } else { checks.formUnion(check) }
        }
        frames[last].checks = checks
    }

    private mutating func include(_ range: Range<Int>, checks: IncludeChecks, _ cursor: LineCursor) {
        let column = cursor.column(at: range.lowerBound)
        let pattern = document.text[range].string
        guard !pattern.isEmpty, let frame = frames.last else {
            return report(
                "include needs a file name", at: cursor.position, column: cursor.column(at: cursor.index))
        }
        guard frames.count <= limits.includeDepth else {
            return report(
                "files include files more than \(limits.includeDepth) deep", at: cursor.position,
                column: column)
        }
        let checks = checks.union(frame.checks)
        let directory = document.sources[frame.source].directory
        var paths: [String] = []
        var seen: Set<String> = []
        for alternative in checks.contains(.braceMatch) ? Self.alternatives(of: pattern) : [pattern] {
            let absolute = Self.join(directory, alternative)
            let found = Self.isPattern(alternative) ? host.paths(matching: absolute) : existing(absolute)
            if found.isEmpty {
                let isWild = Self.hasWildcard(alternative)
                let isFailure =
                    checks.contains(.braceMatch) && Self.hasBraces(pattern)
                    || checks.contains(isWild ? .wildcardMatch : .match)
                if reportMissing(alternative, isFailure: isFailure, at: cursor.position, column: column) {
                    return
                }
            }
            paths += found.filter { seen.insert($0).inserted }
        }
        for path in paths where !isStopped {
            readIncluded(path, checks: checks, at: cursor.position, column: column)
        }
    }

    private mutating func existing(_ path: String) -> [String] {
        host.kind(of: path) == .missing ? [] : [path]
    }

    /// Reports a name that matches no file; true if that ends the reading.
    private mutating func reportMissing(
        _ name: String, isFailure: Bool, at position: LinePosition, column: UInt32
    ) -> Bool {
        guard isFailure else {
            warn("include finds no file '\(name)'", at: position, column: column)
            return false
        }
        fail("include finds no file '\(name)'", at: position, column: column)
        return true
    }

    private mutating func fail(_ message: String, at position: LinePosition, column: UInt32) {
        let diagnostic = Diagnostic(.error, message, category: .includeCheck)
        diagnostics.append(
            document.place(diagnostic, at: position, column: column, lengthBytes: 1, hiddenFrom: nil))
        isStopped = true
    }

    private mutating func readIncluded(
        _ path: String, checks: IncludeChecks, at position: LinePosition, column: UInt32
    ) {
        guard !frames.contains(where: { $0.path == path }) else {
            return report("'\(path)' includes itself", at: position, column: column)
        }
        // keepalived skips anything that is not a regular file or has an execute bit, such as leftovers of
        // editors and packages.
        let reason: String
        switch host.kind(of: path) {
        case .regular(isExecutable: false):
            switch host.contents(of: path) {
            case .success(let bytes):
                return read(
                    bytes, path: path, directory: Self.directory(of: path, in: "/"),
                    checks: frames.last?.checks ?? [])
            case .failure(let problem): reason = "\(problem)"
            }
        case .regular(isExecutable: true): reason = "it has an execute bit"
        case .directory: reason = "it is a directory"
        case .missing, .other: reason = "it is not a regular file"
        }
        if checks.contains(.read) {
            fail("include cannot read '\(path)': \(reason)", at: position, column: column)
        } else {
            warn("include skips '\(path)': \(reason)", at: position, column: column)
        }
    }
}

extension Reader {
    /// The directory part of a path, made absolute with a current directory.
    static func directory(of path: String, in current: String) -> String {
        let absolute = join(current, path)
        guard let slash = absolute.utf8.lastIndex(of: Byte.slash) else { return current }
        let directory = String(absolute[..<slash])
        return directory.isEmpty ? "/" : directory
    }

    /// A path relative to a directory.
    static func join(_ directory: String, _ path: String) -> String {
        guard path.utf8.first != Byte.slash else { return path }
        return directory.utf8.last == Byte.slash ? directory + path : directory + "/" + path
    }

    static func isPattern(_ text: String) -> Bool { hasWildcard(text) || hasBraces(text) }

    static func hasWildcard(_ text: String) -> Bool { text.utf8.contains { "*?[".utf8.contains($0) } }

    static func hasBraces(_ text: String) -> Bool { text.utf8.contains(Byte.openBrace) }

    /// The texts that the first level of braces stands for: `a{b,c}` is `ab` and `ac`. At most 256.
    static func alternatives(of pattern: String) -> [String] {
        var results: [[UInt8]] = []
        var queue: [[UInt8]] = [Array(pattern.utf8)]
        while let text = queue.popLast(), results.count + queue.count < 256 {
            guard let open = text.firstIndex(of: Byte.openBrace), let close = matchingBrace(open, in: text)
            else {
                results.append(text)
                continue
            }
            for part in parts(of: text[open + 1..<close]).reversed() {
                queue.append(Array(text[..<open]) + part + text[(close + 1)...])
            }
        }
        return results.map(\.string)
    }

    private static func matchingBrace(_ open: Int, in text: [UInt8]) -> Int? {
        var depth = 0
        for index in open..<text.count {
            if text[index] == Byte.openBrace { depth += 1 }
            if text[index] == Byte.closeBrace { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    private static func parts(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var depth = 0
        var start = text.startIndex
        for index in text.indices {
            if text[index] == Byte.openBrace { depth += 1 }
            if text[index] == Byte.closeBrace { depth -= 1 }
            if text[index] == Byte.comma, depth == 0 {
                parts.append(text[start..<index])
                start = index + 1
            }
        }
        parts.append(text[start...])
        return parts
    }
}
