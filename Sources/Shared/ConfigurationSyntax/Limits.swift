/// The bounds of reading a configuration. Text that passes one is an error that names it, never an endless loop.
public struct Limits: Sendable {
    /// How deep files may include files.
    public var includeDepth = 32
    /// How many files one configuration may read.
    public var files = 4096
    /// How deep multi-line parameters, `~SEQ` and `~LST` may nest.
    public var expansionDepth = 64
    /// How many parameters one line may replace.
    public var replacementsInLine = 4096
    /// How long a line may be in which parameters are replaced, in bytes.
    public var replacingLineBytes = 1 << 20
    /// How many bytes the replacements of all lines may move together: each moves its line.
    public var replacedBytes = 1 << 30
    /// How many lines all expansions together may make.
    public var expandedLines = 1_000_000
    /// How many bytes all files and expansions together may hold.
    public var textBytes = 256 << 20
    /// How deep blocks may nest.
    public var blockDepth = 32
    /// How many statements a configuration may have; each costs about 80 bytes of memory.
    public var statements = 8_000_000
    /// How many diagnostics are kept; the rest are counted.
    public var diagnostics = 1000

    /// The usual bounds.
    public init() {}
}
