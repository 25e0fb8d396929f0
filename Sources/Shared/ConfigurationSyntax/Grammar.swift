/// What the reader must know about keywords: which of them open a block. It uses that to repair missing
/// braces.
public protocol Grammar: Sendable {
    /// The kind of block a keyword opens inside `block`; nil if it opens none or is unknown there.
    func block(openedBy keyword: ArraySlice<UInt8>, in block: BlockKind) -> BlockKind?
    /// Whether a keyword is known inside `block`.
    func isKnown(_ keyword: ArraySlice<UInt8>, in block: BlockKind) -> Bool
}

/// A kind of block, identified by a number of the grammar.
public struct BlockKind: Hashable, Sendable {
    /// The grammar's number.
    public let number: Int

    /// The kind with this number, 0 or more.
    public init(number: Int) {
        self.number = number
    }

    /// Outside all blocks.
    public static let root = BlockKind(number: 0)
    /// A block whose keyword is unknown.
    public static let unknown = BlockKind(number: -1)
}
