import Glibc
import HealthChecks
import SystemCalls
import Timing

/// Runs a command as a check, in a process group that ends with the check.
enum ScriptProbe {
    /// The time between SIGTERM and SIGKILL, the same as keepalived's.
    private static let grace = Duration.seconds(2)

    /// Runs it until it ends. When its time is up or this process is to end, its group gets SIGTERM, and SIGKILL two
    /// seconds later. Its standard input is empty, and its output is discarded unless `showsOutput`.
    static func run(_ options: CheckOptions, showsOutput: Bool) -> Verdict {
        var spawn = Spawn(words: options.words)
        spawn.standardOutput = showsOutput ? .inherited : .null
        spawn.standardError = spawn.standardOutput
        do throws(SystemError) {
            let signals = try SignalQueue([SIGINT, SIGTERM, SIGHUP])
            let child = try spawn.start()
            let isEnded = try child.wait(within: options.timeout, orFor: signals)
            guard isEnded == true else {
                try end(child, signals)
                return .failure(isEnded == nil ? timeout(options) : .interrupted)
            }
            switch try child.wait() {
            case .exited(let code): return Verdict(exitCode: code, isDynamic: options.isDynamic)
            case .signalled(let number): return .failure(.signalled(number))
            }
        } catch {
            return .failure(.notStarted(problem: "\(error)"))
        }
    }

    private static func timeout(_ options: CheckOptions) -> CheckFailure {
        .timedOut(.script, milliseconds: options.timeout.wholeNanoseconds / 1_000_000)
    }

    private static func end(
        _ child: borrowing ChildProcess, _ signals: borrowing SignalQueue
    ) throws(SystemError) {
        try ProcessGroup.signal(child.process, SIGTERM)
        _ = try child.wait(within: grace, orFor: signals)
        try ProcessGroup.signal(child.process, SIGKILL)
        _ = try child.wait()
    }
}
