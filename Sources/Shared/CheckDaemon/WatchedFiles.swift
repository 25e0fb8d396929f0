import EventLoop
import Glibc
import SystemCalls
import Timing

/// Small files with a number each, read again whenever they change.
final class WatchedFiles {
    /// More than a number takes.
    private static let limitBytes = 1024

    private var watches: [EventSource] = []
    /// What could not be watched, and was reported.
    private var told: Set<String> = []
    /// When `watch` is to be called again, because a directory is not there.
    private(set) var retryAt: MonotonicInstant?

    private static let retryInterval: Duration = .seconds(5)

    /// Watches the directories of the files; `onChange` gets the path of one that may have changed, nil if that may be
    /// all of them, and the directories as well.
    ///
    /// - Returns: What cannot be watched, and why; each only once.
    func watch(
        _ paths: Set<String>, loop: EventLoop, at now: MonotonicInstant,
        onChange: @escaping (String?) -> Void
    ) -> [String] {
        watches = []
        var failures: [String] = []
        let byDirectory = Dictionary(grouping: paths) { Self.split($0).directory }
        for (directory, paths) in byDirectory.sorted(by: { $0.key < $1.key }) {
            let byName = Dictionary(grouping: paths) { Self.split($0).name }
            do throws(SystemError) {
                watches.append(
                    // Between the opening and the closing of a file by its writer it may be empty.
                    try loop.onChange(of: directory, [.written, .movedIn, .movedOut, .removed]) { change in
                        guard !change.name.isEmpty else { return onChange(nil) }
                        for path in byName[change.name] ?? [] { onChange(path) }
                    })
            } catch {
                failures.append("\(error)")
            }
        }
        retryAt = failures.isEmpty ? nil : now + Self.retryInterval
        let new = failures.filter { !told.contains($0) }
        told = Set(failures)
        return new
    }

    /// The number in the file; 0 if there is no file, nil if it has no number.
    static func value(of path: String) -> Int? {
        // A pipe would keep everything waiting for its writer.
        guard let file = try? Files.open(path, O_RDONLY | O_NONBLOCK) else { return 0 }
        guard let bytes = try? Files.read(file.number, limitBytes: limitBytes) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let word = text.split { $0.isWhitespace }.first
        return word.flatMap { Int($0) }
    }

    private static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = String(path[..<slash])
        return (directory.isEmpty ? "/" : directory, String(path[path.index(after: slash)...]))
    }
}
