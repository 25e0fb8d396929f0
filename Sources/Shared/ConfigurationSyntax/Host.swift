/// What reading a configuration asks of the machine. The real host reads the disk; a recorded one answers
/// from a transcript, so that another process sees exactly the same text; a test's answers from a table.
public protocol Host {
    /// The bytes of a file, or why it cannot be read.
    mutating func contents(of path: String) -> Result<[UInt8], FileProblem>
    /// The paths that match a pattern with `*`, `?`, `[…]` and `{a,b}`, sorted (`glob(3)` with GLOB_BRACE).
    mutating func paths(matching pattern: String) -> [String]
    /// The kind of file at a path.
    mutating func kind(of path: String) -> FileKind
    /// An environment variable.
    mutating func environmentVariable(_ name: String) -> String?
    /// The node name (`uname -n`) up to the first dot.
    mutating func nodeName() -> String
    /// The current directory.
    mutating func currentDirectory() -> String
    /// The seed of `${_RANDOM}`; asked for at most once per configuration.
    mutating func randomSeed() -> UInt64
}

extension FileProblem: CustomStringConvertible {
    /// The reason, to follow "cannot read FILE: ".
    public var description: String {
        switch self {
        case .missing: "there is no such file"
        case .unreadable: "permission denied"
        case .notRegular: "not a regular file"
        case .tooLarge(let size, let limit): "its \(size) bytes exceed the limit of \(limit)"
        case .failed(let errno): "error \(errno)"
        }
    }
}

/// Why a file cannot be read.
public enum FileProblem: Error, Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The process may not read it.
    case unreadable
    /// A directory, device or pipe.
    case notRegular
    /// Longer than the limit.
    case tooLarge(sizeBytes: Int, limitBytes: Int)
    /// Anything else, with the errno.
    case failed(errno: Int32)
}

/// The kind of file at a path.
public enum FileKind: Hashable, Sendable {
    /// Nothing.
    case missing
    /// A regular file; executable if any execute bit is set.
    case regular(isExecutable: Bool)
    /// A directory.
    case directory
    /// Anything else.
    case other
}
