public import ApplicationFormats
public import Timing

/// A name server is healthy if it answers a question without an error (keepalived: `DNS_CHECK`).
///
/// Datagrams that do not answer this question are ignored.
public struct DNSDialogue: Dialogue {
    private let query: DNSQuery
    private var patience: Patience
    private var strays = 0
    private var code: String?

    /// The most datagrams that are examined.
    static let replyLimit = 64

    /// A check that begins now.
    public init(_ query: DNSQuery, _ limits: TimeLimits, at now: MonotonicInstant) {
        self.query = query
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }
    package var findings: [Finding] { code.map { [Finding("rcode", $0)] } ?? [] }

    package mutating func connected(at now: MonotonicInstant) -> DialogueStep {
        patience.wait(for: .reply, from: now)
        return .send(query.bytes)
    }

    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep {
        guard let header = DNSReplyHeader(bytes), header.isReply, header.identifier == query.identifier else {
            strays += 1
            return strays < Self.replyLimit ? .wait : .verdict(.failure(.strayReplies(count: strays)))
        }
        code = header.codeName
        guard header.responseCode == 0 else { return .verdict(.failure(.dns(code: header.codeName))) }
        return .verdict(.success)
    }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.closed(stage)))
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(strays > 0 ? .strayReplies(count: strays) : patience.failure))
    }
}
