import Glibc
import SystemCalls

/// Files that the daemon writes in directories others may write to: never through a symbolic link.
enum DumpFile {
    /// The greatest dump that is written.
    static let limitBytes = 256 << 20

    /// Replaces the file in one step.
    static func write(_ contents: [UInt8], to path: String) throws(SystemError) {
        try Files.replace(path, with: contents, mode: 0o600)
    }

    /// Adds to the end of the file.
    static func append(_ contents: [UInt8], to path: String) throws(SystemError) {
        let file = try Files.open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o644)
        try Files.write(contents, to: file.number, object: path)
    }
}
