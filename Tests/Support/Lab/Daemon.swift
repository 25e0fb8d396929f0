import Foundation

/// A program that runs in the background, often in a host, and those it started.
public final class Daemon {
    private let process: Spawned
    private let logFile: URL?

    /// Starts it, its output going to a log, nowhere without one.
    public init(
        _ words: [String], log: URL? = nil, environment: [String: String] = [:], directory: URL? = nil
    ) throws {
        logFile = log
        process = try Spawned(
            words, output: log?.path ?? "/dev/null", environment: environment, directory: directory?.path)
    }

    /// The process, which `ip netns exec` has become.
    public var processID: Int32 { process.processID }

    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }

    /// Its exit status, once it has ended.
    public var exitStatus: Int32 { process.wait() }

    /// All it has written.
    public var log: String { logFile.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? "" }

    /// It and all processes below it.
    public var tree: [Int32] {
        var result = [processID]
        var next = 0
        while next < result.count {
            let process = result[next]
            let path = "/proc/\(process)/task/\(process)/children"
            let children = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            result += children.split(separator: " ").compactMap { Int32($0) }
            next += 1
        }
        return result
    }

    /// Sends a signal to the first process. One that is killed is gone when this returns: what looks for it by name must
    /// not find a zombie.
    public func signal(_ number: Int32) {
        guard process.isRunning else { return }
        kill(processID, number)
        if number == SIGKILL { process.wait() }
    }

    /// Ends the whole tree at once, as a power cut would: no process sees another die first.
    public func crash() {
        guard process.isRunning else { return }
        let all = tree
        for process in all { kill(process, SIGSTOP) }
        for process in all.reversed() { kill(process, SIGKILL) }
        process.wait()
    }

    /// Asks it to stop and waits for its end; the exit status, or nil if it does not end within the limit.
    @discardableResult
    public func stop(within limit: Duration = .seconds(8)) -> Int32? {
        signal(SIGTERM)
        guard eventually(within: limit, { !isRunning }) else { return nil }
        return exitStatus
    }
}
