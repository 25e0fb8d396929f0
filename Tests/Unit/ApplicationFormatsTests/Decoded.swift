import ApplicationFormats

/// All that a decoder tells of a response.
struct Decoded: Equatable {
    var head: HTTPResponseHead?
    var content = ""
    /// Content and framing as they came.
    var raw = ""
    var isEnded = false
    var error: HTTPResponseError?

    /// Feeds the pieces one after the other, then the connection's end.
    init(_ pieces: [String]) {
        var decoder = HTTPResponseDecoder()
        do throws(HTTPResponseError) {
            for piece in pieces { try take(Array(piece.utf8), &decoder) }
            try decoder.finish()
        } catch {
            self.error = error
        }
    }

    private mutating func take(
        _ bytes: [UInt8], _ decoder: inout HTTPResponseDecoder
    ) throws(HTTPResponseError) {
        var position = 0
        while let event = try decoder.next(in: bytes.span, at: &position) {
            switch event {
            case .head(let head): self.head = head
            case .content(let range):
                content += String(decoding: bytes[range], as: UTF8.self)
                raw += String(decoding: bytes[range], as: UTF8.self)
            case .framing(let range): raw += String(decoding: bytes[range], as: UTF8.self)
            case .end: isEnded = true
            }
        }
    }
}
