import HealthChecks
import SystemCalls
import TLS
import Timing

/// Carries a dialogue over a TCP connection, and over TLS if it asks for that.
struct StreamExchange: ~Copyable {
    /// Makes the TLS connection when it is needed.
    typealias TLSMaker = () throws(TLSError) -> TLSConnection

    private let plain: PlainStream
    private let makeTLS: TLSMaker
    private var tls: TLSConnection?
    private var buffer: [UInt8]
    private var hasFirstByte = false

    private static let bufferBytes = 16_384

    init(_ socket: consuming StreamSocket, _ makeTLS: @escaping TLSMaker) {
        plain = PlainStream(socket)
        self.makeTLS = makeTLS
        buffer = []
    }

    /// Talks until the verdict.
    mutating func converse(_ dialogue: inout some Dialogue, _ log: inout PhaseLog) -> Verdict {
        var step = DialogueStep.wait
        do throws(TransportProblem) {
            try plain.waitForConnection(until: dialogue.deadline)
            step = dialogue.connected(at: Self.ended("connect", &log))
        } catch {
            step = Self.tell(error, to: &dialogue)
        }
        while true {
            do throws(TransportProblem) {
                switch step {
                case .verdict(let verdict): return verdict
                case .send(let bytes):
                    try send(bytes, until: dialogue.deadline)
                    step = .wait
                case .needTLS:
                    try shakeHands(until: dialogue.deadline)
                    step = dialogue.connected(at: Self.ended("tls", &log))
                case .wait: step = try receive(for: &dialogue, &log)
                }
            } catch {
                step = Self.tell(error, to: &dialogue)
            }
        }
    }

    private static func ended(_ phase: String, _ log: inout PhaseLog) -> MonotonicInstant {
        let now = MonotonicClock.now()
        log.end(phase, at: now)
        return now
    }

    private static func tell(
        _ problem: TransportProblem, to dialogue: inout some Dialogue
    ) -> DialogueStep {
        let now = MonotonicClock.now()
        return switch problem {
        case .system(let error): dialogue.failed("\(error)", at: now)
        case .tls(let error): dialogue.failed("\(error)", at: now)
        case .timedOut: dialogue.timeout(at: now)
        }
    }

    private mutating func receive(
        for dialogue: inout some Dialogue, _ log: inout PhaseLog
    ) throws(TransportProblem) -> DialogueStep {
        if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Self.bufferBytes) }
        let count = try receive(until: dialogue.deadline)
        let now = MonotonicClock.now()
        if !hasFirstByte {
            hasFirstByte = true
            log.end("first_byte", at: now)
        }
        return count > 0
            ? dialogue.received(buffer.span.extracting(0..<count), at: now) : dialogue.closed(at: now)
    }

    private mutating func send(
        _ bytes: [UInt8], until deadline: MonotonicInstant
    ) throws(TransportProblem) {
        guard tls != nil else { return try plain.send(bytes, until: deadline) }
        try TransportProblem.wrapping(TransportProblem.tls, try tls?.send(bytes.span))
        try plain.send(tls?.takeOutgoing() ?? [], until: deadline)
    }

    /// Receives into the buffer; the number of bytes, 0 at the end.
    private mutating func receive(until deadline: MonotonicInstant) throws(TransportProblem) -> Int {
        while tls != nil {
            let reading = try TransportProblem.wrapping(
                TransportProblem.tls, try tls?.read(into: &buffer) ?? .end)
            switch reading {
            case .bytes(let count): return count
            case .end: return 0
            case .nothing: try receiveEncrypted(until: deadline)
            }
        }
        return try plain.receive(into: &buffer, until: deadline)
    }

    private mutating func shakeHands(until deadline: MonotonicInstant) throws(TransportProblem) {
        tls = try TransportProblem.wrapping(TransportProblem.tls, try makeTLS())
        while true {
            let isComplete = try TransportProblem.wrapping(
                TransportProblem.tls, try tls?.handshake() ?? true)
            try plain.send(tls?.takeOutgoing() ?? [], until: deadline)
            if isComplete { return }
            try receiveEncrypted(until: deadline)
        }
    }

    private mutating func receiveEncrypted(
        until deadline: MonotonicInstant
    ) throws(TransportProblem) {
        var encrypted = [UInt8](repeating: 0, count: Self.bufferBytes)
        let count = try plain.receive(into: &encrypted, until: deadline)
        if count > 0 {
            tls?.receive(encrypted.span.extracting(0..<count))
        } else {
            tls?.receiveEnd()
        }
    }
}
