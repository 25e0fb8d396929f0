import ApplicationFormats
import HealthChecks
import TLS
import Testing
import Timing

@testable import Probing

@Suite("Conversations over a plain stream")
struct StreamConversationTests {
    private static let begin = MonotonicInstant(nanoseconds: 7)
    private static let limits = TimeLimits(step: .seconds(5), whole: .seconds(60))

    private static func conversation(
        _ criteria: PageCriteria = PageCriteria(), over transport: HTTPDialogue.Transport = .plain,
        _ makeTLS: @escaping StreamConversation.TLSMaker = { () throws(TLSError) in
            throw .unavailable(reason: "not wanted")
        }
    ) -> StreamConversation {
        let request = HTTPRequest(path: "/", host: "foo.example", version: .http10)
        return StreamConversation(
            HTTPDialogue(request, over: transport, criteria, limits, at: begin), makeTLS)
    }

    private static func after(_ seconds: Int) -> MonotonicInstant { begin + .seconds(seconds) }

    @Test("It asks, hears, and judges; every event moves the deadline")
    func success() {
        var talk = Self.conversation()
        #expect(talk.deadline == Self.after(5))
        guard case .send(let request) = talk.connected(at: Self.after(1)) else {
            Issue.record("nothing is sent")
            return
        }
        #expect(String(decoding: request, as: UTF8.self).hasPrefix("GET / HTTP/1.0\r\n"))
        #expect(talk.deadline == Self.after(6))
        #expect(talk.received(Array("HTTP/1.0 20".utf8).span, at: Self.after(2)) == .wait)
        #expect(talk.received(Array("0 OK\r\n\r\n".utf8).span, at: Self.after(3)) == .verdict(.success))
        #expect(talk.findings == [Finding("status", "200")])
        #expect(talk.milestones.map(\.milestone) == [.connect, .firstByte])
        #expect(talk.milestones.map(\.instant) == [Self.after(1), Self.after(2)])
        #expect(talk.farewell() == [])
    }

    @Test("A page of that digest and pattern")
    func criteria() throws {
        var digest = LibraryDigest(.md5)
        digest.update(Array("it works".utf8).span)
        let criteria = PageCriteria(
            digest: PageCriteria.ExpectedDigest(digest.value),
            pattern: PageCriteria.PatternRule(try .init("w.*s$"), earliestOffset: 3))
        #expect(PageCriteria.ExpectedDigest([1, 2, 3]) == nil)
        var talk = Self.conversation(criteria)
        _ = talk.connected(at: Self.begin)
        #expect(talk.received(Array("HTTP/1.0 200 OK\r\n\r\nit works".utf8).span, at: Self.begin) == .wait)
        #expect(talk.closed(at: Self.begin) == .verdict(.success))
    }

    @Test("A connection that cannot be made, is lost, or is silent")
    func failures() {
        var refused = Self.conversation()
        #expect(
            refused.failed("refused", at: Self.begin)
                == .verdict(.failure(.connection(.connection, problem: "refused"))))
        var lost = Self.conversation()
        _ = lost.connected(at: Self.begin)
        #expect(
            lost.failed("reset", at: Self.begin)
                == .verdict(.failure(.connection(.header, problem: "reset"))))
        var silent = Self.conversation()
        _ = silent.connected(at: Self.begin)
        #expect(
            silent.timeout(at: Self.after(5))
                == .verdict(.failure(.timedOut(.header, milliseconds: 5000))))
    }

    /// Asks for TLS whatever happens.
    private struct Insistent: Dialogue {
        let deadline = StreamConversationTests.begin
        let stage = CheckStage.header

        mutating func connected(at now: MonotonicInstant) -> DialogueStep { .needTLS }
        mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep { .needTLS }
        mutating func closed(at now: MonotonicInstant) -> DialogueStep { .needTLS }
        mutating func timeout(at now: MonotonicInstant) -> DialogueStep { .needTLS }
    }

    @Test("A dialogue that asks for TLS at another time than the connection's is a failure")
    func untimelyTLS() {
        var talk = StreamConversation(Insistent()) { () throws(TLSError) in
            throw .unavailable(reason: "not wanted")
        }
        guard case .verdict(.failure) = talk.received(Array("x".utf8).span, at: Self.begin) else {
            Issue.record("no verdict")
            return
        }
    }

    @Test("TLS that cannot be had is a failure of its handshake")
    func noTLS() {
        var talk = Self.conversation(over: .tls)
        let problem = "\(TLSError.unavailable(reason: "not wanted"))"
        #expect(
            talk.connected(at: Self.begin)
                == .verdict(.failure(.connection(.tlsHandshake, problem: problem))))
    }
}
