import Glibc

/// Children that this process did not start: orphans of its descendants, which a subreaper inherits.
public enum Orphans {
    private static let listBytes = 1 << 20

    /// Reaps every ended child that is not in `known`, so that none stays a zombie, and returns their
    /// numbers.
    ///
    /// Those in `known` are waited for elsewhere.
    public static func reap(except known: Set<Int32>) throws(SystemError) -> [Int32] {
        let text = try Files.read("/proc/thread-self/children", limitBytes: listBytes)
        var reaped: [Int32] = []
        for word in text.split(separator: UInt8(ascii: " ")) {
            guard let process = Int32(String(decoding: word, as: UTF8.self)), !known.contains(process) else {
                continue
            }
            var status: Int32 = 0
            if unsafe waitpid(process, &status, WNOHANG) == process { reaped.append(process) }
        }
        return reaped
    }
}
