import Configuration
import Logging
import SystemCalls

/// Where a configuration and the command line want log lines to go. The file is open already, so that nothing can
/// fail when the settings take effect.
struct LogSettings {
    /// Whether lines go to syslog, unless the command line has ruled it out.
    var usesSyslog: Bool
    var usesConsole: Bool
    var file: FileSink?

    init(_ options: KeepalivedOptions, _ global: GlobalDefinitions) throws(SystemError) {
        usesSyslog = global.logsToSyslog ?? true
        usesConsole = options.staysInForeground && (global.logsToStandardOutput ?? options.logsToConsole)
        if let path = options.logFile ?? global.logFile { file = try FileSink(path: path) }
    }
}

/// Where a supervisor's log lines go, its own and those its children hand over.
final class LogOutput {
    private let syslog: SyslogSink?
    private let console = ConsoleSink()
    private var file: FileSink?
    private var usesSyslog = true
    private var usesConsole: Bool

    init(syslogFacility: LogFacility?, usesConsole: Bool) {
        syslog = syslogFacility.map { SyslogSink(identity: "Keepalived", facility: $0) }
        self.usesConsole = usesConsole
    }

    /// Sends lines elsewhere from now on.
    func adopt(_ settings: LogSettings) {
        usesSyslog = settings.usesSyslog
        usesConsole = settings.usesConsole
        file = settings.file
    }

    /// A line of the supervisor's own.
    func write(_ level: LogLevel, _ text: String) {
        if usesSyslog { syslog?.write(level, text) }
        writeLocally(level, text)
    }

    /// A line that a child has already sent to syslog.
    func writeLocally(_ level: LogLevel, _ text: String) {
        if usesConsole { console.write(level, text) }
        file?.write(level, text)
    }

    func info(_ text: String) { write(.info, text) }
    func warning(_ text: String) { write(.warning, text) }
    func error(_ text: String) { write(.error, text) }
}
