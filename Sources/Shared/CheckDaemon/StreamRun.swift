import HealthChecks
import Probing
import SystemCalls
import Timing

/// What follows a step of a run.
enum RunProgress {
    /// It waits for its socket until that time at most.
    case waits(until: MonotonicInstant)
    /// It has more to do immediately, after other runs have had their turn.
    case goesOn(until: MonotonicInstant)
    case ended(Verdict)
    /// This machine lacks what the run needs to go on.
    case brokeOff(String)
}

extension RunProgress {
    /// How long it waits; nil if it has ended.
    var deadline: MonotonicInstant? {
        switch self {
        case .waits(let deadline), .goesOn(let deadline): deadline
        case .ended, .brokeOff: nil
        }
    }
}

/// A running check over one socket.
protocol Run: AnyObject {
    var descriptor: Int32 { get }
    /// Takes the first step.
    func start(at now: MonotonicInstant) -> RunProgress
    /// Handles readiness of the socket. `buffer` is for received bytes.
    func ready(_ readiness: ReadinessSet.Readiness, _ buffer: inout [UInt8], at now: MonotonicInstant)
        -> RunProgress
    /// Continues after `goesOn`.
    func goOn(_ buffer: inout [UInt8], at now: MonotonicInstant) -> RunProgress
    /// Handles the deadline of `waits`.
    func timeout(at now: MonotonicInstant) -> RunProgress
}

/// How many times a run may receive in one turn, and how many bytes over a connection. Searching that many takes well
/// under a millisecond.
private let receptionsPerTurn = 8
private let bytesPerTurn = 1 << 16

/// A check over a TCP connection.
final class StreamRun: Run {
    private let socket: StreamSocket
    private var conversation: StreamConversation
    private var isConnected = false
    private var outgoing: [UInt8] = []
    private var sentCount = 0

    /// A run over a socket that is already connecting.
    init(_ socket: consuming StreamSocket, _ conversation: consuming StreamConversation) {
        self.socket = socket
        self.conversation = conversation
    }

    var descriptor: Int32 { socket.descriptor }

    func start(at now: MonotonicInstant) -> RunProgress { wait }

    func ready(
        _ readiness: ReadinessSet.Readiness, _ buffer: inout [UInt8], at now: MonotonicInstant
    ) -> RunProgress {
        if !isConnected {
            do throws(SystemError) {
                // No error means that it is connected: most checks need not ask.
                if readiness.isBroken { try socket.finishConnecting() }
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                return progress(conversation.failed("\(error)", at: now), at: now) ?? wait
            }
            isConnected = true
            if let ended = progress(conversation.connected(at: now), at: now) { return ended }
        } else if readiness.canSend, !outgoing.isEmpty {
            if let ended = flush(at: now) { return ended }
            // What has arrived meanwhile was not received, and edge-triggered readiness will not be reported again.
            return goOn(&buffer, at: now)
        }
        return readiness.canReceive ? goOn(&buffer, at: now) : wait
    }

    func goOn(_ buffer: inout [UInt8], at now: MonotonicInstant) -> RunProgress {
        var receptions = 0
        var bytes = 0
        while receptions < receptionsPerTurn, bytes < bytesPerTurn {
            // Nothing is received from a server that does not take what is sent to it.
            guard outgoing.isEmpty else { return wait }
            receptions += 1
            let step: StreamConversation.Step
            do throws(SystemError) {
                switch try socket.receive(into: &buffer) {
                case .nothing: return wait
                case .end: step = conversation.closed(at: now)
                case .bytes(let count):
                    bytes += count
                    step = conversation.received(buffer.span.extracting(0..<count), at: now)
                }
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                step = conversation.failed("\(error)", at: now)
            }
            if let ended = progress(step, at: now) { return ended }
        }
        return .goesOn(until: conversation.deadline)
    }

    func timeout(at now: MonotonicInstant) -> RunProgress {
        progress(conversation.timeout(at: now), at: now) ?? wait
    }

    private var wait: RunProgress { .waits(until: conversation.deadline) }

    /// Takes a step of the conversation; nil if the run continues.
    private func progress(_ step: StreamConversation.Step, at now: MonotonicInstant) -> RunProgress? {
        switch step {
        case .wait: return nil
        case .send(let bytes):
            outgoing += bytes
            return flush(at: now)
        case .verdict(let verdict):
            let farewell = conversation.farewell()
            // If there is no room for it, the server loses nothing.
            if !farewell.isEmpty { _ = try? socket.send(farewell.span) }
            return .ended(verdict)
        }
    }

    /// Sends as much as there is room for; nil if the run continues.
    private func flush(at now: MonotonicInstant) -> RunProgress? {
        while sentCount < outgoing.count {
            do throws(SystemError) {
                let count = try socket.send(outgoing.span.extracting(sentCount..<outgoing.count))
                if count == 0 { return nil }
                sentCount += count
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                return progress(conversation.failed("\(error)", at: now), at: now)
            }
        }
        outgoing = []
        sentCount = 0
        return nil
    }
}

/// A running check over a datagram socket.
final class DatagramRun: Run {
    private let socket: DatagramConnection
    private var dialogue: any Dialogue

    /// A run over a connected socket.
    init(_ socket: consuming DatagramConnection, _ dialogue: any Dialogue) {
        self.socket = socket
        self.dialogue = dialogue
    }

    var descriptor: Int32 { socket.descriptor }

    func start(at now: MonotonicInstant) -> RunProgress { progress(dialogue.connected(at: now), at: now) }

    func ready(
        _ readiness: ReadinessSet.Readiness, _ buffer: inout [UInt8], at now: MonotonicInstant
    ) -> RunProgress {
        readiness.canReceive ? goOn(&buffer, at: now) : wait
    }

    func goOn(_ buffer: inout [UInt8], at now: MonotonicInstant) -> RunProgress {
        for _ in 0..<receptionsPerTurn {
            let step: DialogueStep
            do throws(SystemError) {
                guard let range = try socket.receive(into: &buffer) else { return wait }
                step = dialogue.received(buffer.span.extracting(range), at: now)
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                step = dialogue.failed("\(error)", at: now)
            }
            let progress = progress(step, at: now)
            guard case .waits = progress else { return progress }
        }
        return .goesOn(until: dialogue.deadline)
    }

    func timeout(at now: MonotonicInstant) -> RunProgress { progress(dialogue.timeout(at: now), at: now) }

    private var wait: RunProgress { .waits(until: dialogue.deadline) }

    private func progress(_ step: DialogueStep, at now: MonotonicInstant) -> RunProgress {
        switch step {
        case .wait, .needTLS: return wait
        case .verdict(let verdict): return .ended(verdict)
        case .send(let bytes):
            do throws(SystemError) {
                try socket.send(bytes.span)
                return wait
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                return progress(dialogue.failed("\(error)", at: now), at: now)
            }
        }
    }
}
