package import HealthChecks
package import TLS
package import Timing

/// A dialogue over a stream, and over TLS if it asks for that, without any input or output of its own.
///
/// Its driver reports what happened to the connection and does what the step says, until there is a verdict. It
/// keeps no more than the beginning of a TLS record, and what the dialogue keeps.
package struct StreamConversation: ~Copyable {
    /// Makes the TLS connection when it is needed.
    package typealias TLSMaker = () throws(TLSError) -> TLSConnection

    /// What must be done next.
    package enum Step: Equatable, Sendable {
        /// Wait for bytes, the end of the stream or the deadline.
        case wait
        /// Send these bytes, at least one, then wait. What arrives is passed on after they are sent, so a server that asks for
        /// much and takes nothing makes nothing grow.
        case send([UInt8])
        /// The check is over; nothing more may be called.
        case verdict(Verdict)
    }

    /// What has been achieved; the words are those of check(1).
    package enum Milestone: String, Sendable {
        /// The connection.
        case connect
        /// The TLS handshake.
        case tls
        /// The first sign of the server, or its end of the stream.
        case firstByte = "first_byte"
    }

    /// What has been achieved, and when the driver said so: each at most once, in order.
    package private(set) var milestones: [(milestone: Milestone, instant: MonotonicInstant)] = []

    private var dialogue: any Dialogue
    private let closesInOrder: Bool
    private let makeTLS: TLSMaker
    private var tls: TLSConnection?
    private var isHandshakeComplete = false

    /// The most bytes of a TLS record (RFC 8446 §5.1).
    private static let recordBytes = 16_384

    /// A conversation before its connection is made.
    ///
    /// - Parameters:
    ///   - dialogue: what is said.
    ///   - closesInOrder: whether TLS ends with a `close_notify` (keepalived: `tls_compliant`).
    ///   - makeTLS: called once, if the dialogue needs TLS.
    package init(
        _ dialogue: any Dialogue, closesInOrder: Bool = false, _ makeTLS: @escaping TLSMaker
    ) {
        self.dialogue = dialogue
        self.closesInOrder = closesInOrder
        self.makeTLS = makeTLS
    }

    /// When `timeout` must be called, unless something else happens first; any event may move it.
    package var deadline: MonotonicInstant { dialogue.deadline }
    /// What the dialogue came across so far.
    package var findings: [Finding] { dialogue.findings }

    /// The TCP connection is made.
    package mutating func connected(at now: MonotonicInstant) -> Step {
        reach(.connect, at: now)
        let step = dialogue.connected(at: now)
        guard step == .needTLS else { return plainStep(step) }
        do throws(TLSError) { tls = try makeTLS() } catch { return failed("\(error)", at: now) }
        return goOn(at: now)
    }

    /// Bytes have arrived, at least one; encrypted ones if there is TLS.
    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> Step {
        guard tls == nil else {
            tls?.receive(bytes)
            return goOn(at: now)
        }
        reach(.firstByte, at: now)
        return plainStep(dialogue.received(bytes, at: now))
    }

    /// The server will send no more.
    package mutating func closed(at now: MonotonicInstant) -> Step {
        guard tls == nil else {
            tls?.receiveEnd()
            return goOn(at: now)
        }
        reach(.firstByte, at: now)
        return plainStep(dialogue.closed(at: now))
    }

    /// The connection cannot be made, or is lost, for this reason.
    package mutating func failed(_ problem: String, at now: MonotonicInstant) -> Step {
        plainStep(dialogue.failed(problem, at: now))
    }

    /// The deadline has passed.
    package mutating func timeout(at now: MonotonicInstant) -> Step {
        plainStep(dialogue.timeout(at: now))
    }

    /// What to send after the verdict and before closing, if it can be sent at once; mostly nothing.
    package mutating func farewell() -> [UInt8] {
        guard closesInOrder, isHandshakeComplete else { return [] }
        tls?.close()
        return tls?.takeOutgoing() ?? []
    }

    private mutating func reach(_ milestone: Milestone, at now: MonotonicInstant) {
        guard !milestones.contains(where: { $0.milestone == milestone }) else { return }
        milestones.append((milestone, now))
    }

    private func plainStep(_ step: DialogueStep) -> Step {
        switch step {
        case .wait: .wait
        case .send(let bytes): bytes.isEmpty ? .wait : .send(bytes)
        case .verdict(let verdict): .verdict(verdict)
        case .needTLS:
            .verdict(.failure(.connection(dialogue.stage, problem: "TLS cannot begin at this point")))
        }
    }
}

// What happens within TLS.
extension StreamConversation {
    /// Goes as far as what was received allows.
    private mutating func goOn(at now: MonotonicInstant) -> Step {
        do throws(TLSError) {
            if !isHandshakeComplete {
                guard try tls?.handshake() ?? false else { return outgoingStep() }
                isHandshakeComplete = true
                reach(.tls, at: now)
                if let verdict = try take(dialogue.connected(at: now)) { return .verdict(verdict) }
            }
            return try read(at: now)
        } catch {
            return failed("\(error)", at: now)
        }
    }

    /// Tells the dialogue all records that are complete, unless it comes to a verdict before.
    private mutating func read(at now: MonotonicInstant) throws(TLSError) -> Step {
        var buffer = [UInt8](repeating: 0, count: Self.recordBytes)
        while true {
            let step: DialogueStep
            let reading = try tls?.read(into: &buffer) ?? .nothing
            switch reading {
            case .nothing: return outgoingStep()
            case .bytes(let count):
                reach(.firstByte, at: now)
                step = dialogue.received(buffer.span.extracting(0..<count), at: now)
            case .end:
                reach(.firstByte, at: now)
                step = dialogue.closed(at: now)
            }
            if let verdict = try take(step) { return .verdict(verdict) }
            guard reading != .end else { return outgoingStep() }
        }
    }

    /// Encrypts what is to be sent; the verdict if there is one.
    private mutating func take(_ step: DialogueStep) throws(TLSError) -> Verdict? {
        switch plainStep(step) {
        case .wait: break
        case .send(let bytes): try tls?.send(bytes.span)
        case .verdict(let verdict): return verdict
        }
        return nil
    }

    private mutating func outgoingStep() -> Step {
        let bytes = tls?.takeOutgoing() ?? []
        return bytes.isEmpty ? .wait : .send(bytes)
    }
}
