import HealthChecks
import Probing
import SystemCalls
import Timing

/// Runs a conversation over a TCP connection, waiting where necessary.
struct StreamTalk: ~Copyable {
    private let socket: StreamSocket
    private var buffer: [UInt8] = []

    private static let bufferBytes = 16_384

    /// A connection that is being established.
    init(_ socket: consuming StreamSocket) {
        self.socket = socket
    }

    /// Runs it until the verdict.
    consuming func converse(
        _ conversation: inout StreamConversation, _ log: inout PhaseLog
    ) -> Verdict {
        var step = StreamConversation.Step.wait
        var isConnecting = true
        while true {
            do throws(SystemError) {
                switch step {
                case .verdict(let verdict):
                    for (milestone, instant) in conversation.milestones {
                        log.end(milestone.rawValue, at: instant)
                    }
                    return verdict
                case .send(let bytes): step = try send(bytes, of: &conversation)
                case .wait where isConnecting:
                    isConnecting = false
                    step = try connect(&conversation)
                case .wait: step = try receive(for: &conversation)
                }
            } catch {
                step = conversation.failed("\(error)", at: MonotonicClock.now())
            }
        }
    }

    private borrowing func connect(
        _ conversation: inout StreamConversation
    ) throws(SystemError) -> StreamConversation.Step {
        guard try wait(for: .sending, until: conversation.deadline) else {
            return conversation.timeout(at: MonotonicClock.now())
        }
        try socket.finishConnecting()
        return conversation.connected(at: MonotonicClock.now())
    }

    private borrowing func send(
        _ bytes: [UInt8], of conversation: inout StreamConversation
    ) throws(SystemError) -> StreamConversation.Step {
        var sent = 0
        while sent < bytes.count {
            guard try wait(for: .sending, until: conversation.deadline) else {
                return conversation.timeout(at: MonotonicClock.now())
            }
            sent += try socket.send(bytes.span.extracting(sent..<bytes.count))
        }
        return .wait
    }

    private mutating func receive(
        for conversation: inout StreamConversation
    ) throws(SystemError) -> StreamConversation.Step {
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.bufferBytes) }
        guard try wait(for: .receiving, until: conversation.deadline) else {
            return conversation.timeout(at: MonotonicClock.now())
        }
        let reception = try socket.receive(into: &buffer)
        let now = MonotonicClock.now()
        return switch reception {
        case .bytes(let count): conversation.received(buffer.span.extracting(0..<count), at: now)
        case .end: conversation.closed(at: now)
        case .nothing: .wait
        }
    }

    /// Waits for readiness; false if the time is up.
    private borrowing func wait(
        for readiness: StreamSocket.Readiness, until deadline: MonotonicInstant
    ) throws(SystemError) -> Bool {
        let left = deadline - MonotonicClock.now()
        guard left > .zero else { return false }
        return try socket.wait(for: readiness, within: left)
    }
}
