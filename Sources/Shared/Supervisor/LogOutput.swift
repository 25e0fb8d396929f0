import Logging
import SystemCalls

/// Where a supervisor's log lines go, its own and those its children hand over.
final class LogOutput {
    private let syslog: SyslogSink?
    private let console = ConsoleSink()
    private var file: FileSink?
    /// Whether lines go to syslog, unless the command line has ruled it out.
    var usesSyslog = true
    /// Whether lines go to the console.
    var usesConsole: Bool

    init(syslogFacility: LogFacility?, usesConsole: Bool) {
        syslog = syslogFacility.map { SyslogSink(identity: "Keepalived", facility: $0) }
        self.usesConsole = usesConsole
    }

    /// Logs to the file from now on; nil: to none.
    func setFile(_ path: String?) throws(SystemError) {
        file = nil
        if let path { file = try FileSink(path: path) }
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
