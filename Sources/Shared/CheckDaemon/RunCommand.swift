import CommandLine
import Configuration
import ConfigurationSource
import ConfigurationSyntax
import HealthChecks
import JSON
import NetworkTypes
import SystemCalls
import Timing
import VirtualServers

/// The command `check run`: makes the checks that a configuration has for one real server, once and immediately.
public enum RunCommand {
    private static let help = """
        Usage: check run [-f FILE] [--json] [-v] REAL_SERVER
        Makes every check that a keepalived.conf has for a real server: 0 if all find it healthy, 1 if not.

          -f, --use-file=FILE   the configuration, default /etc/keepalived/keepalived.conf
          -v, --verbose         a line for each check, not only for failures
              --json            the same for programs
          -h, --help

        REAL_SERVER is ADDRESS, ADDRESS:PORT, [ADDRESS]:PORT or ADDRESS PORT. Checks that several virtual
        servers share are made once.

        Example: check run -f /etc/keepalived/keepalived.conf 192.0.2.10:80

        """

    private static let specifications: [OptionSpecification] = [
        .init(long: "use-file", short: "f", .required), .init(long: "verbose", short: "v"),
        .init(long: "json"), .init(long: "help", short: "h"),
    ]

    private struct Problem: Error {
        var text: String
    }

    private struct Options {
        var file = "/etc/keepalived/keepalived.conf"
        var isVerbose = false
        var wantsJSON = false
        var wantsHelp = false
        var address: IPAddress = .ipv4(IPv4Address(bits: 0))
        var port: UInt16?
    }

    private struct Report {
        var block: String
        var target: String
        var failure: (reason: String, message: String)?
        var milliseconds: Int64
    }

    /// Runs the command with the arguments after `run`.
    ///
    /// - Returns: The exit status: 0 if healthy, 1 otherwise.
    public static func run(_ arguments: [String]) -> Int32 {
        do throws(Problem) {
            let options = try options(arguments)
            if options.wantsHelp {
                StandardStream.output.write(help)
                return 0
            }
            let reports = try reports(options)
            if options.wantsJSON {
                StandardStream.output.write(json(reports))
            } else {
                for report in reports { tell(report, isVerbose: options.isVerbose) }
            }
            return reports.contains { $0.failure != nil } ? 1 : 0
        } catch {
            StandardStream.error.write("check run: \(error.text)\nTry 'check run --help'.\n")
            return 1
        }
    }

    private static func options(_ arguments: [String]) throws(Problem) -> Options {
        var options = Options()
        let parsed: ParsedOptions
        do throws(ParsedOptions.Problem) {
            parsed = try ParsedOptions(arguments, specifications: specifications)
        } catch {
            throw Problem(text: error.description)
        }
        for occurrence in parsed.occurrences {
            switch specifications[occurrence.index].long {
            case "use-file": options.file = occurrence.value ?? ""
            case "verbose": options.isVerbose = true
            case "json": options.wantsJSON = true
            default: options.wantsHelp = true
            }
        }
        if options.wantsHelp { return options }
        guard let first = parsed.operands.first, parsed.operands.count <= 2 else {
            throw Problem(text: "expected one real server: ADDRESS or ADDRESS:PORT")
        }
        let words = parsed.operands.count == 2 ? parsed.operands : split(first)
        let port = words.count == 2 ? UInt16(words[1]) : nil
        guard let address = IPAddress(words[0]), words.count == 1 || port != nil else {
            let text = parsed.operands.joined(separator: " ")
            throw Problem(text: "'\(text)' is not a real server: use ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT")
        }
        options.address = address
        options.port = port
        return options
    }

    /// The address and, if there is one, the port after it.
    private static func split(_ text: String) -> [String] {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let address = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return [address] }
            return rest.hasPrefix(":") ? [address, String(rest.dropFirst())] : [text]
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? parts : [text]
    }

    private static func reports(_ options: Options) throws(Problem) -> [Report] {
        var host = LocalHost()
        let result = Configuration.load(path: options.file, host: &host)
        guard !result.isMissing else { throw Problem(text: "cannot read \(options.file)") }
        let errors = result.diagnostics.filter { $0.severity == .error && $0.category != .security }
        for diagnostic in errors { StandardStream.error.write("\(diagnostic)\n") }
        let servers = result.model.virtualServers.flatMap(\.realServers).filter {
            $0.destination.id.address == options.address
                && (options.port == nil || [$0.destination.id.port, $0.checkPort].contains(options.port))
        }
        guard !servers.isEmpty else {
            let port = options.port.map { " with port \($0)" } ?? ""
            throw Problem(text: "\(options.file) has no real server \(options.address)\(port)")
        }
        var known: Set<Checker.Kind> = []
        let kinds = servers.flatMap(\.checkers).map(\.kind).filter { known.insert($0).inserted }
        do throws(SystemError) {
            let checks = try SingleChecks(result.model.tls)
            var reports: [Report] = []
            for kind in kinds {
                let start = MonotonicClock.now()
                let outcome = try checks.outcome(of: kind)
                var report = Report(
                    block: kind.blockName, target: kind.target ?? "\(servers[0].destination.id)",
                    failure: nil,
                    milliseconds: (MonotonicClock.now() - start).wholeNanoseconds / 1_000_000)
                switch outcome {
                case .healthy: break
                case .unhealthy(let failure, let text): report.failure = (failure.reason, text)
                case .notMade(let problem): report.failure = ("not_run", "cannot be made: \(problem)")
                }
                reports.append(report)
                if case .unhealthy(.interrupted, _) = outcome { break }
            }
            return reports
        } catch {
            throw Problem(text: "\(error)")
        }
    }

    private static func tell(_ report: Report, isVerbose: Bool) {
        let subject = "\(report.block) \(report.target)"
        if let failure = report.failure {
            StandardStream.error.write("check run: \(subject): \(failure.message)\n")
        } else if isVerbose {
            StandardStream.output.write("\(subject): healthy, \(report.milliseconds) ms\n")
        }
    }

    private static func json(_ reports: [Report]) -> String {
        let checks = reports.map { report in
            var members = [
                JSONValue.Member("check", .string(report.block)), .init("target", .string(report.target)),
                .init("healthy", .boolean(report.failure == nil)),
                .init("milliseconds", .integer(report.milliseconds)),
            ]
            if let failure = report.failure {
                members.append(.init("reason", .string(failure.reason)))
                members.append(.init("message", .string(failure.message)))
            }
            return JSONValue.object(members)
        }
        let isHealthy = !reports.contains { $0.failure != nil }
        return JSONValue.object([
            .init("healthy", .boolean(isHealthy)), .init("checks", .array(checks)),
        ]).text(.compact) + "\n"
    }
}
