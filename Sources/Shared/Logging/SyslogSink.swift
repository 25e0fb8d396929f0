package import SystemCalls

/// Sends log lines to the system's log daemon, in the format of the C library's `syslog(3)`.
///
/// The socket never waits: while the daemon is slow or not running, lines are dropped and counted.
public final class SyslogSink: LogSink {
    /// The number of lines dropped.
    public private(set) var droppedCount = 0
    /// The name of the program in each line.
    public let identity: String
    private let facility: LogFacility
    private let process: Int32
    private let now: () -> RealTime
    private var socket: DatagramSocket

    /// Lines of the program `identity`, such as `Keepalived_vrrp`.
    public convenience init(identity: String, facility: LogFacility = .daemon) {
        self.init(identity: identity, facility: facility, path: "/dev/log", now: RealTime.now)
    }

    package init(
        identity: String, facility: LogFacility, path: String, now: @escaping () -> RealTime
    ) {
        self.identity = identity
        self.facility = facility
        self.now = now
        process = ProcessAttributes.process
        socket = DatagramSocket(path: path)
    }

    /// Sends one line without waiting. If there is no room, the line is dropped and counted.
    public func write(_ level: LogLevel, _ text: String) {
        let priority = Int(facility.number) << 3 | Int(level.rawValue)
        let prefix = "<\(priority)>\(LocalTime.syslog(now())) \(identity)[\(process)]: "
        let line = Array(prefix.utf8) + LogText.escaped(text, limitBytes: logTextBytes)
        if !socket.send(line) { droppedCount += 1 }
    }
}
