internal import CLinux
public import Configuration
public import ConfigurationSyntax
internal import Glibc

/// This machine: its disk, users, interfaces and environment.
public struct LocalHost: ConfigurationHost {
    /// The longest file that is read.
    public static let fileLimitBytes = 100 << 20

    /// This machine.
    public init() {}

    /// Reads a regular file completely. The C functions are `open(2)`, `fstat(2)` and `read(2)`.
    public mutating func contents(of path: String) -> Result<[UInt8], FileProblem> {
        // Without O_NONBLOCK, opening a pipe would block.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(Self.problem(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return .failure(.failed(errno: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.notRegular) }
        guard status.st_size <= Self.fileLimitBytes else {
            return .failure(.tooLarge(sizeBytes: Int(status.st_size), limitBytes: Self.fileLimitBytes))
        }
        return Self.read(descriptor, sizeBytes: Int(status.st_size))
    }

    private static func read(_ descriptor: CInt, sizeBytes: Int) -> Result<[UInt8], FileProblem> {
        var failure: CInt = 0
        // The file may grow meanwhile; only its initial size is read.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: sizeBytes) { buffer, count in
            count = 0
            while count < sizeBytes, let start = buffer.baseAddress {
                let length = unsafe Glibc.read(descriptor, start + count, sizeBytes - count)
                if length < 0, errno == EINTR { continue }
                if length < 0 { failure = errno }
                guard length > 0 else { break }
                count += length
            }
        }
        return failure == 0 ? .success(bytes) : .failure(.failed(errno: failure))
    }

    private static func problem(_ number: CInt) -> FileProblem {
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unreadable
        default: .failed(errno: number)
        }
    }

    /// The paths that match a pattern. The C function is `glob(3)` with GLOB_BRACE.
    public mutating func paths(matching pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, GLOB_BRACE, nil, &found) == 0 else { return [] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }

    /// The kind of file at a path; links are followed. The C function is `stat(2)`.
    public mutating func kind(of path: String) -> FileKind {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .regular(isExecutable: status.st_mode & 0o111 != 0)
        case S_IFDIR: return .directory
        default: return .other
        }
    }

    /// An environment variable. The C function is `getenv(3)`.
    public mutating func environmentVariable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// The node name up to its first dot. The C function is `gethostname(2)`.
    public mutating func nodeName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }

    /// The current directory. The C function is `getcwd(3)`.
    public mutating func currentDirectory() -> String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe getcwd(&path, path.count) != nil else { return "/" }
        return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A random number.
    public mutating func randomSeed() -> UInt64 { UInt64.random(in: .min ... .max) }

    /// The number of configured processors. The C function is `sysconf(3)`.
    public mutating func processorCount() -> Int { max(sysconf(CInt(_SC_NPROCESSORS_CONF)), 1) }
}
