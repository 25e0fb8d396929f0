/// Where log lines go.
public protocol LogSink: AnyObject {
    /// Writes one line without waiting; if there is no room it is dropped and counted.
    func write(_ level: LogLevel, _ text: String)
    /// How many lines were dropped so far.
    var droppedCount: Int { get }
}

/// The longest text of a line, so that a line is shorter than `PIPE_BUF`; what is longer is cut.
let logTextBytes = 4000
