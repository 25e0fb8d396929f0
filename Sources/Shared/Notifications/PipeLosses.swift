public import Timing

/// The lines that did not fit into a pipe, and what is said about them: once when they begin, and how many there were
/// once lines fit again.
///
/// A reader that is too slow may end one burst and begin another several times a second, so what is said about a pipe
/// is at least `quietTime` apart.
public struct PipeLosses: Equatable, Sendable {
    /// The least time between two reports of the same kind.
    public static let quietTime: Duration = .seconds(10)

    /// Something to be logged.
    public enum Report: Equatable, Sendable {
        /// The pipe is full.
        case began
        /// Lines fit again; so many were lost since the last such report.
        case ended(lost: UInt64)
    }

    /// How many lines have been lost since the pipe was opened.
    public private(set) var total: UInt64 = 0
    private var unreported: UInt64 = 0
    private var isBeginReported = false
    private var nextReport: MonotonicInstant?

    /// No losses.
    public init() {}

    /// Notes whether a line fitted.
    public mutating func note(fitted: Bool, at now: MonotonicInstant) -> Report? {
        guard !fitted else {
            guard unreported > 0, nextReport.map({ $0 <= now }) ?? true else { return nil }
            return end(at: now)
        }
        total += 1
        unreported += 1
        guard !isBeginReported else { return nil }
        isBeginReported = true
        nextReport = now + Self.quietTime
        return .began
    }

    /// What is left to be said when the pipe is closed.
    public mutating func close(at now: MonotonicInstant) -> Report? { unreported > 0 ? end(at: now) : nil }

    private mutating func end(at now: MonotonicInstant) -> Report {
        defer {
            unreported = 0
            isBeginReported = false
        }
        nextReport = now + Self.quietTime
        return .ended(lost: unreported)
    }
}
