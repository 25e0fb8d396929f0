import Glibc

extension Files {
    /// Gives a file another name, replacing what has it. The C function is `rename(2)`.
    public static func rename(_ path: String, to newPath: String) throws(SystemError) {
        let result = unsafe path.withCString { old in
            unsafe newPath.withCString { new in unsafe Glibc.rename(old, new) }
        }
        try SystemError.check(result, "rename", newPath)
    }

    /// Makes a directory; one that is there is no error. The C function is `mkdir(2)`.
    public static func createDirectory(_ path: String, mode: UInt32) throws(SystemError) {
        let result = unsafe path.withCString { unsafe mkdir($0, mode) }
        let number = errno
        guard result == 0 || number == EEXIST else {
            throw SystemError(call: "mkdir", errno: number, object: path)
        }
    }

    /// Replaces a file in one step, never through a symbolic link: a reader sees the old contents or the new ones, never
    /// a part.
    public static func replace(_ path: String, with contents: [UInt8], mode: UInt32) throws(SystemError) {
        let temporary = "\(path).\(ProcessAttributes.process)"
        try remove(temporary)
        let file = try open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
        try write(contents, to: file.number, object: temporary)
        try rename(temporary, to: path)
    }

    /// Writes to a file that is there, such as one of the kernel's settings.
    public static func overwrite(_ path: String, with contents: [UInt8]) throws(SystemError) {
        let file = try open(path, O_WRONLY)
        try write(contents, to: file.number, object: path)
    }
}
