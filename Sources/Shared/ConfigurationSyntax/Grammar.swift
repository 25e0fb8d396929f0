/// What the reader must know of the keywords: which of them open a block. It mends missing braces with that.
public protocol Grammar: Sendable {
    /// The kind of block a keyword opens inside `block`; nil if it opens none or is not known there.
    func block(openedBy keyword: ArraySlice<UInt8>, in block: BlockKind) -> BlockKind?
    /// Whether a keyword has a meaning inside `block`.
    func isKnown(_ keyword: ArraySlice<UInt8>, in block: BlockKind) -> Bool
}

/// A kind of block, by a number that the grammar gives it.
public struct BlockKind: Hashable, Sendable {
    /// The grammar's number.
    public let number: Int

    /// The kind with a number of the grammar's, 0 or more.
    public init(number: Int) {
        self.number = number
    }

    /// Outside all blocks.
    public static let root = BlockKind(number: 0)
    /// A block whose keyword is not known.
    public static let unknown = BlockKind(number: -1)
}
