public import EventLoop
import Glibc
import SystemCalls
public import Timing

/// Small files, each with a number, that are read again whenever they change. keepalived: `track_file`.
public final class WatchedFiles {
    /// The most bytes read of a file; more than any number takes. What follows them says nothing.
    private static let limitBytes = 1024

    private var watches: [EventSource] = []
    /// The failures that have been reported.
    private var reported: Set<String> = []
    /// When to call `watch` again because a directory is missing or cannot be watched; nil if none is.
    public private(set) var retryAt: MonotonicInstant?

    private static let retryInterval: Duration = .seconds(5)

    /// Creates a list without files.
    public init() {}

    /// Watches the directories of the files, or, for a missing one, the deepest that exists on the way to it. `onChange`
    /// gets the path of a file that may have changed; nil means that any may have, and that `watch` must be called again.
    ///
    /// - Returns: The directories that cannot be watched, with the reasons; each is returned only once.
    public func watch(
        _ paths: Set<String>, loop: EventLoop, at now: MonotonicInstant,
        onChange: @escaping (String?) -> Void
    ) -> [String] {
        watches = []
        retryAt = nil
        var failures: [String] = []
        var plan = WatchPlan(paths)
        while let place = plan.next() {
            do throws(SystemError) {
                watches.append(
                    try loop.onChange(of: place.directory, place.kinds) { change in
                        switch place.news(of: change) {
                        case .none: break
                        case .files(let paths): for path in paths { onChange(path) }
                        case .directories: onChange(nil)
                        }
                    })
                if place.isOnTheWay { retryAt = now + Self.retryInterval }
            } catch {
                let isMissing = error.errno == ENOENT || error.errno == ENOTDIR
                if isMissing, plan.goUp(from: place) { continue }
                failures.append("\(error)")
                retryAt = now + Self.retryInterval
            }
        }
        let new = failures.filter { !reported.contains($0) }
        reported = Set(failures)
        return new
    }

    /// What the file contains. Never waits for another process.
    public static func reading(of path: String) -> FileReading {
        do throws(SystemError) {
            guard let file = try Files.openRegular(path) else { return .notRegular }
            return FileReading(try Files.readBeginning(file.number, limitBytes: limitBytes, object: path))
        } catch {
            switch error.errno {
            case ENOENT, ENOTDIR: return .missing
            default: return .unreadable("\(error)")
            }
        }
    }
}
