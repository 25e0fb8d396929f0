public import Configuration
import Notifications
import SystemCalls
public import Timing

/// The named pipes to which a child process writes each notification as a line. The supervisor creates and removes them.
///
/// Writing never waits: a line that does not fit is lost, which is counted and said.
public struct NotificationPipes {
    private struct OpenPipe {
        var pipe: NamedPipe
        var losses = PipeLosses()
    }

    private let subjects: NotificationPipe.Subjects
    private var pipes: [OpenPipe] = []

    /// No pipes yet, for notifications about these subjects.
    public init(_ subjects: NotificationPipe.Subjects) { self.subjects = subjects }

    /// Whether there is none.
    public var isEmpty: Bool { pipes.isEmpty }

    /// Opens the pipes that are not open yet. Open ones are left alone, so that their readers notice nothing, unless
    /// another file has taken their place.
    ///
    /// - Returns: What is to be logged: the pipes that could not be opened, with the reasons.
    public mutating func open(_ definitions: [NotificationPipe], at now: MonotonicInstant) -> [String] {
        var lines: [String] = []
        for definition in definitions where definition.subjects.contains(subjects) {
            let place = pipes.firstIndex { $0.pipe.path == definition.path }
            if let place, pipes[place].pipe.isInPlace { continue }
            do throws(SystemError) {
                let opened = OpenPipe(pipe: try NamedPipe(path: definition.path))
                if let place {
                    lines += close(pipes[place], at: now)
                    pipes[place] = opened
                } else {
                    pipes.append(opened)
                }
            } catch {
                lines.append("Notifications cannot be written: \(error)")
            }
        }
        return lines
    }

    /// Closes all pipes but these.
    ///
    /// - Returns: What is to be logged.
    public mutating func keep(_ definitions: [NotificationPipe], at now: MonotonicInstant) -> [String] {
        let isKept = { [subjects] (open: OpenPipe) in
            definitions.contains { $0.path == open.pipe.path && $0.subjects.contains(subjects) }
        }
        let gone = pipes.filter { !isKept($0) }
        pipes.removeAll { !isKept($0) }
        return gone.flatMap { close($0, at: now) }
    }

    /// Writes a line to each pipe.
    ///
    /// - Returns: What is to be logged.
    public mutating func write(_ line: String, at now: MonotonicInstant) -> [String] {
        guard !pipes.isEmpty else { return [] }
        let bytes = Array("\(line)\n".utf8)
        var lines: [String] = []
        for index in pipes.indices {
            let fitted = pipes[index].pipe.write(bytes)
            if let report = pipes[index].losses.note(fitted: fitted, at: now) {
                lines.append(report.text(of: pipes[index].pipe.path))
            }
        }
        return lines
    }

    private func close(_ open: OpenPipe, at now: MonotonicInstant) -> [String] {
        var losses = open.losses
        return losses.close(at: now).map { [$0.text(of: open.pipe.path)] } ?? []
    }
}

extension PipeLosses.Report {
    /// The line in the log.
    fileprivate func text(of path: String) -> String {
        switch self {
        case .began: "\(path) is full because its reader is gone or too slow: notifications are lost"
        case .ended(let lost): "\(path): \(lost) notification\(lost == 1 ? "" : "s") could not be written"
        }
    }
}
