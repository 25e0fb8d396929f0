import EventLoop
import Glibc
import Logging
import ProcessMessages
import SystemCalls
import Timing

/// A running child process and the channel to it.
final class SupervisedProcess {
    /// The most messages taken from one child in one wake-up.
    static let messagesPerWakeUp = 256
    /// The most messages that wait for a slow child. A child that leaves more unread is considered hung.
    static let queueLimit = 8192

    private struct Waiting {
        var message: SupervisorMessage
        /// The configuration that goes with it, kept while it waits.
        var configuration: LoadedConfiguration?
    }

    let processID: Int32
    let startedAt: MonotonicInstant
    private var channel: ChannelSocket
    private var watch: EventSource?
    private var exitWatch: EventSource?
    private var queue: [Waiting] = []
    private var isHung = false
    private let onHang: () -> Void

    /// Starts the program at `path` with the command line `words`. `environment` makes the variable with its
    /// options from its end of the channel. `onHang` is called once, if too many messages wait, and `onExit` after the
    /// last message.
    init(
        path: String, words: [String], environment: (_ descriptor: Int32) -> (name: String, value: String),
        loop: EventLoop,
        onMessage: @escaping (ChildMessage, consuming FileDescriptor?) -> Void,
        onHang: @escaping () -> Void, onExit: @escaping (WaitStatus) -> Void
    ) throws(SystemError) {
        self.onHang = onHang
        let pair = try ChannelPair()
        let ownEnd = pair.first
        let childEnd = pair.second
        var spawn = Spawn(words: words)
        let variable = environment(childEnd.descriptor)
        spawn.environment = [.set(name: variable.name, value: variable.value)]
        spawn.executable = path
        spawn.standardOutput = Spawn.Stream.inherited
        spawn.standardError = Spawn.Stream.inherited
        spawn.keptDescriptors = [childEnd.descriptor]
        processID = try spawn.start().process
        startedAt = MonotonicClock.now()
        channel = ownEnd
        watch = try loop.onReadable(channel.descriptor) { [unowned self] in
            if !queue.isEmpty { flush() }
            _ = receive(onMessage)
        }
        exitWatch = try loop.onExit(of: processID) { [unowned self] status in
            // Its last messages count too: log lines, and scripts at its end.
            while receive(onMessage) {}
            onExit(status)
        }
    }

    /// Sends a message, or queues it until the child reads.
    ///
    /// A queued request for a dump serves all later ones, and only the last value of a topic is kept, so neither
    /// repeated signals nor a fast topic make a busy child seem hung.
    func send(_ message: SupervisorMessage) {
        switch message {
        case .dump: if queue.contains(where: { $0.message == message }) { return }
        case .topic(let topic, _):
            queue.removeAll { waiting in
                guard case .topic(topic, _) = waiting.message else { return false }
                return true
            }
        case .configure, .ran, .stop: break
        }
        send(Waiting(message: message))
    }

    /// Sends the child a configuration.
    func configure(_ configuration: LoadedConfiguration) {
        send(Waiting(message: .configure, configuration: configuration))
    }

    /// Kills the process.
    func kill() {
        // A process that has just ended needs no signal.
        try? Signals.send(SIGKILL, to: processID)
    }

    private func send(_ message: Waiting) {
        guard queue.count < Self.queueLimit else {
            guard !isHung else { return }
            isHung = true
            return onHang()
        }
        if queue.isEmpty, sendNow(message) { return }
        queue.append(message)
        watch?.setWatchesWriting(true)
    }

    /// Sends a message; false if it must wait. Messages to a child that is gone are discarded.
    private func sendNow(_ message: Waiting) -> Bool {
        do throws(SystemError) {
            return try channel.sendMessage(
                message.message.encoded, descriptor: message.configuration?.transcript.number)
        } catch {
            return true
        }
    }

    private func flush() {
        var sent = 0
        while sent < queue.count, sendNow(queue[sent]) { sent += 1 }
        queue.removeFirst(sent)
        watch?.setWatchesWriting(!queue.isEmpty)
    }

    /// Reads a message; false if there are no more.
    private func receive(_ onMessage: (ChildMessage, consuming FileDescriptor?) -> Void) -> Bool {
        for _ in 0..<Self.messagesPerWakeUp {
            // A channel that fails or closes belongs to a process that is ending, which is reported separately.
            guard let reception = try? channel.receive() else { return false }
            switch consume reception {
            case .nothing: return false
            case .closed: return false
            case .message(var message):
                // A long message whose memory file is missing is dropped; the child goes on.
                guard let bytes = try? message.takeBytes(), let decoded = ChildMessage(bytes) else {
                    continue
                }
                onMessage(decoded, message.takeDescriptor())
            }
        }
        return true
    }
}
