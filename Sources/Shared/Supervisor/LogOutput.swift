import Logging
import SystemCalls

/// Where a supervisor's log lines go, its own and those its children hand over.
final class LogOutput {
    private var syslog: SyslogSink?
    private var console: ConsoleSink?
    private var file: FileSink?
    /// The last trouble with the log file, so that it is said once.
    private var lastFileFailure: Int32?

    init(syslogFacility: LogFacility?, usesConsole: Bool) {
        if let syslogFacility { syslog = SyslogSink(identity: "Keepalived", facility: syslogFacility) }
        if usesConsole { console = ConsoleSink() }
    }

    /// Whether a child's lines are wanted here.
    var wantsChildLines: Bool { console != nil || file != nil }

    /// Logs to the file from now on; nil: to none.
    func setFile(_ path: String?) throws(SystemError) {
        file = nil
        if let path { file = try FileSink(path: path) }
    }

    /// A line of the supervisor's own.
    func write(_ level: LogLevel, _ text: String) {
        syslog?.write(level, text)
        writeLocally(level, text)
    }

    /// A line that a child has already sent to syslog.
    func writeLocally(_ level: LogLevel, _ text: String) {
        console?.write(level, text)
        file?.write(level, text)
    }

    func info(_ text: String) { write(.info, text) }
    func warning(_ text: String) { write(.warning, text) }
    func error(_ text: String) { write(.error, text) }
}
