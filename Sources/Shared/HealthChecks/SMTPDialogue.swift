import ApplicationFormats
public import Timing

/// A mail server is healthy if it greets with 220 and answers HELO with 250 (keepalived: `SMTP_CHECK`).
///
/// It ends with QUIT, and ignores how the server answers that.
public struct SMTPDialogue: Dialogue {
    /// The default of `helo_name`.
    public static let defaultName = "smtpchecker.keepalived.org"

    private let name: String
    private var patience: Patience
    private var decoder = SMTPReplyDecoder()
    private var banner: String?

    /// A check that begins now, by a client that calls itself `name`. Control characters in the name are replaced by
    /// question marks.
    public init(name: String = Self.defaultName, _ limits: TimeLimits, at now: MonotonicInstant) {
        self.name = LineText.line(name)
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }
    package var findings: [Finding] { banner.map { [Finding("banner", $0)] } ?? [] }

    package mutating func connected(at now: MonotonicInstant) -> DialogueStep {
        patience.wait(for: .banner, from: now)
        return .wait
    }

    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep {
        guard now < deadline else { return timeout(at: now) }
        // The server waits for the client after each reply, so bytes that follow a reply at once are ignored.
        var position = 0
        do throws(SMTPReplyError) {
            guard let reply = try decoder.next(in: bytes, at: &position) else {
                patience.wait(for: stage, from: now)
                return .wait
            }
            return take(reply, at: now)
        } catch {
            return stage == .quit ? .verdict(.success) : .verdict(.failure(.smtp(error)))
        }
    }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep { ending(.closed(stage)) }

    package mutating func failed(_ problem: String, at now: MonotonicInstant) -> DialogueStep {
        ending(.connection(stage, problem: problem))
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep { ending(patience.failure) }

    private mutating func take(_ reply: SMTPReply, at now: MonotonicInstant) -> DialogueStep {
        switch stage {
        case .banner:
            banner = CheckFailure.printable(reply.text)
            guard reply.code == 220 else { return refusal(reply, wanted: 220) }
            patience.wait(for: .helo, from: now)
            return .send(Array("HELO \(name)\r\n".utf8))
        case .helo:
            guard reply.code == 250 else { return refusal(reply, wanted: 250) }
            patience.wait(for: .quit, from: now)
            return .send(Array("QUIT\r\n".utf8))
        default:
            return .verdict(.success)
        }
    }

    private func refusal(_ reply: SMTPReply, wanted: Int) -> DialogueStep {
        .verdict(.failure(.smtpReply(stage, reply, wanted: wanted)))
    }

    private func ending(_ failure: CheckFailure) -> DialogueStep {
        stage == .quit ? .verdict(.success) : .verdict(.failure(failure))
    }
}
