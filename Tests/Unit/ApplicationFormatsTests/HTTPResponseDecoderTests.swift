import ApplicationFormats
import Testing

@Suite("HTTP responses")
struct HTTPResponseDecoderTests {
    private static let counted = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    private static let chunks = "5;a=b\r\nhello\r\n1 \r\n!\r\n0\r\nTrailer: x\r\n\r\n"
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    private static let untilClose = "HTTP/1.0 200 OK\r\n\r\nhello"
    private static let interim = "HTTP/1.1 100 Continue\r\n\r\n" + counted

    @Test(
        "Every split into two pieces, and single bytes, give what the whole gives",
        arguments: [
            counted, chunked, untilClose, interim, counted + "more", "220 mail ESMTP\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
        ])
    func splits(_ text: String) {
        let whole = Decoded([text])
        for length in 0...text.utf8.count {
            let head = String(decoding: text.utf8.prefix(length), as: UTF8.self)
            let tail = String(decoding: text.utf8.dropFirst(length), as: UTF8.self)
            #expect(Decoded([head, tail]) == whole, "after \(length) bytes")
        }
        #expect(Decoded(text.map(String.init)) == whole)
    }

    @Test("A page with Content-Length ends there, whatever follows")
    func countedPage() {
        let decoded = Decoded([Self.counted + "more"])
        #expect(decoded.content == "hello")
        #expect(decoded.isEnded)
        #expect(decoded.head?.statusCode == 200)
        #expect(decoded.head?.contentLength == 5)
        #expect(decoded.head?.bytes.count == 38)
    }

    @Test("Chunks give the page, and the bytes as they came")
    func chunkedPage() {
        let decoded = Decoded([Self.chunked])
        #expect(decoded.content == "hello!")
        #expect(decoded.raw == Self.chunks)
        #expect(decoded.isEnded)
    }

    @Test("A page without a length ends with the connection")
    func pageUntilClose() {
        let decoded = Decoded([Self.untilClose])
        #expect(decoded.content == "hello")
        #expect(decoded.error == nil)
    }

    @Test("Interim responses are passed over")
    func interimResponse() {
        #expect(Decoded([Self.interim]).content == "hello")
        #expect(Decoded([Self.interim]).head?.statusCode == 200)
    }

    @Test("The statuses 204 and 304 have no content", arguments: [204, 304])
    func noContent(_ status: Int) {
        let decoded = Decoded(["HTTP/1.1 \(status) x\r\n\r\nhello"])
        #expect(decoded.raw == "")
        #expect(decoded.isEnded)
    }

    @Test("Chunks outrank a length; only the last coding counts")
    func bothFramings() {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\nTRANSFER-ENCODING: gzip , Chunked\r\n\r\n"
        #expect(Decoded([head + Self.chunks]).content == "hello!")
        let other = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"
        #expect(Decoded([other + "5"]).content == "5")
    }

    @Test(
        "Whether the server keeps the connection",
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n", false), ("HTTP/1.0 200 OK\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n", true),
            ("HTTP/1.0 200 OK\r\nConnection: x, keep-alive\r\n\r\n", false),
        ])
    func connection(_ head: String, _ closes: Bool) {
        #expect(Decoded([head]).head?.closesConnection == closes)
    }

    @Test(
        "What is no HTTP response says why",
        arguments: [
            ("", .endedInHead(receivedBytes: 0)), ("HTTP/1.1 2", .endedInHead(receivedBytes: 10)),
            ("SSH-2.0-x\r\n", .notHTTP), ("HTTP/2 200\r\n\r\n", .notHTTP),
            ("HTTP/1.1\r\n\r\n", .invalidStatusLine), ("HTTP/1.1 2000 x\r\n\r\n", .invalidStatusLine),
            ("HTTP/1.1 099 x\r\n\r\n", .invalidStatusLine),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .invalidContentLength),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
                .endedInBody(receivedBytes: 5, expectedBytes: 9)
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                .endedInBody(receivedBytes: 5, expectedBytes: nil)
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", .invalidChunk),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nhello", .invalidChunk),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1234567890123456\r\n", .invalidChunk),
        ] as [(String, HTTPResponseError)])
    func errors(_ text: String, _ error: HTTPResponseError) {
        #expect(Decoded([text]).error == error)
    }

    @Test("A head ends within its limit, interim responses included")
    func headLimit() {
        let limit = HTTPResponseDecoder.headLimitBytes
        let long = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: limit - 24) + "\r\n\r\n"
        #expect(long.utf8.count == limit)
        #expect(Decoded([long]).error == nil)
        let error = HTTPResponseError.headTooLong(limitBytes: limit)
        #expect(Decoded(["HTTP/1.1 100 Continue\r\n\r\n", long]).error == error)
        #expect(Decoded(["HTTP/1.1 200 OK\r\nX: " + String(repeating: "a", count: limit)]).error == error)
    }

    @Test("The line before a chunk ends within its limit")
    func chunkLineLimit() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
        let decoded = Decoded([head + String(repeating: "a", count: 10_000)])
        #expect(decoded.error == .chunkLineTooLong(limitBytes: 8192))
    }
}
