import CShims
import Foundation

/// A process that a test started, in a process group of its own.
public final class Spawned {
    /// Its number.
    public let processID: Int32
    private var status: Int32?

    /// Starts a program, which is found as a shell finds it; standard input, output and error are files, `/dev/null`
    /// unless said otherwise, and no other descriptor reaches it.
    ///
    /// - Parameters:
    ///   - words: The program's name and its arguments.
    ///   - program: Its path, if that is not its name.
    ///   - input: What it reads.
    ///   - output: What it writes to, from the start.
    ///   - errors: The same for standard error; nil: what `output` says.
    ///   - environment: Further variables.
    ///   - directory: Where it runs; nil: where this process does.
    /// - Throws: `CommandFailure` if it cannot be started.
    public init(
        _ words: [String], program: String? = nil, input: String = "/dev/null", output: String = "/dev/null",
        errors: String? = nil, environment: [String: String] = [:], directory: String? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let created = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, created, 0o666)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, created, 0o666)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        shim_spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        let words = directory.map { ["env", "-C", $0] + words } ?? words
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var pairs = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pair in pairs { free(pair) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, program ?? words[0], &actions, &attributes, &arguments, &pairs)
        guard failure == 0 else {
            throw CommandFailure(
                description: "\(program ?? words[0]): \(String(cString: strerror(failure)))")
        }
        processID = process
    }

    /// Whether it still runs.
    public var isRunning: Bool { reap(WNOHANG) == nil }

    /// Waits for its end; its exit status, or 128 and more for a signal.
    @discardableResult
    public func wait() -> Int32 { reap(0) ?? -1 }

    /// Waits for its end, and ends it when the limit is over.
    func wait(within limit: Duration) -> Int32 {
        let descriptor = shim_pidfd_open(processID, 0)
        defer { close(descriptor) }
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&poller, 1, Int32(limit / .milliseconds(1))) == 0 { kill(processID, SIGKILL) }
        return wait()
    }

    private func reap(_ flags: Int32) -> Int32? {
        if let status { return status }
        var raw: Int32 = 0
        var result: pid_t
        repeat { result = waitpid(processID, &raw, flags) } while result < 0 && errno == EINTR
        guard result == processID else { return result < 0 ? -1 : nil }
        let code = shim_wait_exited(raw) != 0 ? shim_wait_exit_code(raw) : 128 + shim_wait_signal(raw)
        status = code
        return code
    }
}
