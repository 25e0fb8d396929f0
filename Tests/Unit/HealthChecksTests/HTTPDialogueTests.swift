import ApplicationFormats
import HealthChecks
import Testing
import Timing

/// Adds bytes up.
private struct Sum: PageDigest {
    var total = 0
    var value: [UInt8] { [UInt8(truncatingIfNeeded: total)] }
    mutating func update(_ bytes: Span<UInt8>) {
        for index in 0..<bytes.count { total += Int(bytes[index]) }
    }
}

/// Looks for one byte.
private struct ByteSearch: PageSearch {
    var byte: UInt8
    mutating func search(_ bytes: Span<UInt8>) -> PageSearchOutcome {
        for index in 0..<bytes.count where bytes[index] == byte { return .found }
        return .undecided
    }
    mutating func finish() -> PageSearchOutcome { .absent }
}

@Suite("Checking a page")
struct HTTPDialogueTests {
    private static let request = HTTPRequest(path: "/", host: "h")

    private static func played(
        _ events: [Played.Event], _ criteria: PageCriteria = PageCriteria(),
        over transport: HTTPDialogue.Transport = .plain, gap: Duration = .zero
    ) -> Played {
        Played(
            HTTPDialogue(request, over: transport, criteria, Played.limits, at: Played.begin), events,
            gap: gap)
    }

    private static func digest(_ text: String) -> PageCriteria {
        var sum = Sum()
        sum.update(Array(text.utf8).span)
        return PageCriteria(digest: PageCriteria.ExpectedDigest(wanted: sum.value, Sum()))
    }

    private static func pattern(
        _ character: Character, _ presence: PageCriteria.Presence = .required
    ) -> PageCriteria {
        PageCriteria(
            pattern: PageCriteria.PatternRule(ByteSearch(byte: character.asciiValue ?? 0), presence))
    }

    private static let page = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let chunks = "5\r\nhello\r\n0\r\n\r\n"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    private static let untilClose = "HTTP/1.0 200 OK\r\n\r\nhello"

    @Test("The request is keepalived's, and after the head a status decides")
    func status() {
        let played = Self.played([bytes("HTTP/1.0 200 OK\r\n\r\n")])
        #expect(played.sent == [Self.request.bytes])
        #expect(played.verdict == .success)
        #expect(played.findings == [Finding("status", "200")])
    }

    @Test("A status outside the set is failure, at once")
    func wrongStatus() {
        let played = Self.played([bytes("HTTP/1.0 503 No\r\n\r\n")])
        #expect(played.verdict == .failure(.status(503, wanted: .success)))
        let criteria = PageCriteria(statuses: StatusSet(ranges: [200...299, 503...503]))
        #expect(Self.played([bytes("HTTP/1.0 503 No\r\n\r\n")], criteria).verdict == .success)
    }

    @Test("A digest covers the bytes as they come, in every split", arguments: [page, chunked, untilClose])
    func digests(_ text: String) {
        let body = text == Self.chunked ? Self.chunks : "hello"
        for events in Played.splits(of: text) {
            #expect(Self.played(events + [.closed], Self.digest(body)).verdict == .success)
            let other = Self.played(events + [.closed], Self.digest(body + "!"))
            guard case .failure(.digest) = other.verdict else {
                Issue.record("\(String(describing: other.verdict))")
                continue
            }
            #expect(other.findings.map(\.name) == ["status", "digest", "wanted_digest"])
        }
    }

    @Test("A pattern is looked for in the content alone, in every split")
    func patterns() {
        for events in Played.splits(of: Self.chunked) {
            #expect(Self.played(events, Self.pattern("o")).verdict == .success)
            #expect(Self.played(events, Self.pattern("5")).verdict == .failure(.patternMissing))
            #expect(Self.played(events, Self.pattern("5", .forbidden)).verdict == .success)
            #expect(Self.played(events, Self.pattern("o", .forbidden)).verdict == .failure(.patternPresent))
        }
    }

    @Test("A pattern that is found does not make up for a wrong digest")
    func both() {
        var criteria = Self.digest("other")
        criteria.pattern = Self.pattern("h").pattern
        guard case .failure(.digest) = Self.played([bytes(Self.page)], criteria).verdict else {
            Issue.record("no failure")
            return
        }
        criteria.digest = Self.digest("hello").digest
        #expect(Self.played([bytes(Self.page)], criteria).verdict == .success)
    }

    @Test("Over TLS the request waits for the handshake")
    func tls() {
        let played = Self.played([bytes(Self.page)], over: .tls)
        #expect(played.hadTLS)
        #expect(played.sent.count == 1)
        #expect(played.verdict == .success)
    }

    @Test("The end of the connection in any place is failure before the page is whole")
    func cut() {
        for length in 0..<Self.page.utf8.count {
            let head = Array(Self.page.utf8.prefix(length))
            let verdict = Self.played([.bytes(head), .closed], Self.digest("hello")).verdict
            guard case .failure(.http) = verdict else {
                Issue.record("after \(length) bytes: \(String(describing: verdict))")
                continue
            }
        }
    }

    @Test("A reset in any place is failure", arguments: [page, untilClose])
    func reset(_ text: String) {
        for length in 0..<text.utf8.count {
            let verdict = Self.played(
                [.bytes(Array(text.utf8.prefix(length))), .failed], Self.digest("hello")
            )
            .verdict
            guard case .failure(.connection(_, problem: "reset")) = verdict else {
                Issue.record("after \(length) bytes: \(String(describing: verdict))")
                continue
            }
        }
    }

    @Test("Silence ends after the limit of a step")
    func silence() {
        let played = Self.played([.silence])
        #expect(played.verdict == .failure(.timedOut(.header, milliseconds: 5000)))
        #expect(played.end == Played.begin + .seconds(5))
        let later = Self.played([bytes("HTTP/1.0 200 OK\r\n\r\nh"), .silence], Self.digest("hello"))
        #expect(later.verdict == .failure(.timedOut(.page, milliseconds: 5000)))
    }

    @Test("A server that sends a byte a second ends with the limit of the whole")
    func slow() {
        let drip = (0..<1000).map { _ in bytes("H") }
        #expect(Self.played(drip, gap: .seconds(1)).verdict == .failure(.http(.notHTTP)))
        let head = Array("HTTP/1.0 200 OK\r\n").map { bytes(String($0)) } + (0..<1000).map { _ in bytes("a") }
        let played = Self.played(head, gap: .seconds(1))
        #expect(played.verdict == .failure(.tooSlow(.header, milliseconds: 60_000)))
        #expect(played.end == Played.begin + .seconds(60))
    }

    @Test(
        "Garbage is failure with its reason", arguments: ["220 mail\r\n", "\0\0\0\0", "HTTP/2 200\r\n\r\n"])
    func garbage(_ text: String) {
        guard case .failure(let failure) = Self.played([bytes(text), .closed]).verdict else {
            Issue.record("no failure")
            return
        }
        #expect(failure.reason == "http")
    }

    @Test("A page of a gigabyte is read, one that is longer is not")
    func gigabyte() {
        let piece = [UInt8](repeating: 0, count: 1 << 20)
        var step = DialogueStep.wait
        var pieces = 0
        var criteria = PageCriteria()
        criteria.pattern = PageCriteria.PatternRule(NeverSearch())
        var dialogue = HTTPDialogue(Self.request, over: .plain, criteria, Played.limits, at: Played.begin)
        _ = dialogue.connected(at: Played.begin)
        _ = dialogue.received(Array("HTTP/1.0 200 OK\r\n\r\n".utf8).span, at: Played.begin)
        while step == .wait, pieces < 2000 {
            step = dialogue.received(piece.span, at: Played.begin)
            pieces += 1
        }
        #expect(pieces == 1025)
        #expect(step == .verdict(.failure(.pageTooLong(limitBytes: 1 << 30))))
    }

    @Test("Sets of status codes", arguments: ["200", "200-299,404", "100-599"])
    func statusSets(_ text: String) {
        #expect(StatusSet(text)?.description == text)
    }

    @Test(
        "What is no set of status codes", arguments: ["", "99", "600", "300-200", "a", "200,", "1-2-3", "-"])
    func wrongStatusSets(_ text: String) {
        #expect(StatusSet(text) == nil)
    }
}

private struct NeverSearch: PageSearch {
    mutating func search(_ bytes: Span<UInt8>) -> PageSearchOutcome { .undecided }
    mutating func finish() -> PageSearchOutcome { .absent }
}
