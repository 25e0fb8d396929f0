import ApplicationFormats
import HealthChecks
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Checking a connection")
struct TCPDialogueTests {
    @Test("A connection is health; none in time is failure")
    func connection() {
        var dialogue = TCPDialogue(Played.limits, at: Played.begin)
        #expect(dialogue.deadline == Played.begin + .seconds(5))
        #expect(
            dialogue.timeout(at: dialogue.deadline)
                == .verdict(.failure(.timedOut(.connection, milliseconds: 5000))))
        #expect(dialogue.connected(at: Played.begin) == .verdict(.success))
    }

    @Test("A refused connection says why")
    func refused() {
        var dialogue = TCPDialogue(Played.limits, at: Played.begin)
        let failure = CheckFailure.connection(.connection, problem: "refused")
        #expect(dialogue.failed("refused", at: Played.begin) == .verdict(.failure(failure)))
        #expect(failure.reason == "connect")
    }
}

@Suite("Checking a mail server")
struct SMTPDialogueTests {
    private static func played(_ events: [Played.Event], gap: Duration = .zero) -> Played {
        Played(SMTPDialogue(name: "me", Played.limits, at: Played.begin), events, gap: gap)
    }

    private static let banner = "220-hello\r\n220 mail.example ESMTP\r\n"
    private static let helo = "250 mail.example\r\n"

    @Test("220, HELO, 250, QUIT, 221, in every split of a reply")
    func healthy() {
        for split in Played.splits(of: Self.banner) {
            let played = Self.played(split + [bytes(Self.helo), bytes("221 bye\r\n")])
            #expect(played.sent == [Array("HELO me\r\n".utf8), Array("QUIT\r\n".utf8)])
            #expect(played.verdict == .success)
            #expect(played.findings == [Finding("banner", "mail.example ESMTP")])
        }
        for split in Played.splits(of: Self.helo) {
            #expect(Self.played([bytes(Self.banner)] + split + [.closed]).verdict == .success)
        }
    }

    @Test("A name with control characters stays in its line")
    func control() {
        let dialogue = SMTPDialogue(name: "a\r\nMAIL\0b\u{7F}", Played.limits, at: Played.begin)
        let played = Played(dialogue, [bytes(Self.banner), bytes(Self.helo)])
        #expect(played.sent.first == Array("HELO a??MAIL?b?\r\n".utf8))
    }

    @Test("Whatever comes after QUIT is no failure")
    func quit() {
        for last: Played.Event in [bytes("500 what\r\n"), bytes("?\r\n"), .closed, .failed, .silence] {
            #expect(Self.played([bytes(Self.banner), bytes(Self.helo), last]).verdict == .success)
        }
    }

    @Test("A refusal is failure, with the server's words made printable")
    func refusal() {
        let banner = Self.played([bytes("554 go\u{1B}[2J away\r\n")])
        guard case .failure(let failure) = banner.verdict else {
            Issue.record("no failure")
            return
        }
        #expect("\(failure)" == "banner: 554 go?[2J away, expected 220")
        let helo = Self.played([bytes(Self.banner), bytes("550 no\r\n")])
        #expect(
            helo.verdict == .failure(.smtpReply(.helo, SMTPReply(code: 550, text: "no"), wanted: 250)))
    }

    @Test("Silence, a close and a reset before 250 are failures")
    func broken() {
        for before in [[], [bytes("22")], [bytes(Self.banner)], [bytes(Self.banner), bytes("250-x\r\n")]] {
            for last: Played.Event in [.closed, .failed, .silence] {
                guard case .failure = Self.played(before + [last]).verdict else {
                    Issue.record("no failure after \(before) \(last)")
                    continue
                }
            }
        }
    }

    @Test("Lines without end are given up, and so is a line that takes too long")
    func endless() {
        let many = Played.Event.bytes(Array(repeatElement(Array("220-x\r\n".utf8), count: 200).joined()))
        #expect(Self.played([many]).verdict == .failure(.smtp(.tooManyLines(limit: 128))))
        let long = bytes("220 " + String(repeating: "x", count: 3000))
        #expect(Self.played([long]).verdict == .failure(.smtp(.lineTooLong(limitBytes: 2048))))
        let drip = [bytes("220 ")] + (0..<100).map { _ in bytes("x") }
        #expect(
            Self.played(drip, gap: .seconds(1)).verdict
                == .failure(.tooSlow(.banner, milliseconds: 60_000)))
    }
}

@Suite("Checking a name server")
struct DNSDialogueTests {
    private static func played(_ replies: [[UInt8]]) throws -> Played {
        let query = try DNSQuery(identifier: 0x1234, name: ".", type: .soa)
        return Played(
            DNSDialogue(query, Played.limits, at: Played.begin), replies.map(Played.Event.bytes))
    }

    private static func reply(_ high: UInt8, _ low: UInt8, flags: UInt8 = 0x80, code: UInt8 = 0) -> [UInt8] {
        [high, low, flags, code, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    @Test("An answer without error is health, even without records")
    func healthy() throws {
        let played = try Self.played([Self.reply(0x12, 0x34)])
        #expect(played.verdict == .success)
        #expect(played.findings == [Finding("rcode", "NOERROR")])
        #expect(played.sent.count == 1)
    }

    @Test("An error code is failure by its name")
    func code() throws {
        let played = try Self.played([Self.reply(0x12, 0x34, code: 0x85)])
        #expect(played.verdict == .failure(.dns(code: "REFUSED")))
    }

    @Test("Other datagrams are passed over, up to a limit")
    func strays() throws {
        let other = Self.reply(0x12, 0x35)
        let question = Self.reply(0x12, 0x34, flags: 0)
        let good = Self.reply(0x12, 0x34)
        #expect(try Self.played([other, question, [1], [], good]).verdict == .success)
        #expect(try Self.played([other]).verdict == .failure(.strayReplies(count: 1)))
        #expect(
            try Self.played(Array(repeating: other, count: 100)).verdict
                == .failure(.strayReplies(count: 64)))
        #expect(try Self.played([]).verdict == .failure(.timedOut(.reply, milliseconds: 5000)))
    }
}

@Suite("Checking with a datagram")
struct UDPDialogueTests {
    private static func verdict(_ expectation: ReplyExpectation?, _ events: [Played.Event]) -> Verdict? {
        let dialogue = UDPDialogue(
            payload: [1, 2], expecting: expectation, Played.limits, at: Played.begin)
        let played = Played(dialogue, events)
        #expect(played.sent == [[1, 2]])
        return played.verdict
    }

    @Test("Without an expectation only an ICMP error is failure")
    func silence() {
        #expect(Self.verdict(nil, [.silence]) == .success)
        #expect(Self.verdict(nil, [.bytes([9])]) == .success)
        let failure = CheckFailure.connection(.reply, problem: "reset")
        #expect(Self.verdict(nil, [.failed]) == .failure(failure))
        #expect(failure.reason == "unreachable")
    }

    @Test("A reply must begin as wanted, but for the digits that do not matter")
    func content() throws {
        let pattern = try #require(BytePattern("a1 xF 0X"))
        let wanted = ReplyExpectation(content: pattern)
        #expect(Self.verdict(wanted, [.bytes([0xA1, 0x3F, 0x07])]) == .success)
        #expect(Self.verdict(wanted, [.bytes([0xA1, 0x3F, 0x07, 9])]) == .success)
        #expect(
            Self.verdict(wanted, [.bytes([0xA1, 0x3E, 0x07])]) == .failure(.replyContent(offsetBytes: 1)))
        #expect(Self.verdict(wanted, [.bytes([0xA1, 0x3F])]) == .failure(.replyContent(offsetBytes: 2)))
        #expect(Self.verdict(wanted, [.silence]) == .failure(.timedOut(.reply, milliseconds: 5000)))
    }

    @Test("A reply must be as long as wanted")
    func length() {
        let wanted = ReplyExpectation(content: .any, lengthBytes: 2...3)
        #expect(Self.verdict(wanted, [.bytes([1])]) == .failure(.replyLength(bytes: 1, wanted: 2...3)))
        #expect(Self.verdict(wanted, [.bytes([1, 2])]) == .success)
        #expect(
            Self.verdict(wanted, [.bytes([1, 2, 3, 4])]) == .failure(.replyLength(bytes: 4, wanted: 2...3)))
    }

    @Test("What is no pattern of bytes", arguments: ["1", "0g", "12 3", "é1"])
    func wrongPattern(_ text: String) {
        #expect(BytePattern(text) == nil)
    }
}

@Suite("Checking with an echo request")
struct EchoDialogueTests {
    private static func verdict(_ family: AddressFamily, _ messages: [EchoMessage]) -> Verdict? {
        let dialogue = EchoDialogue(
            identifier: 7, payload: [1, 2, 3], family, Played.limits, at: Played.begin)
        let played = Played(dialogue, messages.map { .bytes($0.bytes(family)) })
        let request = EchoMessage(.request, identifier: 7, sequence: 1, payload: [1, 2, 3])
        #expect(played.sent == [request.bytes(family)])
        return played.verdict
    }

    @Test(
        "The reply to this request is health; others are passed over", arguments: [AddressFamily.ipv4, .ipv6])
    func reply(_ family: AddressFamily) {
        let good = EchoMessage(.reply, identifier: 7, sequence: 1, payload: [1, 2, 3])
        var others: [EchoMessage] = [good, good, good, good]
        others[0].kind = .request
        others[1].identifier = 8
        others[2].sequence = 2
        others[3].payload = [1, 2]
        #expect(Self.verdict(family, others + [good]) == .success)
        #expect(Self.verdict(family, others) == .failure(.timedOut(.reply, milliseconds: 5000)))
    }
}
