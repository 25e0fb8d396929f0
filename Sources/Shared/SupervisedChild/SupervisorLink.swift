public import EventLoop
public import Logging
public import ProcessMessages
public import SystemCalls

/// A child's side of the channel to its supervisor: messages go out without ever waiting.
public final class SupervisorLink {
    /// Messages that may wait while the supervisor is slow. Lines of the log are dropped long before scripts are.
    public static let queueLimit = 8192
    /// Lines of the log that may wait.
    public static let logQueueLimit = 1024
    /// How often, a millisecond apart, the last messages are offered.
    private static let flushAttempts = 1000
    /// Messages taken from the supervisor in one wake-up.
    private static let messagesPerWakeUp = 64

    private var channel: ChannelSocket
    private let loop: EventLoop
    private var syslog: SyslogSink?
    /// What the configuration says (`log_syslog`).
    public var usesSyslog = true
    private var queue: [[UInt8]] = []
    private var lostLines = 0
    private var readWatch: EventSource?
    private var writeWatch: EventSource?
    /// Called with every message, and the descriptor that came along.
    public var onMessage: (SupervisorMessage, consuming FileDescriptor?) -> Void = { _, _ in }
    /// Called when the supervisor has gone.
    public var onClosed: () -> Void = {}

    /// Watches the channel; lines also go to syslog under `identity`, unless the options say otherwise.
    public init(
        channel: consuming ChannelSocket, loop: EventLoop, identity: String, options: ChildOptions
    ) throws(SystemError) {
        self.channel = channel
        self.loop = loop
        if let facility = options.syslogFacility.flatMap(LogFacility.init(number:)) {
            syslog = SyslogSink(identity: identity, facility: facility)
        }
        readWatch = try loop.onReadable(self.channel.descriptor) { [unowned self] in receive() }
    }

    /// Logs a line; it is dropped, and counted, if too many wait already.
    public func log(_ level: LogLevel, _ text: String) {
        if usesSyslog { syslog?.write(level, text) }
        guard queue.count < Self.logQueueLimit else {
            lostLines += 1
            return
        }
        send(.log(level: level.rawValue, text: text))
    }

    /// Sends a message, or queues it until the supervisor takes it.
    public func send(_ message: ChildMessage) { enqueue(message.encoded) }

    /// Sends a message that carries a descriptor. It is not queued: false if the supervisor is too slow just now.
    public func send(_ message: ChildMessage, descriptor: Int32) -> Bool {
        (try? channel.send(message.encoded, descriptor: descriptor)) ?? false
    }

    /// Hands over what is still queued, waiting up to a second for a slow supervisor: the network is done with.
    public func flushBeforeExit() {
        flush()
        for _ in 0..<Self.flushAttempts where !queue.isEmpty {
            Pause.milliseconds(1)
            flush()
        }
    }

    private func enqueue(_ bytes: [UInt8]) {
        guard queue.isEmpty else {
            if queue.count < Self.queueLimit { queue.append(bytes) } else { lostLines += 1 }
            return
        }
        guard !sendNow(bytes) else { return }
        queue.append(bytes)
        // Without a watch the next message tries again.
        writeWatch = try? loop.onWritable(channel.descriptor) { [unowned self] in flush() }
    }

    /// False when the message must wait. A supervisor that is gone takes nothing and needs nothing.
    private func sendNow(_ bytes: [UInt8]) -> Bool {
        do throws(SystemError) {
            return try channel.send(bytes, descriptor: nil)
        } catch {
            return true
        }
    }

    private func flush() {
        var sent = 0
        while sent < queue.count, sendNow(queue[sent]) { sent += 1 }
        queue.removeFirst(sent)
        guard queue.isEmpty else { return }
        writeWatch = nil
        guard lostLines > 0 else { return }
        let text = "\(lostLines) log lines were lost because their reader is too slow"
        lostLines = 0
        log(.warning, text)
    }

    private func close() {
        readWatch = nil
        onClosed()
    }

    private func receive() {
        for _ in 0..<Self.messagesPerWakeUp {
            do throws(SystemError) {
                let reception = try channel.receive()
                switch consume reception {
                case .nothing: return
                case .closed: return close()
                case .message(var message):
                    guard let decoded = SupervisorMessage(message.bytes) else { continue }
                    onMessage(decoded, message.takeDescriptor())
                }
            } catch {
                return close()
            }
        }
    }
}
