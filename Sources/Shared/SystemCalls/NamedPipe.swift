import Glibc

/// A named pipe for lines, whether it has a reader or not. Writing never blocks.
public final class NamedPipe {
    /// Its path.
    public let path: String
    private let file: FileDescriptor
    private let isOwn: Bool

    /// Opens the pipe at `path`, or creates it.
    ///
    /// The error is `EEXIST` if another kind of file is there.
    public init(path: String, owner: (user: UInt32, group: UInt32)? = nil) throws(SystemError) {
        self.path = path
        let result = unsafe mkfifo(path, 0o644)
        let reason = errno
        isOwn = result == 0
        if result != 0 && reason != EEXIST { throw SystemError(call: "mkfifo", errno: reason, object: path) }
        // Also open for reading, so that the pipe never loses its last reader.
        file = try Files.open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW)
        var status = stat()
        try SystemError.check(unsafe fstat(file.number, &status), "fstat", path)
        guard status.st_mode & S_IFMT == S_IFIFO else {
            throw SystemError(call: "mkfifo", errno: EEXIST, object: path)
        }
        guard isOwn else { return }
        // The umask is the daemon's, but readers are other users.
        try SystemError.check(fchmod(file.number, 0o644), "fchmod", path)
        if let owner {
            try SystemError.check(fchown(file.number, owner.user, owner.group), "fchown", path)
        }
    }

    /// Writes a line if there is room for all of it; false if not.
    public func write(_ bytes: [UInt8]) -> Bool { NonBlockingWrite.line(bytes, to: file.number) }

    deinit {
        // Another process may have removed it already.
        if isOwn { _ = try? Files.remove(path) }
    }
}
