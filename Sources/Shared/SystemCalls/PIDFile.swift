import CShims
import Glibc

/// A file with this process's number, locked while the process runs.
///
/// The lock belongs to the process (`fcntl(2)`): a child does not inherit it, and closing any descriptor of
/// the file gives it up, so `owner(of:)` is for the files of other processes.
public struct PIDFile: ~Copyable {
    /// Why the PID file could not be created.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        /// The process with this number runs and holds it.
        case held(by: Int32)
        /// A system call failed.
        case system(SystemError)

        /// The text for the log.
        public var description: String {
            switch self {
            case .held(let owner): "daemon is already running as process \(owner)"
            case .system(let error): error.description
            }
        }
    }

    /// Its path.
    public let path: String
    private let file: FileDescriptor
    private let owner: pid_t

    /// Creates or takes over the file at `path`: mode 0644 regardless of the umask, holding a decimal number
    /// and a newline.
    public init(path: String) throws(Failure) {
        for _ in 0..<Self.attempts {
            switch Self.lock(path) {
            case .locked(let file):
                self.path = path
                self.file = file
                owner = getpid()
                return
            case .removedMeanwhile: continue
            case .failed(let failure): throw failure
            }
        }
        throw .system(SystemError(call: "open", errno: EAGAIN, object: path))
    }

    /// How often to retry opening a file that its owner is just removing.
    private static let attempts = 5

    private enum Lock: ~Copyable {
        case locked(FileDescriptor)
        case removedMeanwhile
        case failed(Failure)
    }

    private static func lock(_ path: String) -> Lock {
        do throws(SystemError) {
            let file = try Files.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o644)
            let result = shim_lock_file(file.number)
            let number = errno
            guard result == 0 else {
                guard number == EAGAIN || number == EACCES else {
                    throw SystemError(call: "fcntl F_SETLK", errno: number, object: path)
                }
                return .failed(.held(by: max(0, shim_lock_owner(file.number))))
            }
            var status = stat()
            try SystemError.check(unsafe fstat(file.number, &status), "fstat", path)
            guard status.st_nlink > 0 else { return .removedMeanwhile }
            try SystemError.check(fchmod(file.number, 0o644), "fchmod", path)
            try SystemError.check(ftruncate(file.number, 0), "ftruncate", path)
            try Files.write(Array("\(getpid())\n".utf8), to: file.number, object: path)
            return .locked(file)
        } catch {
            return .failed(.system(error))
        }
    }

    /// The process that holds the file at `path`; nil if none does or the file does not exist.
    public static func owner(of path: String) throws(SystemError) -> Int32? {
        do throws(SystemError) {
            let file = try Files.open(path, O_RDWR)
            let owner = try SystemError.check(shim_lock_owner(file.number), "fcntl F_GETLK", path)
            return owner == 0 ? nil : owner
        } catch {
            guard error.errno == ENOENT else { throw error }
            return nil
        }
    }

    deinit {
        // A forked child that still has the value must not remove the parent's file.
        guard owner == getpid() else { return }
        _ = unsafe path.withCString { unsafe unlink($0) }
    }
}
