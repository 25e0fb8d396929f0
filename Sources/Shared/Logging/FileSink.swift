import Glibc
public import SystemCalls

/// Log lines at the end of a file, with nanoseconds: `Sat Nov 21 06:22:26.123456789 2026: text`.
public final class FileSink: LogSink {
    /// The number of lines dropped because they could not be written.
    public private(set) var droppedCount = 0
    /// The file's path.
    public let path: String
    private var file: FileDescriptor
    private let now: () -> RealTime

    /// Opens the file, or creates it with mode 0600. A symbolic link is refused.
    public convenience init(path: String) throws(SystemError) {
        try self.init(path: path, now: RealTime.now)
    }

    package init(path: String, now: @escaping () -> RealTime) throws(SystemError) {
        self.path = path
        self.now = now
        file = try Self.open(path)
    }

    /// Opens the path again, for example after the file was renamed. If that fails, the old file stays in use.
    public func reopen() throws(SystemError) {
        file = try Self.open(path)
    }

    /// Writes one line. If that fails, the line is dropped and counted.
    public func write(_ level: LogLevel, _ text: String) {
        let time = LocalTime.longWithNanoseconds(now())
        let line = Array((time + ": ").utf8) + LogText.escaped(text, limitBytes: logTextBytes) + [0x0A]
        if !NonBlockingWrite.line(line, to: file.number) { droppedCount += 1 }
    }

    private static func open(_ path: String) throws(SystemError) -> FileDescriptor {
        try Files.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o600)
    }
}
