import Foundation

/// How a command ended.
public struct CommandResult: Equatable, Sendable {
    /// The exit status; 128 and more for a signal.
    public var status: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
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
    /// The words of a process, each with a zero byte behind it. A process that has ended has none, even before its parent
    /// knows.
    public static func commandLine(of process: Int32) -> [UInt8] {
        FileManager.default.contents(atPath: "/proc/\(process)/cmdline").map(Array.init) ?? []
    }

    /// Runs a command and waits for it.
    ///
    /// - Parameters:
    ///   - words: The program's name and its arguments.
    ///   - program: Its path, if that is not its name.
    ///   - input: What it reads.
    ///   - environment: Further variables.
    ///   - limit: When it is ended with SIGKILL; nil: never.
    /// - Returns: How it ended, and what it wrote.
    /// - Throws: `CommandFailure` if it cannot be started.
    public static func run(
        _ words: [String], program: String? = nil, input: String = "", environment: [String: String] = [:],
        limit: Duration? = nil
    ) throws -> CommandResult {
        let file = FileManager.default.temporaryDirectory.path + "/lab-\(getpid())-\(counter.next())-"
        let (output, errors) = (file + "output", file + "errors")
        defer { for path in [file + "input", output, errors] { unlink(path) } }
        if !input.isEmpty { try input.write(toFile: file + "input", atomically: false, encoding: .utf8) }
        let process = try Spawned(
            words, program: program, input: input.isEmpty ? "/dev/null" : file + "input", output: output,
            errors: errors, environment: environment)
        let status = limit.map { process.wait(within: $0) } ?? process.wait()
        func text(_ path: String) -> String {
            String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        }
        return CommandResult(status: status, output: text(output), errors: text(errors))
    }

    private static let counter = Counter()

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

/// A number that is different each time, whoever asks.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0

    func next() -> Int {
        lock.withLock {
            value += 1
            return value
        }
    }
}

/// Waits until a descriptor can be read; false after `seconds`.
public func waitReadable(_ descriptor: Int32, seconds: Int32 = 5) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, seconds * 1000) == 1
}

/// Whether the tests are built with a sanitizer, which makes system calls of its own and turns `mlockall` off.
public var isSanitized: Bool { dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil }

/// A directory that nobody else uses, which goes with its contents when `body` returns.
public func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "lab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    // What is left behind is only untidy.
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory.path)
}
