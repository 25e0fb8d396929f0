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
}
