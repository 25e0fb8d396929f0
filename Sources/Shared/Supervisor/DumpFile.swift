import Glibc
import SystemCalls

/// Files in directories that others may write to. Symbolic links are never followed.
enum DumpFile {
    /// The largest dump that is written.
    static let limitBytes = 256 << 20

    /// Replaces the file atomically, then closes it after writing nothing: there are readers that wait for that. A device or
    /// pipe, such as /dev/null, stays and gets the text.
    static func write(_ contents: [UInt8], to path: String) throws(SystemError) {
        guard !Files.isSpecial(path) else {
            let file = try Files.open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
            return try Files.write(contents, to: file.number, object: path)
        }
        try Files.replace(path, with: contents, mode: 0o600)
        _ = try Files.open(path, O_WRONLY | O_NOFOLLOW)
    }

    /// Creates the file, or empties it. A pipe that nobody reads is not waited for.
    static func empty(_ path: String) throws(SystemError) {
        _ = try Files.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK)
    }

    /// Removes the file; a missing one is not an error, and a device or pipe stays.
    static func remove(_ path: String) throws(SystemError) {
        if !Files.isSpecial(path) { try Files.remove(path) }
    }

    /// Appends to the file. A pipe that nobody reads, or that is full, is an error.
    static func append(_ contents: [UInt8], to path: String) throws(SystemError) {
        let file = try Files.open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, mode: 0o644)
        try Files.write(contents, to: file.number, object: path)
    }
}
