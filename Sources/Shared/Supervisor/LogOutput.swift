import Configuration
import Logging
import SystemCalls

/// Where the configuration and the command line send log lines. The file is already open, so that applying the
/// settings cannot fail.
struct LogSettings {
    /// Whether lines go to syslog, unless the command line forbids it.
    var usesSyslog: Bool
    var usesConsole: Bool
    var file: FileSink?

    init(_ options: KeepalivedOptions, _ global: GlobalDefinitions) throws(SystemError) {
        usesSyslog = global.logsToSyslog ?? true
        usesConsole = options.staysInForeground && (global.logsToStandardOutput ?? options.logsToConsole)
        if let path = options.logFile ?? global.logFile { file = try FileSink(path: path) }
    }
}

/// Sends log lines, those of the supervisor and those of its children, to where they belong.
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

    /// Applies new settings.
    func adopt(_ settings: LogSettings) {
        usesSyslog = settings.usesSyslog
        usesConsole = settings.usesConsole
        file = settings.file
    }

    /// Writes a line of the supervisor.
    func write(_ level: LogLevel, _ text: String) {
        if usesSyslog { syslog?.write(level, text) }
        writeLocally(level, text)
    }

    /// Writes a line that a child has already sent to syslog.
    func writeLocally(_ level: LogLevel, _ text: String) {
        if usesConsole { console.write(level, text) }
        file?.write(level, text)
    }

    func info(_ text: String) { write(.info, text) }
    func warning(_ text: String) { write(.warning, text) }
    func error(_ text: String) { write(.error, text) }
}
