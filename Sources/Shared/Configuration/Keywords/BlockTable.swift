import ConfigurationSyntax

/// The keywords of a kind of block, and what to do at its beginning and end. A class for the same reason as
/// `Keyword`.
final class BlockTable: Sendable {
    /// What a block contains.
    enum Layout: Equatable, Sendable {
        /// Statements, each beginning with a keyword.
        case keywords
        /// Lines whose first word is of this kind; keywords may follow it.
        case lines(first: FirstWord)
        /// Names, any number on a line.
        case names
    }

    /// What the first word of a line is.
    enum FirstWord: Equatable, Sendable {
        /// A name.
        case name
        /// An address, optionally followed by a prefix length.
        case prefix
        /// An address.
        case address
        /// A route's destination, which may also come later in the line.
        case destination
        /// A keyword.
        case keyword
        /// Anything; the block has rules of its own.
        case special
    }

    /// What to do at a statement.
    typealias Step = @Sendable (inout Interpreter, Int) -> Void

    let block: Block
    /// The path of the block, as in the keyword list: `vrrp_instance/authentication`.
    let name: String
    let layout: Layout
    let keywords: [Keyword]
    /// Runs before the first statement of a block, with the statement that opens it.
    let begin: Step?
    /// Runs after the last statement of a block.
    let end: Step?
    /// Runs before the words that follow a line's first one.
    let beginLine: Step?
    /// Runs after the last word of a line.
    let endLine: Step?
    private let slots: [Int16]

    init(
        _ block: Block, _ name: String, layout: Layout = .keywords, begin: Step? = nil, end: Step? = nil,
        beginLine: Step? = nil, endLine: Step? = nil, keywords: [Keyword]
    ) {
        self.block = block
        self.name = name
        self.layout = layout
        self.begin = begin
        self.end = end
        self.beginLine = beginLine
        self.endLine = endLine
        self.keywords = keywords
        slots = Self.slots(of: keywords)
    }

    /// The keyword spelt like this; nil if there is none.
    func keyword(_ text: ArraySlice<UInt8>) -> Keyword? {
        var slot = Self.hash(text) & (slots.count - 1)
        while slots[slot] >= 0 {
            let keyword = keywords[Int(slots[slot])]
            if Self.isEqual(keyword.spelling, text) { return keyword }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private static func isEqual(_ spelling: [UInt8], _ text: ArraySlice<UInt8>) -> Bool {
        guard spelling.count == text.count else { return false }
        for index in 0..<spelling.count where spelling[index] != text[text.startIndex + index] {
            return false
        }
        return true
    }

    /// An open-addressed table, at most half full, of indices into the keywords; -1: empty.
    private static func slots(of keywords: [Keyword]) -> [Int16] {
        var count = 4
        while count < keywords.count * 2 + 1 { count *= 2 }
        var slots = [Int16](repeating: -1, count: count)
        for (index, keyword) in keywords.enumerated() {
            var slot = hash(keyword.name.utf8) & (count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = Int16(index)
        }
        return slots
    }

    /// FNV-1a. The tables are constant, so no input can make their keys collide.
    private static func hash(_ text: some Swift.Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash & 0x7FFF_FFFF)
    }
}
