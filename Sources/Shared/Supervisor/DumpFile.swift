import SystemCalls

/// Files that the daemon writes in directories others may write to: never through a symbolic link.
enum DumpFile {
    /// Replaces the file in one step: a reader sees the old contents or the new ones, never a part.
    static func write(_ contents: [UInt8], to path: String) throws(SystemError) {
        let temporary = "\(path).\(ProcessControl.ownID)"
        try SmallFile.create(temporary, contents: contents, mode: 0o600)
        try SmallFile.rename(temporary, to: path)
    }

    /// Adds to the end of the file.
    static func append(_ contents: [UInt8], to path: String) throws(SystemError) {
        try SmallFile.append(contents, to: path, mode: 0o644)
    }
}
