import Configuration
import ConfigurationSource
import ConfigurationSyntax
import Glibc
import Logging
import NetworkTypes
import ProcessMessages
import SystemCalls

/// The command `keepalived`, also called `vrrp keepalived`, and `vrrp daemon`, which takes the same options.
public enum KeepalivedCommand {
    /// Runs the command with the arguments after the program's name.
    ///
    /// - Returns: The exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        let options: KeepalivedOptions
        do throws(KeepalivedOptions.Problem) {
            options = try KeepalivedOptions(arguments)
        } catch {
            StandardStream.error.write("\(error.text)\nTry 'keepalived --help'.\n")
            return ExitStatus.failure
        }
        if !options.operands.isEmpty {
            StandardStream.output.write(
                "Unexpected argument(s): \(options.operands.joined(separator: " ")) \n")
        }
        switch options.action {
        case .help:
            StandardStream.error.write(KeepalivedHelp.text)
            return ExitStatus.success
        case .version:
            StandardStream.error.write(Version.text(runningOn: kernel))
            return ExitStatus.success
        case .signalNumber(let name):
            guard let number = SignalFunction.number(name) else {
                StandardStream.error.write(
                    "Unknown sigfunc \(name)\nUse one of STOP RELOAD DATA STATS STATS_CLEAR JSON.\n")
                return ExitStatus.failure
            }
            StandardStream.output.write("\(number)\n")
            return ExitStatus.success
        case .test(let log): return test(options, log: log)
        case .run: return start(options)
        }
    }

    /// The kernel's name, release and version; nil if it does not tell them, and then a line is missing.
    private static var kernel: String? {
        (try? Machine.names()).map { "\($0.system) \($0.release) \($0.version)" }
    }

    /// Runs `--config-test`: writes every diagnostic and returns keepalived's exit status.
    private static func test(_ options: KeepalivedOptions, log: String?) -> Int32 {
        var host = LocalHost()
        let result = Configuration.load(
            path: options.configurationFile, configID: options.configurationID,
            networkNamespace: options.networkNamespace, checksAllIncludes: options.requiresAllFiles,
            host: &host)
        let text = result.testText
        guard let log else {
            StandardStream.error.write(text)
            return result.testStatus
        }
        do throws(SystemError) {
            try DumpFile.append(Array(text.utf8), to: log)
        } catch {
            StandardStream.error.write("\(error)\n\(text)")
        }
        return result.testStatus
    }

    private static func start(_ options: KeepalivedOptions) -> Int32 {
        // A closed console or channel is reported by the failing write.
        Signals.ignore(SIGPIPE)
        Signals.ignore(DumpKind.foreignJSONSignal)
        let output = LogOutput(
            syslogFacility: options.logsToSyslog ? options.facility : nil,
            usesConsole: options.staysInForeground && options.logsToConsole)
        do throws(SystemError) {
            return try start(options, output)
        } catch {
            output.error("Cannot start: \(error)")
            if !options.staysInForeground || !options.logsToConsole {
                StandardStream.error.write("\(error)\n")
            }
            return ExitStatus.failure
        }
    }

    private static func start(_ options: KeepalivedOptions, _ output: LogOutput) throws(SystemError) -> Int32
    {
        var (loaded, result) = try LoadedConfiguration.load(options)
        if let namespace = options.networkNamespace ?? loaded.global.networkNamespace {
            try NetworkNamespace.enter(namespace)
            // The interfaces that the configuration names are those of that namespace.
            (loaded, result) = try LoadedConfiguration.load(options)
        }
        if !options.staysInForeground { try ProcessAttributes.daemonise() }
        ProcessAttributes.setFileModeMask(options.fileModeMask ?? loaded.global.fileModeMask ?? 0o177)
        if options.dumpsCore { try ProcessAttributes.allowCoreDumps() }
        output.info("Starting \(Version.line)")
        if let kernel { output.info("Running on \(kernel) (built for Linux \(Machine.headersRelease))") }
        output.info("Command line: \(CommandLine.arguments.map { "'\($0)'" }.joined(separator: " "))")
        for option in options.withoutEffect {
            output.warning("Option \(option) is not supported yet and has no effect")
        }
        output.info("Configuration file \(options.configurationFile)")
        result.report(to: output)
        guard !result.isMissing else {
            output.error("Cannot read the configuration file '\(options.configurationFile)'")
            return ExitStatus.missingConfiguration
        }
        let paths = PIDPaths(options, global: loaded.global)
        try paths.createDirectory()
        let pidFile: PIDFile
        do throws(PIDFile.Failure) {
            pidFile = try PIDFile(path: paths.parent)
        } catch {
            guard case .system(let failure) = error else {
                output.info("\(error)")
                return ExitStatus.success
            }
            throw failure
        }
        if let name = loaded.global.processName { try ProcessAttributes.setName(name) }
        let supervisor = try Supervisor(options: options, loaded: loaded, output: output)
        output.adopt(try LogSettings(options, loaded.global))
        if options.dumpsConfiguration { output.info(ModelDump.text(of: result.model)) }
        // Tens of thousands of servers take megabytes, and the supervisor does not need them.
        _ = consume result
        let status = try supervisor.run()
        _ = consume pidFile
        return status
    }
}
