/// Why bytes are not a complete HTTP response.
public enum HTTPResponseError: Error, Equatable, Sendable {
    /// The first bytes are not `HTTP/1.`.
    case notHTTP
    /// The status line has no three-digit code.
    case invalidStatusLine
    /// The header does not end within the limit, including interim responses.
    case headTooLong(limitBytes: Int)
    /// `Content-Length` is not a number, or occurs with different values.
    case invalidContentLength
    /// A chunk does not begin with its length, or is longer than that.
    case invalidChunk
    /// The line before a chunk, or the trailer, exceeds the limit.
    case chunkLineTooLong(limitBytes: Int)
    /// The connection ended in the header.
    case endedInHead(receivedBytes: Int)
    /// The connection ended in the content; `expectedBytes` is nil if it is in chunks.
    case endedInBody(receivedBytes: Int, expectedBytes: Int?)
}

extension HTTPResponseError: CustomStringConvertible {
    /// A sentence without a full stop.
    public var description: String {
        switch self {
        case .notHTTP: "the answer is not HTTP"
        case .invalidStatusLine: "the answer has no status code"
        case .headTooLong(let limit): "the header is longer than \(limit) bytes"
        case .invalidContentLength: "Content-Length is not a number, or occurs twice with different values"
        case .invalidChunk: "the chunks of the page are malformed"
        case .chunkLineTooLong(let limit): "a chunk header is longer than \(limit) bytes"
        case .endedInHead(0): "the server closed the connection without an answer"
        case .endedInHead(let received): "the connection ended in the header, after \(received) bytes"
        case .endedInBody(let received, let expected?):
            "the connection ended after \(received) of \(expected) bytes of the page"
        case .endedInBody(let received, nil):
            "the connection ended after \(received) bytes of the page, before its last chunk"
        }
    }
}
