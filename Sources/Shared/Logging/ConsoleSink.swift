package import SystemCalls

/// Log lines on standard error, as keepalived writes them: `Sat Nov 21 06:22:26 2026: text`.
public final class ConsoleSink: LogSink {
    /// The number of lines dropped because the reader is slow or gone.
    public private(set) var droppedCount = 0
    private let descriptor: Int32
    private let now: () -> RealTime

    /// Writes to standard error.
    public convenience init() {
        self.init(descriptor: 2, now: RealTime.now)
    }

    /// Writes to an open file that the caller keeps, with the time that `now` returns.
    package init(descriptor: Int32, now: @escaping () -> RealTime) {
        self.descriptor = descriptor
        self.now = now
    }

    /// Writes one line without waiting. If there is no room, the line is dropped and counted.
    public func write(_ level: LogLevel, _ text: String) {
        let line =
            Array((LocalTime.long(now()) + ": ").utf8) + LogText.escaped(text, limitBytes: logTextBytes) + [
                0x0A
            ]
        // A terminal or pipe that is reported writable takes a line shorter than PIPE_BUF without waiting. Making it
        // non-blocking would affect the shell as well.
        if !NonBlockingWrite.line(line, to: descriptor) { droppedCount += 1 }
    }
}
