public import ApplicationFormats
public import Timing

/// A web server is healthy if it answers with a page that meets the criteria (keepalived: `HTTP_GET`, `SSL_GET`).
///
/// It stores the header but not the page. It stops reading as soon as the outcome is certain: after the header if only
/// the status matters.
public struct HTTPDialogue: Dialogue {
    /// How the page is transported.
    public enum Transport: Sendable {
        /// TCP.
        case plain
        /// TLS over TCP.
        case tls
    }

    /// The most bytes of a page that are read for its digest or pattern.
    public static let pageLimitBytes = 1 << 30

    private let request: HTTPRequest
    private let transport: Transport
    private var criteria: PageCriteria
    private var patience: Patience
    private var decoder = HTTPResponseDecoder()
    private var statusCode: Int?
    private var pageBytes = 0
    private var isPageComplete = false

    /// A check that begins now.
    public init(
        _ request: HTTPRequest, over transport: Transport, _ criteria: PageCriteria, _ limits: TimeLimits,
        at now: MonotonicInstant
    ) {
        self.request = request
        self.transport = transport
        self.criteria = criteria
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }

    package var findings: [Finding] {
        var findings: [Finding] = []
        if let statusCode { findings.append(Finding("status", "\(statusCode)")) }
        guard let digest = criteria.digest else { return findings }
        if isPageComplete {
            findings.append(Finding("digest", CheckFailure.digits(digest.digest.value)))
        }
        findings.append(Finding("wanted_digest", CheckFailure.digits(digest.wanted)))
        return findings
    }

    package mutating func connected(at now: MonotonicInstant) -> DialogueStep {
        if transport == .tls, stage == .connection {
            patience.wait(for: .tlsHandshake, from: now)
            return .needTLS
        }
        patience.wait(for: .header, from: now)
        return .send(request.bytes)
    }

    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep {
        guard now < deadline else { return timeout(at: now) }
        var position = 0
        do throws(HTTPResponseError) {
            while let event = try decoder.next(in: bytes, at: &position) {
                if let verdict = take(event, of: bytes) { return .verdict(verdict) }
            }
        } catch {
            return .verdict(.failure(.http(error)))
        }
        patience.wait(for: statusCode == nil ? .header : .page, from: now)
        return .wait
    }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep {
        guard stage == .header || stage == .page else { return .verdict(.failure(.closed(stage))) }
        do throws(HTTPResponseError) {
            try decoder.finish()
            return .verdict(conclusion())
        } catch {
            return .verdict(.failure(.http(error)))
        }
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(patience.failure))
    }

    /// Handles a part of the response; the verdict if it is certain now.
    private mutating func take(_ event: HTTPResponseDecoder.Event, of bytes: Span<UInt8>) -> Verdict? {
        switch event {
        case .head(let head):
            statusCode = head.statusCode
            guard criteria.statuses.contains(head.statusCode) else {
                return .failure(.status(head.statusCode, wanted: criteria.statuses))
            }
            return criteria.digest == nil && criteria.pattern == nil ? .success : nil
        case .content(let range): return take(range, of: bytes, isContent: true)
        case .framing(let range): return take(range, of: bytes, isContent: false)
        case .end: return conclusion()
        }
    }

    private mutating func take(_ range: Range<Int>, of bytes: Span<UInt8>, isContent: Bool) -> Verdict? {
        pageBytes += range.count
        guard pageBytes <= Self.pageLimitBytes else {
            return .failure(.pageTooLong(limitBytes: Self.pageLimitBytes))
        }
        criteria.digest?.digest.update(bytes.extracting(range))
        guard isContent, let outcome = criteria.pattern?.search.search(bytes.extracting(range)) else {
            return nil
        }
        return judge(outcome)
    }

    /// The verdict on a complete page.
    private mutating func conclusion() -> Verdict {
        isPageComplete = true
        if let outcome = criteria.pattern?.search.finish(), let verdict = judge(outcome),
            verdict != .success
        {
            return verdict
        }
        if let digest = criteria.digest {
            let value = digest.digest.value
            guard value == digest.wanted else { return .failure(.digest(value, wanted: digest.wanted)) }
        }
        return .success
    }

    /// The verdict that follows from the search, if any. After a pattern that passes, the digest is still to be
    /// waited for.
    private mutating func judge(_ outcome: PageSearchOutcome) -> Verdict? {
        guard let presence = criteria.pattern?.presence else { return nil }
        switch (outcome, presence) {
        case (.undecided, _): return nil
        case (.tooCostly(let problem), _): return .failure(.patternTooCostly(problem: problem))
        case (.found, .forbidden): return .failure(.patternPresent)
        case (.absent, .required): return .failure(.patternMissing)
        case (.found, .required), (.absent, .forbidden):
            criteria.pattern = nil
            return criteria.digest == nil ? .success : nil
        }
    }
}
