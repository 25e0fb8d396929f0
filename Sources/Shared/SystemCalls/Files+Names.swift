import Glibc

extension Files {
    /// Renames a file, replacing an existing one. The C function is `rename(2)`.
    public static func rename(_ path: String, to newPath: String) throws(SystemError) {
        let result = unsafe path.withCString { old in
            unsafe newPath.withCString { new in unsafe Glibc.rename(old, new) }
        }
        try SystemError.check(result, "rename", newPath)
    }

    /// Creates a directory; an existing one is not an error. The C function is `mkdir(2)`.
    public static func createDirectory(_ path: String, mode: UInt32) throws(SystemError) {
        let result = unsafe path.withCString { unsafe mkdir($0, mode) }
        let number = errno
        guard result == 0 || number == EEXIST else {
            throw SystemError(call: "mkdir", errno: number, object: path)
        }
    }

    /// Replaces a file atomically, never through a symbolic link: a reader sees either the old contents or
    /// the new ones.
    public static func replace(_ path: String, with contents: [UInt8], mode: UInt32) throws(SystemError) {
        let temporary = "\(path).\(ProcessAttributes.process)"
        try remove(temporary)
        let file = try open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
        do throws(SystemError) {
            try write(contents, to: file.number, object: temporary)
            try rename(temporary, to: path)
        } catch {
            // The error that led here says more than one about the removal.
            try? remove(temporary)
            throw error
        }
    }

    /// Whether a device, a pipe or a socket is at the path, which must be neither replaced nor removed.
    public static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return false }
        return [S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    }

    /// Writes to an existing file, such as a kernel setting.
    public static func overwrite(_ path: String, with contents: [UInt8]) throws(SystemError) {
        let file = try open(path, O_WRONLY)
        try write(contents, to: file.number, object: path)
    }
}
