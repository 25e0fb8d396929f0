import EventLoop
import Logging
import ProcessMessages
import SystemCalls
import Timing

/// A process of ours that the supervisor keeps running, and the channel to it.
final class SupervisedProcess {
    /// Messages taken from one child in one wake-up.
    static let messagesPerWakeUp = 256

    let processID: Int32
    let startedAt: MonotonicInstant
    private var channel: ChannelSocket
    private var watches: [EventSource] = []
    /// Messages that wait for a child that is slow to read; answers of scripts, at most one for each request.
    private var queue: [[UInt8]] = []
    private var writeWatch: EventSource?
    private let loop: EventLoop

    /// Starts the program of this very process with `arguments`, `descriptor` being its end of the channel.
    init(
        name: String, arguments: (_ descriptor: Int32) -> [String], loop: EventLoop,
        onMessage: @escaping (ChildMessage, consuming FileDescriptor?) -> Void,
        onExit: @escaping (WaitStatus) -> Void
    ) throws(SystemError) {
        self.loop = loop
        let pair = try ChannelPair()
        let ownEnd = pair.first
        let childEnd = pair.second
        var spawn = Spawn(words: [name] + arguments(childEnd.descriptor))
        spawn.executable = "/proc/self/exe"
        spawn.standardOutput = Spawn.Stream.inherited
        spawn.standardError = Spawn.Stream.inherited
        spawn.keptDescriptors = [childEnd.descriptor]
        processID = try spawn.start().process
        startedAt = MonotonicClock.now()
        channel = ownEnd
        watches.append(
            try loop.onReadable(channel.descriptor) { [unowned self] in receive(onMessage) })
        watches.append(
            try loop.onExit(of: processID) { [unowned self] status in
                // What it said last counts too: scripts of its end, its last lines.
                receive(onMessage)
                onExit(status)
            })
    }

    /// Sends a message; one with a descriptor is refused when the child is too slow to read.
    func send(_ message: SupervisorMessage, descriptor: Int32? = nil) {
        guard queue.isEmpty, (try? channel.send(message.encoded, descriptor: descriptor)) == false else {
            if !queue.isEmpty { queue.append(message.encoded) }
            return
        }
        queue.append(message.encoded)
        writeWatch = try? loop.onWritable(channel.descriptor) { [unowned self] in flush() }
    }

    private func flush() {
        while let first = queue.first {
            guard (try? channel.send(first, descriptor: nil)) != false else { return }
            queue.removeFirst()
        }
        writeWatch = nil
    }

    private func receive(_ onMessage: (ChildMessage, consuming FileDescriptor?) -> Void) {
        for _ in 0..<Self.messagesPerWakeUp {
            // A channel that fails or closes ends with its process, which is reported by itself.
            guard let reception = try? channel.receive() else { return }
            switch consume reception {
            case .nothing: return
            case .closed: return
            case .message(var message):
                if let decoded = ChildMessage(message.bytes) { onMessage(decoded, message.takeDescriptor()) }
            }
        }
    }
}
