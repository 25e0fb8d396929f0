/// The limits of reading a configuration. Exceeding one is an error that names it, never an endless loop.
public struct Limits: Sendable {
    /// How deeply includes may nest.
    public var includeDepth = 32
    /// How many files one configuration may read.
    public var files = 4096
    /// How deeply multi-line parameters, `~SEQ` and `~LST` may nest.
    public var expansionDepth = 64
    /// How many parameters may be replaced in one line.
    public var replacementsInLine = 4096
    /// How long, in bytes, a line may grow when parameters are replaced in it.
    public var replacingLineBytes = 1 << 20
    /// How many bytes all replacements together may move; each moves its line.
    public var replacedBytes = 1 << 30
    /// How many lines all expansions together may produce.
    public var expandedLines = 1_000_000
    /// How many bytes all files and expansions together may hold.
    public var textBytes = 256 << 20
    /// How deeply blocks may nest.
    public var blockDepth = 32
    /// How many statements a configuration may have; each costs about 80 bytes of memory.
    public var statements = 8_000_000
    /// How many diagnostics are kept; the rest are counted.
    public var diagnostics = 1000

    /// The default limits.
    public init() {}
}
