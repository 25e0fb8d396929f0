import HealthChecks
import Timing

/// A dialogue played with scripted events, half a second apart unless said otherwise.
struct Played {
    /// What happens to a dialogue.
    enum Event {
        case bytes([UInt8])
        case closed
        case failed
        /// Nothing more: the deadline passes.
        case silence
    }

    private(set) var verdict: Verdict?
    private(set) var sent: [[UInt8]] = []
    private(set) var hadTLS = false
    private(set) var findings: [Finding] = []
    /// When the verdict was given.
    private(set) var end = MonotonicInstant(nanoseconds: 0)

    static let begin = MonotonicInstant(nanoseconds: 7)
    static let limits = TimeLimits(step: .seconds(5), whole: .seconds(60))

    init(_ dialogue: some Dialogue, _ events: [Event], gap: Duration = .zero) {
        var dialogue = dialogue
        var now = Self.begin
        var waiting = events[...]
        var step = dialogue.connected(at: now)
        while verdict == nil {
            switch step {
            case .verdict(let verdict): self.verdict = verdict
            case .send(let bytes):
                sent.append(bytes)
                step = .wait
            case .needTLS:
                hadTLS = true
                step = dialogue.connected(at: now)
            case .wait:
                let next = waiting.popFirst() ?? .silence
                if case .silence = next { now = dialogue.deadline } else { now = now + gap }
                if now >= dialogue.deadline {
                    now = dialogue.deadline
                    step = dialogue.timeout(at: now)
                    continue
                }
                step = Self.tell(next, to: &dialogue, at: now)
            }
        }
        findings = dialogue.findings
        end = now
    }

    private static func tell(
        _ event: Event, to dialogue: inout some Dialogue, at now: MonotonicInstant
    ) -> DialogueStep {
        switch event {
        case .bytes(let bytes): dialogue.received(bytes.span, at: now)
        case .closed: dialogue.closed(at: now)
        case .failed: dialogue.failed("reset", at: now)
        case .silence: .wait
        }
    }

    /// Every way to cut a text in two, and the text a byte at a time.
    static func splits(of text: String) -> [[Event]] {
        let bytes = Array(text.utf8)
        let halves = (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        return (halves + [bytes.map { [$0] }]).map { pieces in
            pieces.filter { !$0.isEmpty }.map(Event.bytes)
        }
    }
}

func bytes(_ text: String) -> Played.Event { .bytes(Array(text.utf8)) }
