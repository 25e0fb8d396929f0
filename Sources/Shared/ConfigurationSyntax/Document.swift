/// A configuration as read: its statements after includes and expansions, in the order of the text, each with
/// its words and its place.
///
/// The tree is flat so that a file with forty thousand servers costs a handful of allocations: a statement is
/// followed by those of its block, up to its `end`.
public struct Document: Sendable {
    /// The bytes of all files and expanded lines; words and statements are ranges of them.
    public internal(set) var text: [UInt8] = []
    /// The words of all statements.
    public internal(set) var words: [Word] = []
    /// The statements in the order of the text.
    public internal(set) var statements: [Statement] = []
    /// The files, in the order they were read; the first is the main file.
    public internal(set) var sources: [Source] = []
    /// The origins of expanded lines.
    public internal(set) var expansions: [Expansion] = []
    /// Uses of undefined parameters, in the order of the text.
    public internal(set) var undefinedParameters: [UndefinedParameter] = []

    init() {}

    /// The bytes of a word.
    public func bytes(of word: Word) -> ArraySlice<UInt8> {
        text[Int(word.start)..<Int(word.start) + Int(word.lengthBytes)]
    }

    /// The bytes of a statement's word; its keyword is word 0.
    ///
    /// - Precondition: the statement has such a word.
    public func bytes(ofWord index: Int, in statement: Statement) -> ArraySlice<UInt8> {
        precondition(
            index < Int(statement.wordCount), "a statement of \(statement.wordCount) words has no \(index)")
        return bytes(of: words[Int(statement.firstWord) + index])
    }

    /// The word at an index of a statement, or nil past its last.
    public func word(_ index: Int, of statement: Statement) -> Word? {
        guard index < Int(statement.wordCount) else { return nil }
        return words[Int(statement.firstWord) + index]
    }

    /// A statement's text after expansion, from its first word to its last, with its quotes.
    public func rawText(of statement: Statement) -> ArraySlice<UInt8> {
        text[Int(statement.rawStart)..<Int(statement.rawEnd)]
    }

    /// The statement's text after its keyword.
    public func rawArguments(of statement: Statement) -> ArraySlice<UInt8> {
        guard statement.wordCount > 1 else { return [] }
        let start = words[Int(statement.firstWord) + 1]
        return text[Int(start.start) - (start.isQuoted ? 1 : 0)..<Int(statement.rawEnd)]
    }
}

/// A file that was read.
public struct Source: Sendable {
    /// Its path, as requested from the host.
    public let path: String
    /// The directory that its relative includes start from.
    let directory: String
}

/// A word of a statement.
public struct Word: Sendable {
    let start: UInt32
    private let lengthAndQuoting: UInt32
    /// The column (from 1, in bytes) in the physical line of the word, or of the parameter that produced it.
    public let column: UInt32

    init(start: Int, lengthBytes: Int, isQuoted: Bool, column: UInt32) {
        self.start = UInt32(truncatingIfNeeded: start)
        lengthAndQuoting = UInt32(truncatingIfNeeded: lengthBytes) | (isQuoted ? 0x8000_0000 : 0)
        self.column = column
    }

    /// Its length without quotes.
    public var lengthBytes: UInt32 { lengthAndQuoting & 0x7FFF_FFFF }
    /// Whether it was in double quotes.
    public var isQuoted: Bool { lengthAndQuoting & 0x8000_0000 != 0 }
}

/// A physical line, and how the text came from it.
public struct LinePosition: Sendable {
    /// The file, as an index of `Document.sources`.
    public let source: UInt32
    /// The line, from 1.
    public let line: UInt32
    /// The line's first byte in `Document.text`.
    let start: UInt32
    /// The innermost expansion, as an index of `Document.expansions`; -1: the line was not expanded.
    var expansion: Int32 = -1
}

/// A keyword with its words, optionally followed by a block.
public struct Statement: Sendable {
    let firstWord: UInt32
    /// The number of words; 0 only for a block without a keyword.
    public let wordCount: UInt32
    let rawStart: UInt32
    let rawEnd: UInt32
    /// Where it stands.
    public let position: LinePosition
    /// The index after its last child; its children start at the next index.
    public internal(set) var end: UInt32
    /// Whether a block follows.
    public internal(set) var hasBlock = false
    /// Whether the reader truncated or repaired its text, so that further diagnostics are suppressed.
    public internal(set) var isDamaged = false
}

/// A step that produced text which is not in a file.
public struct Expansion: Sendable {
    /// What produced the text.
    public enum Cause: Sendable {
        /// A parameter, defined there.
        case parameter(name: String, definedAt: LinePosition)
        /// A round of `~SEQ` or `~LST`.
        case round(number: Int, names: [String])
    }

    /// What produced the text.
    public let cause: Cause
    /// The step before, as an index of `Document.expansions`; -1: none.
    public let parent: Int32
}

/// The use of an undefined `$NAME` or `${NAME}`, which stays in the text as written.
public struct UndefinedParameter: Sendable {
    /// The name.
    public let name: String
    /// The statement that contains it, as an index of `Document.statements`.
    public let statement: Int
    /// Its column in the physical line.
    public let column: UInt32
}
