/// What reading a configuration asks of the machine. The real one reads the disk; a recorded one answers from a
/// transcript, so that another process sees the very same text; a test's answers from a table.
public protocol Host {
    /// The bytes of a file, or why it cannot be read.
    mutating func contents(of path: String) -> Result<[UInt8], FileProblem>
    /// The paths that match a pattern with `*`, `?`, `[…]` and `{a,b}`, sorted (`glob(3)` with GLOB_BRACE).
    mutating func paths(matching pattern: String) -> [String]
    /// What a path is.
    mutating func kind(of path: String) -> FileKind
    /// A variable of the environment.
    mutating func environmentVariable(_ name: String) -> String?
    /// The node name (`uname -n`) up to the first dot.
    mutating func nodeName() -> String
    /// The current directory.
    mutating func currentDirectory() -> String
    /// Where the numbers of `${_RANDOM}` start; asked at most once for a configuration.
    mutating func randomSeed() -> UInt64
}

extension FileProblem: CustomStringConvertible {
    /// The reason, as the end of a sentence "cannot read FILE: …".
    public var description: String {
        switch self {
        case .missing: "there is no such file"
        case .unreadable: "permission denied"
        case .notRegular: "not a regular file"
        case .tooLarge(let size, let limit): "\(size) bytes are more than the limit of \(limit)"
        case .failed(let errno): "error \(errno)"
        }
    }
}

/// Why a file's bytes are not to be had.
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

/// What stands at a path.
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
