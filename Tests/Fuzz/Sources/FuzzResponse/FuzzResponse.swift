import ApplicationFormats
import LibFuzzer

/// Feeds bytes to the decoder of HTTP responses, whole and in pieces.
///
/// The first byte chooses the length of the pieces; the rest is what a server sends before it closes.
@main
struct FuzzResponse {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzResponse.run(Array(UnsafeBufferPointer(start: data, count: size)))
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
        var statusCode: Int?
        var content: [UInt8] = []
        var framing: [UInt8] = []
        var isEnded = false
        var error: HTTPResponseError?
    }

    static func outcome(of bytes: [UInt8], pieceBytes: Int) -> Outcome {
        var outcome = Outcome()
        var decoder = HTTPResponseDecoder()
        do throws(HTTPResponseError) {
            for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
                let piece = Array(bytes[start..<min(bytes.count, start + pieceBytes)])
                try take(piece, &decoder, &outcome)
            }
            try decoder.finish()
        } catch {
            outcome.error = error
            // What of a broken line was told before depends on the pieces.
            outcome.framing = []
        }
        return outcome
    }

    static func take(
        _ piece: [UInt8], _ decoder: inout HTTPResponseDecoder, _ outcome: inout Outcome
    ) throws(HTTPResponseError) {
        var position = 0
        while let event = try decoder.next(in: piece.span, at: &position) {
            precondition(!outcome.isEnded, "an event after the end")
            switch event {
            case .head(let head):
                precondition(head.bytes.count <= HTTPResponseDecoder.headLimitBytes, "a head past its limit")
                outcome.statusCode = head.statusCode
            case .content(let range):
                precondition(!range.isEmpty && range.upperBound == position, "content elsewhere")
                outcome.content += piece[range]
            case .framing(let range):
                precondition(!range.isEmpty && range.upperBound == position, "framing elsewhere")
                outcome.framing += piece[range]
            case .end: outcome.isEnded = true
            }
        }
        precondition(outcome.isEnded || position == piece.count, "bytes left over")
    }
}
