import EventLoop
import Logging
import ProcessMessages
import SystemCalls

/// The VRRP process's side of the channel to its supervisor: messages go out without ever waiting.
final class SupervisorLink {
    /// Messages that may wait while the supervisor is slow. Lines of the log are dropped long before scripts are.
    static let queueLimit = 8192
    static let logQueueLimit = 1024
    /// How often, a millisecond apart, the last messages are offered.
    static let flushAttempts = 1000
    /// Messages taken from the supervisor in one wake-up.
    static let messagesPerWakeUp = 64

    private var channel: ChannelSocket
    private let loop: EventLoop
    private var syslog: SyslogSink?
    /// What the configuration says (`log_syslog`).
    var usesSyslog = true
    private var queue: [[UInt8]] = []
    private var lostLines = 0
    private var readWatch: EventSource?
    private var writeWatch: EventSource?
    var onMessage: (SupervisorMessage, consuming FileDescriptor?) -> Void = { _, _ in }
    var onClosed: () -> Void = {}

    init(
        channel: consuming ChannelSocket, loop: EventLoop, options: VRRPProcessOptions
    ) throws(SystemError) {
        self.channel = channel
        self.loop = loop
        if let facility = options.syslogFacility.flatMap(LogFacility.init(number:)) {
            syslog = SyslogSink(identity: "Keepalived_vrrp", facility: facility)
        }
        readWatch = try loop.onReadable(self.channel.descriptor) { [unowned self] in receive() }
    }

    func log(_ level: LogLevel, _ text: String) {
        if usesSyslog { syslog?.write(level, text) }
        guard queue.count < Self.logQueueLimit else {
            lostLines += 1
            return
        }
        send(.log(level: level.rawValue, text: text))
    }

    /// Sends a message, or queues it until the supervisor takes it.
    func send(_ message: ChildMessage) { enqueue(message.encoded) }

    /// Sends a message that carries a descriptor. It is not queued: false if the supervisor is too slow just now.
    func send(_ message: ChildMessage, descriptor: Int32) -> Bool {
        (try? channel.send(message.encoded, descriptor: descriptor)) ?? false
    }

    /// Hands over what is still queued, waiting up to a second for a slow supervisor: the network is done with.
    func flushBeforeExit() {
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
        let line = LogLine.linesLost(lostLines)
        lostLines = 0
        log(line.level, line.text)
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
