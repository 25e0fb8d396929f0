import HealthChecks
import NetworkTypes
import SystemCalls
import Timing

/// The command `check`: checks once whether a server is healthy. `check-daemon` does what needs keepalived.conf.
public enum CheckCommand {
    /// Runs the command with the arguments after the program's name.
    ///
    /// - Returns: The exit status: 0 if healthy or after help, 1 if not healthy or after an error. Only
    ///   `check misc --dynamic` returns 2 to 255.
    public static func run(_ arguments: [String]) -> Int32 {
        if let word = arguments.first, CheckDaemonHandover.words.contains(word) {
            return CheckDaemonHandover.run(arguments)
        }
        // Arguments after `--` are the command to run.
        let own = arguments.prefix { $0 != "--" }
        if own.contains("--help") || own.contains("-h") {
            StandardStream.output.write(CheckHelp.text)
            return 0
        }
        if own.contains("--version") {
            StandardStream.output.write(CheckHelp.version)
            return 0
        }
        do throws(UsageProblem) {
            let options = try CheckOptions(arguments)
            let report = try report(options)
            switch options.output {
            case .nothing: break
            case .phases: StandardStream.output.write(report.phaseLines)
            case .json:
                StandardStream.output.write(report.json)
                return report.exitStatus
            }
            if let line = report.failureLine { StandardStream.error.write(line) }
            return report.exitStatus
        } catch {
            StandardStream.error.write("check: \(error.text)\nTry 'check --help'.\n")
            return 1
        }
    }

    private static func report(_ options: CheckOptions) throws(UsageProblem) -> CheckReport {
        var log = PhaseLog(at: MonotonicClock.now())
        var report = CheckReport(
            kind: options.kind, target: options.target, verdict: .success, attempts: 0, phases: [],
            findings: [])
        guard options.kind != .misc else {
            try attempt(options, &report, &log) { log in
                let verdict = ScriptProbe.run(options, showsOutput: options.output == .phases)
                log.end("command", at: MonotonicClock.now())
                return verdict
            }
            return report
        }
        var probe = try NetworkProbe(options)
        let addresses: [IPAddress]
        if let address = IPAddress(options.host) {
            addresses = [address]
        } else {
            do throws(ResolutionError) {
                addresses = try HostName.addresses(
                    of: options.host, endingProcessAfter: options.timeout)
            } catch {
                report.verdict = .failure(.connection(.name, problem: "\(error)"))
                return report
            }
            log.end("name", at: MonotonicClock.now())
        }
        try attempt(options, &report, &log) { log in probe.run(at: addresses, &log) }
        report.address = probe.address
        report.findings = probe.findings
        return report
    }

    /// Tries as often as the options say, as a checker does for a server that is up.
    private static func attempt(
        _ options: CheckOptions, _ report: inout CheckReport, _ log: inout PhaseLog,
        _ check: (inout PhaseLog) -> Verdict
    ) throws(UsageProblem) {
        for attempt in 1...options.retries + 1 {
            if attempt > 1 { Pause.milliseconds(options.delay.wholeMilliseconds) }
            log.restart(keeping: ["name"], at: MonotonicClock.now())
            report.attempts = attempt
            report.verdict = check(&log)
            guard report.exitStatus == 1, report.verdict != .failure(.interrupted) else { break }
        }
        report.phases = log.phases
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: UInt32 { UInt32(clamping: wholeNanoseconds / 1_000_000) }
}

extension CheckOptions {
    /// What is checked, as a user would write it.
    var target: String {
        let name = IPAddress(host)?.family == .ipv6 ? "[\(host)]" : host
        return switch kind {
        case .tcp, .smtp, .dns, .udp: "\(name):\(port)"
        case .http, .https: "\(kind)://\(name):\(port)\(path)"
        case .ping: host
        case .misc: words.joined(separator: " ")
        }
    }
}
