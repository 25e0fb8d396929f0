import Foundation

/// A program that runs in a host, and those it started.
public final class Daemon {
    private let process = Process()
    private let logFile: URL

    init(_ words: [String], log: URL, environment: [String: String]) throws {
        logFile = log
        FileManager.default.createFile(atPath: log.path, contents: nil)
        let handle = try FileHandle(forWritingTo: log)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    /// The process, which `ip netns exec` has become.
    public var processID: Int32 { process.processIdentifier }

    /// Whether it still runs; a process that has ended and waits to be reaped does not.
    public var isRunning: Bool {
        guard process.isRunning,
            let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        else { return false }
        return text.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    /// Its exit status, once it has ended.
    public var exitStatus: Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// All it has written.
    public var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

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

    /// Sends a signal to the first process.
    public func signal(_ number: Int32) { if process.isRunning { kill(processID, number) } }

    /// Ends the whole tree at once, as a power cut would: no process sees another die first.
    public func crash() {
        guard process.isRunning else { return }
        let all = tree
        for process in all { kill(process, SIGSTOP) }
        for process in all.reversed() { kill(process, SIGKILL) }
        process.waitUntilExit()
    }

    /// Asks it to stop and waits for its end; the exit status, or nil if it does not end within the limit.
    @discardableResult
    public func stop(within limit: Duration = .seconds(8)) -> Int32? {
        signal(SIGTERM)
        guard eventually(within: limit, { !isRunning }) else { return nil }
        return exitStatus
    }
}
