import CShims
import Glibc

/// Reads and writes small files as a whole.
public enum Files {
    /// The bytes of the file at `path`; `EFBIG` if there are more than `limit`.
    public static func read(_ path: String, limitBytes limit: Int) throws(SystemError) -> [UInt8] {
        let file = try open(path, O_RDONLY | O_CLOEXEC)
        return try read(file.number, limitBytes: limit, object: path)
    }

    /// The directory of a path, and the name in it; slashes at the end do not count.
    public static func split(_ path: String) -> (directory: String, name: String) {
        var path = Substring(path)
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
        let directory = String(path[..<slash])
        return (directory.isEmpty ? "/" : directory, String(path[path.index(after: slash)...]))
    }

    /// Opens a file with the flags and mode of `open(2)`.
    public static func open(
        _ path: String, _ flags: Int32, mode: UInt32 = 0o600
    ) throws(SystemError) -> FileDescriptor {
        let result = unsafe path.withCString { unsafe Glibc.open($0, flags | O_CLOEXEC, mode) }
        return FileDescriptor(adopting: try SystemError.check(result, "open", path))
    }

    /// Opens a regular file for reading; nil if it is something else. Opening a pipe would wait for its writer, and opening
    /// a device can have effects.
    public static func openRegular(_ path: String) throws(SystemError) -> FileDescriptor? {
        var status = stat()
        try SystemError.check(unsafe stat(path, &status), "stat", path)
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        // Another file may have taken its place.
        let file = try open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        try SystemError.check(unsafe fstat(file.number, &status), "fstat", path)
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return file
    }

    /// The bytes from the current position to the end; `EFBIG` if there are more than `limit`.
    public static func read(
        _ descriptor: Int32, limitBytes limit: Int, object: String? = nil
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try readPiece(descriptor, object: object)
            if piece.isEmpty { return bytes }
            guard bytes.count + piece.count <= limit else {
                throw SystemError(call: "read", errno: EFBIG, object: object)
            }
            bytes += piece
        }
    }

    /// The bytes from the current position on that one call reads, at most `limit`. The C function is `read(2)`.
    public static func readBeginning(
        _ descriptor: Int32, limitBytes limit: Int, object: String? = nil
    ) throws(SystemError) -> [UInt8] {
        var result = 0
        var number: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            repeat {
                result = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
                number = errno
            } while result < 0 && number == EINTR
            count = max(0, result)
        }
        guard result >= 0 else { throw SystemError(call: "read", errno: number, object: object) }
        return bytes
    }

    /// Writes all bytes, blocking if necessary. The C function is `write(2)`.
    public static func write(
        _ bytes: [UInt8], to descriptor: Int32, object: String? = nil
    ) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let result = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(
                    descriptor, $0.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            let number = errno
            if result < 0 && number == EINTR { continue }
            guard result >= 0 else { throw SystemError(call: "write", errno: number, object: object) }
            written += result
        }
    }

    /// Removes a file; a missing one is not an error.
    public static func remove(_ path: String) throws(SystemError) {
        let result = unsafe path.withCString { unsafe unlink($0) }
        let number = errno
        guard result == 0 || number == ENOENT else {
            throw SystemError(call: "unlink", errno: number, object: path)
        }
    }

    private static let pieceBytes = 16 * 1024

    static func readPiece(
        _ descriptor: Int32, from offset: Int? = nil, object: String?
    ) throws(SystemError) -> [UInt8] {
        while true {
            var result = 0
            var number: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: pieceBytes) { buffer, count in
                if let offset {
                    result = unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset)
                } else {
                    result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                }
                number = errno
                count = max(0, result)
            }
            if result >= 0 { return bytes }
            guard number == EINTR else { throw SystemError(call: "read", errno: number, object: object) }
        }
    }
}

/// Anonymous files, for text that several processes read.
public enum MemoryFile {
    /// A file with these bytes that can no longer be changed; `name` appears only in `/proc`.
    ///
    /// The C function is `memfd_create(2)`; the file is at its beginning and closed at `exec`.
    public static func sealed(_ bytes: [UInt8], name: String) throws(SystemError) -> FileDescriptor {
        let flags = shim_memfd_cloexec | shim_memfd_allow_sealing
        let result = unsafe name.withCString { unsafe shim_memfd_create($0, flags) }
        let file = FileDescriptor(adopting: try SystemError.check(result, "memfd_create", name))
        try Files.write(bytes, to: file.number, object: name)
        try SystemError.check(lseek(file.number, 0, SEEK_SET), "lseek", name)
        try SystemError.check(shim_add_seals(file.number, shim_all_seals), "fcntl F_ADD_SEALS", name)
        return file
    }

    /// An empty file, for another process to write to; `name` appears only in `/proc`.
    public static func empty(name: String) throws(SystemError) -> FileDescriptor {
        let result = unsafe name.withCString { unsafe shim_memfd_create($0, shim_memfd_cloexec) }
        return FileDescriptor(adopting: try SystemError.check(result, "memfd_create", name))
    }

    /// A file without a name on the file system of a directory, for what memory has no room for.
    ///
    /// The C function is `open(2)` with `O_TMPFILE`.
    public static func unnamed(_ bytes: [UInt8], in directory: String) throws(SystemError) -> FileDescriptor {
        let file = try Files.open(directory, O_RDWR | shim_o_tmpfile)
        try Files.write(bytes, to: file.number, object: directory)
        return file
    }

    /// Whether the file can no longer be changed.
    public static func isSealed(_ descriptor: Int32) -> Bool {
        let seals = shim_get_seals(descriptor)
        return seals >= 0 && seals & shim_all_seals == shim_all_seals
    }

    /// All bytes of the file, wherever its position is; `EFBIG` if there are more than `limit`.
    ///
    /// The position stays where it is: processes that were given the same file share it, and read at the same time. The C
    /// function is `pread(2)`.
    public static func read(_ descriptor: Int32, limitBytes limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try Files.readPiece(descriptor, from: bytes.count, object: nil)
            if piece.isEmpty { return bytes }
            guard bytes.count + piece.count <= limit else {
                throw SystemError(call: "read", errno: EFBIG)
            }
            bytes += piece
        }
    }
}
