import EventLoop
import Glibc
public import Logging
public import Notifications
public import ProcessMessages
import SystemCalls

/// A child's end of the channel to its supervisor. Sending never waits.
///
/// Messages that the supervisor does not take at once wait in an `OutgoingQueue`. Every requested run is answered: by
/// the supervisor, or by the link if the request will never get there.
public final class SupervisorLink {
    /// How many times, a millisecond apart, the last messages are offered before exit.
    private static let flushAttempts = 1000
    /// The most messages taken from the supervisor in one wake-up.
    private static let messagesPerWakeUp = 64
    /// The longest log line; the rest is cut off.
    private static let lineLimitBytes = 32 * 1024

    private var channel: ChannelSocket
    private var syslog: SyslogSink?
    /// Whether the configuration allows syslog (`log_syslog`).
    var usesSyslog = true
    private var queue = OutgoingQueue()
    private var answers: [OutgoingQueue.Answer] = []
    /// Messages that could not be sent at all, such as a command of more than 64 MiB.
    private var failed: [(item: OutgoingQueue.Item, error: SystemError)] = []
    private var isReporting = false
    private var watch: EventSource?
    private var answering: DeferredCall?
    /// Called with every message and its descriptor.
    var onMessage: (SupervisorMessage, consuming FileDescriptor?) -> Void = { _, _ in }
    /// Called when the supervisor has gone.
    var onClosed: () -> Void = {}

    /// Watches the channel. Lines also go to syslog under `identity`, unless the options forbid it.
    init(
        channel: consuming ChannelSocket, loop: EventLoop, identity: String, options: ChildOptions
    ) throws(SystemError) {
        self.channel = channel
        if let facility = options.syslogFacility.flatMap(LogFacility.init(number:)) {
            syslog = SyslogSink(identity: identity, facility: facility)
        }
        watch = try loop.onReadable(self.channel.descriptor) { [unowned self] in
            if !queue.isEmpty { flush() }
            receive()
        }
        answering = try loop.makeDeferred { [unowned self] in giveAnswers() }
    }

    /// Logs a line. It is dropped and counted if too many are waiting.
    public func log(_ level: LogLevel, _ text: String) {
        if usesSyslog { syslog?.write(level, text) }
        let isLong = text.utf8.count > Self.lineLimitBytes
        let line = isLong ? String(decoding: text.utf8.prefix(Self.lineLimitBytes), as: UTF8.self) : text
        send(.log(level: level.rawValue, text: line))
    }

    /// Asks the supervisor to run a command.
    public func run(_ request: RunRequest) { send(.run(request)) }

    /// Asks the supervisor to send a mail.
    public func mail(_ mail: Mail) { send(.mail(mail)) }

    /// Asks the supervisor to end the lane's command and drop its queue.
    public func cancel(lane: String) { send(.cancel(lane: lane)) }

    /// Has the supervisor render a dump from the status that was published last.
    public func renderDump(_ kind: DumpKind) { send(.dump(kind)) }

    /// Publishes the value of a topic to other processes; nil withdraws it.
    public func publish(_ topic: String, _ value: [UInt8]?) { send(.publish(topic: topic, value: value)) }

    /// Sends a message, or queues it until the supervisor takes it.
    func send(_ message: ChildMessage) { send(OutgoingQueue.Item(message: message)) }

    /// Asks the supervisor to write a file with the contents of another one, such as a sealed memory file.
    func write(_ contents: consuming FileDescriptor, to path: String) {
        send(OutgoingQueue.Item(message: .write(path: path), file: AttachedFile(contents)))
    }

    /// Sends what is still queued, waiting up to a second for a slow supervisor. Called when the network is done with.
    func flushBeforeExit() {
        flush()
        for _ in 0..<Self.flushAttempts where !queue.isEmpty {
            Pause.milliseconds(1)
            flush()
        }
    }

    private func send(_ item: OutgoingQueue.Item) {
        if queue.isEmpty, sendNow(item) { return reportLosses() }
        queue.append(item, into: &answers)
        answerSoon()
        watch?.setWatchesWriting(true)
    }

    /// Sends a message; false if it must wait. Messages to a supervisor that is gone are discarded.
    private func sendNow(_ item: OutgoingQueue.Item) -> Bool {
        do throws(SystemError) {
            return try channel.sendMessage(item.message.encoded, descriptor: item.file?.file.number)
        } catch {
            guard error.errno != EPIPE, error.errno != ECONNRESET else { return true }
            failed.append((item, error))
            return true
        }
    }

    private func flush() {
        queue.drain(sendNow)
        watch?.setWatchesWriting(!queue.isEmpty)
        reportLosses()
    }

    private func reportLosses() {
        for (item, error) in failed { queue.fail(item, error, into: &answers) }
        failed = []
        answerSoon()
        // A line about losses may itself be lost: the next one counts it.
        guard queue.isEmpty, !isReporting else { return }
        isReporting = true
        for text in queue.takeLosses() { log(.warning, text) }
        isReporting = false
    }

    /// Answers on the event loop, as the supervisor does, because the caller is not ready for the answer yet.
    private func answerSoon() {
        if !answers.isEmpty { answering?.schedule() }
    }

    private func giveAnswers() {
        let given = answers
        answers = []
        for answer in given { onMessage(.ran(id: answer.id, answer.outcome), nil) }
    }

    private func close() {
        watch = nil
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
                    // A long message whose memory file is missing is dropped; the process goes on.
                    guard let bytes = try? message.takeBytes(), let decoded = SupervisorMessage(bytes) else {
                        continue
                    }
                    onMessage(decoded, message.takeDescriptor())
                }
            } catch {
                return close()
            }
        }
    }
}
