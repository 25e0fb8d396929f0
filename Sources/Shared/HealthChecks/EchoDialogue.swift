public import NetworkTypes
import PacketFormats
public import Timing

/// A host is healthy if it answers an ICMP echo request (keepalived: `PING_CHECK`).
public struct EchoDialogue: Dialogue {
    private let request: EchoMessage
    private let family: AddressFamily
    private var patience: Patience
    private var strays = 0

    /// The most messages that are examined: a raw socket receives those of every ping on the machine.
    static let messageLimit = 10_000

    /// A check that begins now, with the socket's identifier.
    public init(
        identifier: UInt16, sequence: UInt16 = 1, payload: [UInt8], _ family: AddressFamily,
        _ limits: TimeLimits, at now: MonotonicInstant
    ) {
        request = EchoMessage(.request, identifier: identifier, sequence: sequence, payload: payload)
        self.family = family
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }

    package mutating func connected(at now: MonotonicInstant) -> DialogueStep {
        patience.wait(for: .reply, from: now)
        return .send(request.bytes(family))
    }

    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep {
        var wanted = request
        wanted.kind = .reply
        if EchoMessage(bytes, family) == wanted { return .verdict(.success) }
        strays += 1
        return strays < Self.messageLimit ? .wait : .verdict(.failure(.strayReplies(count: strays)))
    }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.closed(stage)))
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(patience.failure))
    }
}
