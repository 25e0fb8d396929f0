import ApplicationFormats
import Testing

@Suite("SMTP replies")
struct SMTPReplyTests {
    private static func outcome(_ pieces: [String]) -> ([SMTPReply], SMTPReplyError?) {
        var decoder = SMTPReplyDecoder()
        var replies: [SMTPReply] = []
        do throws(SMTPReplyError) {
            for piece in pieces {
                let bytes = Array(piece.utf8)
                var position = 0
                while let reply = try decoder.next(in: bytes.span, at: &position) { replies.append(reply) }
            }
        } catch {
            return (replies, error)
        }
        return (replies, nil)
    }

    @Test(
        "Every split gives what the whole gives",
        arguments: [
            ("220 hi\r\n", [SMTPReply(code: 220, text: "hi")], nil),
            (
                "250-a\r\n250-b\r\n250 c\r\n221 \r\n",
                [.init(code: 250, text: "c"), .init(code: 221, text: "")], nil
            ),
            ("220\r\n", [.init(code: 220, text: "")], nil), ("220 hi\n", [.init(code: 220, text: "hi")], nil),
            ("220-a\r\n221 b\r\n", [], .mixedCodes(220, 221)), ("120 a\r\n", [], .noCode),
            ("2x0 a\r\n", [], .noCode), ("220x\r\n", [], .noCode), ("22\r\n", [], .noCode),
            ("HTTP/1.1 400\r\n", [], .noCode), ("\r\n", [], .noCode), ("220 a", [], nil),
        ] as [(String, [SMTPReply], SMTPReplyError?)])
    func splits(_ text: String, _ replies: [SMTPReply], _ error: SMTPReplyError?) {
        let bytes = Array(text.utf8)
        for length in 0...bytes.count {
            let head = String(decoding: bytes[..<length], as: UTF8.self)
            let found = Self.outcome([head, String(decoding: bytes[length...], as: UTF8.self)])
            #expect(found.0 == replies && found.1 == error, "after \(length) bytes: \(found)")
        }
    }
}
