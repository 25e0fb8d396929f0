import ApplicationFormats
import Foundation
import Testing

@Suite("SMTP replies")
struct SMTPReplyTests {
    private static func outcome(_ pieces: [[UInt8]]) -> ([SMTPReply], SMTPReplyError?) {
        var decoder = SMTPReplyDecoder()
        var replies: [SMTPReply] = []
        do throws(SMTPReplyError) {
            for bytes in pieces {
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
            let found = Self.outcome([Array(bytes[..<length]), Array(bytes[length...])])
            #expect(found.0 == replies && found.1 == error, "after \(length) bytes: \(found)")
        }
    }

    @Test("What the fuzzer knows gives the same in single bytes")
    func corpus() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fuzz/Corpus/smtp")
        let files = try FileManager.default.contentsOfDirectory(
            at: directory, includingPropertiesForKeys: nil)
        #expect(files.count >= 3)
        for file in files {
            let bytes = Array(try Data(contentsOf: file).dropFirst())
            let (whole, single) = (Self.outcome([bytes]), Self.outcome(bytes.map { [$0] }))
            #expect(whole.0 == single.0 && whole.1 == single.1, "\(file.lastPathComponent)")
        }
    }
}
