import Foundation

/// How a command ended.
public struct CommandResult: Sendable {
    /// The exit status; 128 and more for a signal.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String
}

/// A command that should have worked and did not.
public struct CommandFailure: Error, CustomStringConvertible {
    /// What was run, what came of it.
    public let description: String

    /// A failure that says this.
    public init(description: String) {
        self.description = description
    }
}

/// Runs the machine's programs for tests.
public enum Shell {
    /// Runs a command and waits for it.
    public static func run(_ words: [String], environment: [String: String] = [:]) throws -> CommandResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        let errorFile = FileManager.default.temporaryDirectory.appendingPathComponent(
            "lab-\(UUID().uuidString)")
        FileManager.default.createFile(atPath: errorFile.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errorFile) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let status =
            process.terminationReason == .uncaughtSignal
            ? 128 + process.terminationStatus : process.terminationStatus
        return CommandResult(
            status: status, output: String(decoding: text, as: UTF8.self),
            errors: (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "")
    }

    /// Runs a command that must end with status 0; its output.
    @discardableResult
    public static func require(_ words: String...) throws -> String { try require(words) }

    /// Runs a command that must end with status 0; its output.
    @discardableResult
    public static func require(_ words: [String]) throws -> String {
        let result = try run(words)
        guard result.status == 0 else {
            throw CommandFailure(
                description: "\(words.joined(separator: " ")): status \(result.status): \(result.errors)")
        }
        return result.output
    }

    /// The path of a program on this machine; fails with the package to install.
    public static func program(_ name: String, package: String) throws -> String {
        let result = try run(["sh", "-c", "command -v \(name)"])
        guard result.status == 0 else {
            throw CommandFailure(
                description: "\(name) is missing: apt-get install \(package), or 'make setup'")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Waits until `condition` holds, looking every 10 ms; false if it does not within the limit.
public func eventually(within limit: Duration, _ condition: () throws -> Bool) rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + limit
    repeat {
        if try condition() { return true }
        usleep(10_000)
    } while clock.now < end
    return try condition()
}
