import CShims
import Glibc

/// A named pipe for lines, whether it has a reader or not. Writing never blocks.
public final class NamedPipe {
    /// How many bytes it holds, if the kernel allows that many.
    public static let capacityBytes: Int32 = 1 << 20

    /// A file, whatever its name.
    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    /// Its path.
    public let path: String
    private let file: FileDescriptor
    private let identity: Identity
    private let isOwn: Bool

    /// Opens the pipe at `path`. The error is `EEXIST` if another kind of file is there.
    public convenience init(path: String) throws(SystemError) { try self.init(path: path, isOwn: false) }

    /// Opens the pipe at `path`, or creates it for a user, with mode 0644 less the umask. One that is there stays as it
    /// is. The error is `EEXIST` if another kind of file is there.
    public convenience init(
        creating path: String, owner: (user: UInt32, group: UInt32)? = nil
    ) throws(SystemError) {
        let result = unsafe mkfifo(path, 0o644)
        let reason = errno
        if result != 0 && reason != EEXIST { throw SystemError(call: "mkfifo", errno: reason, object: path) }
        try self.init(path: path, isOwn: result == 0)
        guard isOwn, let owner else { return }
        do throws(SystemError) {
            try SystemError.check(fchown(file.number, owner.user, owner.group), "fchown", path)
        } catch {
            // The error that led here says more than one about the removal.
            try? remove()
            throw error
        }
    }

    private init(path: String, isOwn: Bool) throws(SystemError) {
        self.path = path
        self.isOwn = isOwn
        // Also open for reading, so that the pipe never loses its last reader.
        file = try Files.open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW)
        var status = stat()
        try SystemError.check(unsafe fstat(file.number, &status), "fstat", path)
        guard status.st_mode & S_IFMT == S_IFIFO else {
            throw SystemError(call: "open", errno: EEXIST, object: path)
        }
        identity = Identity(status)
        // It holds fewer if the kernel's limit is lower.
        _ = shim_set_pipe_capacity(file.number, Self.capacityBytes)
    }

    /// Whether its path still leads to it.
    public var isInPlace: Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        return Identity(status) == identity
    }

    /// Removes its path if it was created for this value and nothing else has the path now.
    public func remove() throws(SystemError) {
        if isOwn, isInPlace { try Files.remove(path) }
    }

    /// Writes a line if there is room for all of it; false if not, or if it is longer than what a pipe takes as a whole.
    public func write(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= PIPE_BUF else { return false }
        return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file.number, $0.baseAddress, $0.count) } > 0
    }
}
