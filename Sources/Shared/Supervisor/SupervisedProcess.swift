import EventLoop
import Glibc
import Logging
import ProcessMessages
import SystemCalls
import Timing

/// A process of ours, and the channel to it.
final class SupervisedProcess {
    /// Messages taken from one child in one wake-up.
    static let messagesPerWakeUp = 256
    /// Messages that may wait for a child that is slow to read; one that leaves more than that to wait is hung.
    static let queueLimit = 8192

    private struct Waiting {
        var message: SupervisorMessage
        /// What goes with it; kept as long as it waits.
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

    /// Starts the program at `path`; `arguments` makes its words from its end of the channel. `onHang` is called once,
    /// if too many messages wait, and `onExit` after the last message.
    init(
        path: String, arguments: (_ descriptor: Int32) -> [String], loop: EventLoop,
        onMessage: @escaping (ChildMessage, consuming FileDescriptor?) -> Void,
        onHang: @escaping () -> Void, onExit: @escaping (WaitStatus) -> Void
    ) throws(SystemError) {
        self.onHang = onHang
        let pair = try ChannelPair()
        let ownEnd = pair.first
        let childEnd = pair.second
        var spawn = Spawn(words: [Program.name] + arguments(childEnd.descriptor))
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
            // What it said last counts too: scripts of its end, its last lines.
            while receive(onMessage) {}
            onExit(status)
        }
    }

    /// Sends a message, or has it wait until the child reads.
    ///
    /// A dump that is still to be made serves every request for it, and of a topic only the last value matters: neither
    /// a storm of signals nor a fast topic makes a busy child a hung one.
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

    /// Has the child take over a configuration.
    func configure(_ configuration: LoadedConfiguration) {
        send(Waiting(message: .configure, configuration: configuration))
    }

    /// Ends the process.
    func kill() {
        // A process that ended in this very moment needs no signal.
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

    /// False when the message must wait. A child that is gone takes nothing and needs nothing.
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

    /// False when nothing more is there to read.
    private func receive(_ onMessage: (ChildMessage, consuming FileDescriptor?) -> Void) -> Bool {
        for _ in 0..<Self.messagesPerWakeUp {
            // A channel that fails or closes ends with its process, which is reported by itself.
            guard let reception = try? channel.receive() else { return false }
            switch consume reception {
            case .nothing: return false
            case .closed: return false
            case .message(var message):
                // Without its memory file a long message is lost; the child is not to suffer for it.
                guard let bytes = try? message.takeBytes(), let decoded = ChildMessage(bytes) else {
                    continue
                }
                onMessage(decoded, message.takeDescriptor())
            }
        }
        return true
    }
}
