import ConfigurationSyntax

/// The keywords of a kind of block, and what happens at its ends. A class for the same reason as `Keyword`.
final class BlockTable: Sendable {
    /// What stands in a block.
    enum Layout: Equatable, Sendable {
        /// Statements that begin with a keyword.
        case keywords
        /// Lines that begin with a word of some kind, with keywords further on.
        case lines(first: FirstWord)
        /// Any number of names on each line.
        case names
    }

    /// What the first word of a line is.
    enum FirstWord: Equatable, Sendable {
        /// A name.
        case name
        /// An address with a prefix length, it may be.
        case prefix
        /// An address.
        case address
        /// A route's destination; it may also stand further on.
        case destination
        /// No word of its own: the line begins with a keyword.
        case keyword
        /// A line that the block's own rules look at.
        case special
    }

    /// What happens at a statement.
    typealias Step = @Sendable (inout Interpreter, Int) -> Void

    let block: Block
    /// The path of the block, as in the keyword list: `vrrp_instance/authentication`.
    let name: String
    let layout: Layout
    let keywords: [Keyword]
    /// Before the first statement of a block; the block's own statement.
    let begin: Step?
    /// After the last statement of a block.
    let end: Step?
    /// Before the further words of a line.
    let beginLine: Step?
    /// After the words of a line.
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

    /// The keyword of that spelling.
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

    /// FNV-1a: the tables are ours, so nobody can make them collide.
    private static func hash(_ text: some Swift.Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Int(hash & 0x7FFF_FFFF)
    }
}
