package import SystemCalls

/// Log lines on standard error, as keepalived writes them: `Sat Nov 21 06:22:26 2026: text`.
public final class ConsoleSink: LogSink {
    /// How many lines were dropped because whoever reads them is slow or gone.
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

    /// Writes one line without waiting; if there is no room it is dropped and counted.
    public func write(_ level: LogLevel, _ text: String) {
        let line =
            Array((LocalTime.long(now()) + ": ").utf8) + LogText.escaped(text, limitBytes: logTextBytes) + [
                0x0A
            ]
        // A terminal or pipe that polls writable takes a line of less than PIPE_BUF without waiting; setting it
        // non-blocking would change it for the shell, too.
        if !NonBlockingWrite.line(line, to: descriptor) { droppedCount += 1 }
    }
}
