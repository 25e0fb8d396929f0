import EventLoop
import Glibc
import SystemCalls
import Timing

/// Small files, each with a number, that are read again whenever they change.
final class WatchedFiles {
    /// The most bytes read of a file; more than any number takes.
    private static let limitBytes = 1024

    private var watches: [EventSource] = []
    /// The failures that have been reported.
    private var reported: Set<String> = []
    /// When to call `watch` again because a directory was missing; nil if none is.
    private(set) var retryAt: MonotonicInstant?

    private static let retryInterval: Duration = .seconds(5)

    /// Watches the directories of the files. `onChange` gets the path of a file that may have changed; nil means that
    /// any may have, and the directories as well.
    ///
    /// - Returns: The directories that cannot be watched, with the reasons; each is returned only once.
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
                    // A file may be empty between its opening and its closing by the writer.
                    try loop.onChange(of: directory, [.written, .movedIn, .movedOut, .removed]) { change in
                        guard !change.name.isEmpty else { return onChange(nil) }
                        for path in byName[change.name] ?? [] { onChange(path) }
                    })
            } catch {
                failures.append("\(error)")
            }
        }
        retryAt = failures.isEmpty ? nil : now + Self.retryInterval
        let new = failures.filter { !reported.contains($0) }
        reported = Set(failures)
        return new
    }

    /// The number in the file; 0 if the file does not exist, nil if it contains no number.
    static func value(of path: String) -> Int? {
        // Opening a pipe would wait for its writer.
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
