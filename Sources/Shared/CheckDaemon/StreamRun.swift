import HealthChecks
import Probing
import SystemCalls
import Timing

/// What a run of a check does next.
enum RunProgress {
    /// It waits, at most until this.
    case waits(until: MonotonicInstant)
    /// It has more to do at once, but others are to have their turn.
    case goesOn(until: MonotonicInstant)
    case ended(Verdict)
    /// This machine lacks what it needs to go on.
    case brokeOff(String)
}

extension RunProgress {
    /// How long it waits; nil if it is over.
    var deadline: MonotonicInstant? {
        switch self {
        case .waits(let deadline), .goesOn(let deadline): deadline
        case .ended, .brokeOff: nil
        }
    }
}

/// A check under way over one socket.
protocol Run: AnyObject {
    var descriptor: Int32 { get }
    /// Its first step.
    func start(at now: MonotonicInstant) -> RunProgress
    /// The socket is ready; `buffer` is for what is received.
    func ready(_ readiness: ReadinessSet.Readiness, _ buffer: inout [UInt8], at now: MonotonicInstant)
        -> RunProgress
    /// It had its turn, and another one has come.
    func goOn(_ buffer: inout [UInt8], at now: MonotonicInstant) -> RunProgress
    /// The time has come until which it waits.
    func timeout(at now: MonotonicInstant) -> RunProgress
}

/// How often a run may receive, and how many bytes over a connection, before others have their turn: looking at all of
/// them takes well under a millisecond.
private let receptionsPerTurn = 8
private let bytesPerTurn = 1 << 16

/// A check over a TCP connection.
final class StreamRun: Run {
    private let socket: StreamSocket
    private var conversation: StreamConversation
    private var isConnected = false
    private var outgoing: [UInt8] = []
    private var sentCount = 0

    /// A run whose socket connects already.
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
                // Without an error it is connected: most checks need not ask.
                if readiness.isBroken { try socket.finishConnecting() }
            } catch {
                if error.isShortage { return .brokeOff("\(error)") }
                return progress(conversation.failed("\(error)", at: now), at: now) ?? wait
            }
            isConnected = true
            if let ended = progress(conversation.connected(at: now), at: now) { return ended }
        } else if readiness.canSend, !outgoing.isEmpty {
            if let ended = flush(at: now) { return ended }
            // What came meanwhile was not received, and is not told again.
            return goOn(&buffer, at: now)
        }
        return readiness.canReceive ? goOn(&buffer, at: now) : wait
    }

    func goOn(_ buffer: inout [UInt8], at now: MonotonicInstant) -> RunProgress {
        var receptions = 0
        var bytes = 0
        while receptions < receptionsPerTurn, bytes < bytesPerTurn {
            // A server that takes nothing is told nothing more, and is not heard.
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

    /// Nil: it is not over.
    private func progress(_ step: StreamConversation.Step, at now: MonotonicInstant) -> RunProgress? {
        switch step {
        case .wait: return nil
        case .send(let bytes):
            outgoing += bytes
            return flush(at: now)
        case .verdict(let verdict):
            let farewell = conversation.farewell()
            // The server loses nothing if there is no room for it.
            if !farewell.isEmpty { _ = try? socket.send(farewell.span) }
            return .ended(verdict)
        }
    }

    /// Sends what there is room for. Nil: it is not over.
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

/// A check by datagrams.
final class DatagramRun: Run {
    private let socket: DatagramConnection
    private var dialogue: any Dialogue

    /// A run over a socket that is ready.
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
