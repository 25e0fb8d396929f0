/// An error or warning about a configuration, with its place and a suggestion.
public struct Diagnostic: Equatable, Sendable {
    /// How much it matters.
    public enum Severity: Equatable, Sendable {
        /// It works as written, but is old, odd or without effect.
        case warning
        /// It does not work as written.
        case error
    }

    /// How it affects the exit status of `keepalived -t`.
    public enum Category: Equatable, Sendable {
        /// 5 if it is an error.
        case ordinary
        /// 4, unless another class of error decides: an interface in a list outside all blocks is missing.
        case fatal
        /// 6: scripts run as root without `enable_script_security`.
        case security
        /// 6: an include whose check failed.
        case includeCheck
    }

    /// A further place.
    public struct Note: Equatable, Sendable {
        /// The place; nil: none.
        public let location: SourceLocation?
        /// What is there.
        public let text: String

        /// A note at a place.
        public init(_ text: String, at location: SourceLocation? = nil) {
            self.location = location
            self.text = text
        }
    }

    /// How much it matters.
    public var severity: Severity
    /// How it affects the exit status.
    public var category = Category.ordinary
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// Where; nil: nowhere in particular.
    public var location: SourceLocation?
    /// The line at the place, with secrets masked; nil: not shown.
    public var excerpt: Excerpt?
    /// What to write instead.
    public var suggestion: String?
    /// Further places.
    public var notes: [Note] = []

    /// A diagnostic without a place.
    public init(
        _ severity: Severity, _ message: String, category: Category = .ordinary, suggestion: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.category = category
        self.suggestion = suggestion
    }
}

/// A place in a file.
public struct SourceLocation: Equatable, Sendable, CustomStringConvertible {
    /// The file's path.
    public let path: String
    /// The line, from 1.
    public let line: Int
    /// The column in bytes, from 1; 0: the whole line.
    public let column: Int

    /// A place.
    public init(path: String, line: Int, column: Int) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `file:line:column`, or `file:line` for a whole line.
    public var description: String { column > 0 ? "\(path):\(line):\(column)" : "\(path):\(line)" }
}

/// A source line with the relevant part marked.
public struct Excerpt: Equatable, Sendable {
    /// The line in printable characters.
    public let line: String
    /// The line below it: blanks up to the place, then `^~~~`.
    public let marker: String
}

extension Diagnostic {
    /// The text in one line, for a log.
    public var line: String {
        let place = location.map { "\($0): " } ?? ""
        let rest = suggestion.map { " (suggestion: \($0))" } ?? ""
        return place + (severity == .error ? "error: " : "warning: ") + message + rest
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The whole text in several lines, like a compiler's, without a final newline.
    public var description: String {
        var text = location.map { "\($0): " } ?? ""
        text += (severity == .error ? "error: " : "warning: ") + message
        if let excerpt { text += "\n\(excerpt.line)\n\(excerpt.marker)" }
        if let suggestion { text += "\n    suggestion: \(suggestion)" }
        for note in notes {
            text += "\n" + (note.location.map { "\($0): " } ?? "") + "note: " + note.text
        }
        return text
    }
}

extension String {
    /// The text with `?` for every control character and end of a line, so that it cannot steer a terminal.
    var printable: String {
        String(map { $0.isNewline || $0.isControl && $0 != "\t" ? "?" : $0 })
    }
}

extension Character {
    /// Whether it begins with one of Unicode's control characters.
    fileprivate var isControl: Bool {
        switch unicodeScalars.first?.value ?? 0x20 {
        case 0...0x1F, 0x7F...0x9F: true
        default: false
        }
    }
}

/// Diagnostics up to a limit, and the exit status that they lead to.
public struct DiagnosticCollection: Sendable {
    /// The diagnostics kept, in the order in which they were found.
    public private(set) var all: [Diagnostic] = []
    /// How many more there were.
    public private(set) var droppedCount = 0
    /// Whether there was an ordinary error.
    public private(set) var hasErrors = false
    /// Whether there was an error of the security class or a failed include check.
    public private(set) var hasSecurityErrors = false
    /// Whether there was an error of the fatal class.
    public private(set) var hasFatalErrors = false
    private let limit: Int
    /// The diagnostics of expanded text: a mistake in it is reported once, not in every round.
    private var reportedInExpansions: Set<String> = []

    /// An empty collection that keeps at most `limit`.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Whether further diagnostics are only counted, so that their text is not needed.
    public var isFull: Bool { all.count >= limit }

    /// Keeps a diagnostic, or counts it if there are too many. A long message is cut, and made printable: it may quote
    /// any word of the file.
    public mutating func append(_ diagnostic: Diagnostic) {
        guard !countIfFull(diagnostic.severity, diagnostic.category), isNew(diagnostic) else { return }
        note(diagnostic.severity, diagnostic.category)
        var diagnostic = diagnostic
        diagnostic.message = Self.cut(diagnostic.message).printable
        diagnostic.suggestion = diagnostic.suggestion.map { Self.cut($0).printable }
        diagnostic.notes = diagnostic.notes.map { .init($0.text.printable, at: $0.location) }
        all.append(diagnostic)
    }

    /// Counts a diagnostic if there are too many to keep it, so that its text and place are not needed.
    ///
    /// - Returns: whether it was counted.
    public mutating func countIfFull(
        _ severity: Diagnostic.Severity, _ category: Diagnostic.Category = .ordinary
    ) -> Bool {
        guard isFull else { return false }
        note(severity, category)
        droppedCount += 1
        return true
    }

    private mutating func note(_ severity: Diagnostic.Severity, _ category: Diagnostic.Category) {
        guard severity == .error else { return }
        switch category {
        case .ordinary: hasErrors = true
        case .fatal: hasFatalErrors = true
        case .security, .includeCheck: hasSecurityErrors = true
        }
    }

    private static let textLimitBytes = 512

    /// A text, without its middle if it is long: it may quote a word of any length.
    private static func cut(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count > textLimitBytes else { return text }
        let half = textLimitBytes / 2
        return String(decoding: bytes.prefix(half), as: UTF8.self) + "…"
            + String(decoding: bytes.suffix(half), as: UTF8.self)
    }

    private mutating func isNew(_ diagnostic: Diagnostic) -> Bool {
        guard !diagnostic.notes.isEmpty, let location = diagnostic.location,
            reportedInExpansions.count < limit
        else { return true }
        let places = diagnostic.notes.compactMap { $0.location?.description }
        return reportedInExpansions.insert(
            ([diagnostic.message, "\(location)"] + places).joined(separator: "|")
        )
        .inserted
    }

    /// The exit status of `keepalived -t`: 6 security or a failed include check, 5 any ordinary error, 4 only
    /// fatal ones, 0 at most warnings. keepalived reports its numerically largest class likewise.
    public var testStatus: Int32 {
        if hasSecurityErrors { return 6 }
        if hasErrors { return 5 }
        return hasFatalErrors ? 4 : 0
    }
}
