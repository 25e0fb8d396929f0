/// A destination of log lines.
public protocol LogSink: AnyObject {
    /// Writes one line without waiting. If there is no room, the line is dropped and counted.
    func write(_ level: LogLevel, _ text: String)
    /// The number of lines dropped so far.
    var droppedCount: Int { get }
}

/// The longest text of a line; longer ones are cut off. It keeps a line shorter than `PIPE_BUF`.
let logTextBytes = 4000
