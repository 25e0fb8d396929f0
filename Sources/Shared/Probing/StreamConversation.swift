package import HealthChecks
package import TLS
package import Timing

/// Joins a dialogue to a stream, and to TLS if it asks for that. It does no input or output.
///
/// Its driver reports what happens to the connection and does what each step says until there is a verdict. It stores
/// no more than an incomplete TLS record and what the dialogue stores.
package struct StreamConversation: ~Copyable {
    /// Makes the TLS connection when it is needed.
    package typealias TLSMaker = () throws(TLSError) -> TLSConnection

    /// What the driver must do next.
    package enum Step: Equatable, Sendable {
        /// Wait for bytes, the end of the stream or the deadline.
        case wait
        /// Send these bytes, at least one, then wait. Received bytes are passed on only after these have been sent,
        /// so that a server that asks for much and accepts nothing fills no buffer.
        case send([UInt8])
        /// The check is over. Nothing more may be called.
        case verdict(Verdict)
    }

    /// A milestone of the conversation, by the name that check(1) prints.
    package enum Milestone: String, Sendable {
        /// The connection is established.
        case connect
        /// The TLS handshake is complete.
        case tls
        /// The server has sent its first byte, or has closed the stream.
        case firstByte = "first_byte"
    }

    /// The milestones so far, with their times: each at most once, in order.
    package private(set) var milestones: [(milestone: Milestone, instant: MonotonicInstant)] = []

    private var dialogue: any Dialogue
    private let closesInOrder: Bool
    private let makeTLS: TLSMaker
    private var tls: TLSConnection?
    private var isHandshakeComplete = false

    /// The most bytes of a TLS record (RFC 8446 §5.1).
    private static let recordBytes = 16_384

    /// A conversation whose connection is not established yet.
    ///
    /// - Parameters:
    ///   - dialogue: The check.
    ///   - closesInOrder: Whether to end TLS with a `close_notify` (keepalived: `tls_compliant`).
    ///   - makeTLS: Creates the TLS connection; called once, if the dialogue needs TLS.
    package init(
        _ dialogue: any Dialogue, closesInOrder: Bool = false, _ makeTLS: @escaping TLSMaker
    ) {
        self.dialogue = dialogue
        self.closesInOrder = closesInOrder
        self.makeTLS = makeTLS
    }

    /// When `timeout` must be called, unless something else happens first; any event may move it.
    package var deadline: MonotonicInstant { dialogue.deadline }
    /// What the dialogue has found so far.
    package var findings: [Finding] { dialogue.findings }

    /// The TCP connection is established.
    package mutating func connected(at now: MonotonicInstant) -> Step {
        reach(.connect, at: now)
        let step = dialogue.connected(at: now)
        guard step == .needTLS else { return plainStep(step) }
        do throws(TLSError) { tls = try makeTLS() } catch { return failed("\(error)", at: now) }
        return goOn(at: now)
    }

    /// Bytes have arrived, at least one; encrypted if TLS is in use.
    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> Step {
        guard tls == nil else {
            tls?.receive(bytes)
            return goOn(at: now)
        }
        reach(.firstByte, at: now)
        return plainStep(dialogue.received(bytes, at: now))
    }

    /// The server will send nothing more.
    package mutating func closed(at now: MonotonicInstant) -> Step {
        guard tls == nil else {
            tls?.receiveEnd()
            return goOn(at: now)
        }
        reach(.firstByte, at: now)
        return plainStep(dialogue.closed(at: now))
    }

    /// The connection could not be established or was lost, for this reason.
    package mutating func failed(_ problem: String, at now: MonotonicInstant) -> Step {
        plainStep(dialogue.failed(problem, at: now))
    }

    /// The deadline has passed.
    package mutating func timeout(at now: MonotonicInstant) -> Step {
        plainStep(dialogue.timeout(at: now))
    }

    /// What to send after the verdict and before closing, if it can be sent at once; usually empty.
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

// TLS
extension StreamConversation {
    /// Proceeds as far as the received bytes allow.
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

    /// Passes all complete records to the dialogue, until it reaches a verdict.
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

    /// Encrypts what is to be sent; the verdict if the step is one.
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
