public import Timing

/// A server is healthy if it accepts a connection (keepalived: `TCP_CHECK`).
public struct TCPDialogue: Dialogue {
    private let patience: Patience

    /// A check that begins now.
    public init(_ limits: TimeLimits, at now: MonotonicInstant) {
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }
    package mutating func connected(at now: MonotonicInstant) -> DialogueStep { .verdict(.success) }
    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep { .wait }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.closed(stage)))
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(patience.failure))
    }
}
