import ApplicationFormats
import LibFuzzer

/// Feeds bytes to the decoder of SMTP replies, whole and in pieces.
///
/// The first byte chooses the length of the pieces; the rest is what a server sends.
@main
struct FuzzSMTP {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzSMTP.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    /// Whatever the pieces, the outcome is the same.
    static func run(_ input: [UInt8]) {
        guard let length = input.first else { return }
        let bytes = Array(input.dropFirst())
        let whole = outcome(of: bytes, pieceBytes: max(1, bytes.count))
        precondition(
            outcome(of: bytes, pieceBytes: Int(length & 31) + 1) == whole, "pieces change the outcome")
    }

    struct Outcome: Equatable {
        var replies: [SMTPReply] = []
        var error: SMTPReplyError?
    }

    static func outcome(of bytes: [UInt8], pieceBytes: Int) -> Outcome {
        var outcome = Outcome()
        var decoder = SMTPReplyDecoder()
        do throws(SMTPReplyError) {
            for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
                let piece = Array(bytes[start..<min(bytes.count, start + pieceBytes)])
                var position = 0
                while let reply = try decoder.next(in: piece.span, at: &position) {
                    precondition((200...599).contains(reply.code), "code \(reply.code)")
                    outcome.replies.append(reply)
                }
                precondition(position == piece.count, "bytes left over")
            }
        } catch {
            outcome.error = error
        }
        return outcome
    }
}
