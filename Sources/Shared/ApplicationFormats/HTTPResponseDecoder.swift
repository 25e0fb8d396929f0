/// Decodes an HTTP/1.x response to a GET as its bytes arrive, in pieces of any size (RFC 9112).
///
/// It stores the header, at most `headLimitBytes`, but not the content: events say which bytes of a piece are what.
/// Content alone is the page. Content and framing together are the bytes as received, which keepalived's digests cover.
///
///     var position = 0
///     while let event = try decoder.next(in: piece, at: &position) { ... }
public struct HTTPResponseDecoder: Sendable {
    /// The meaning of the next bytes.
    public enum Event: Equatable, Sendable {
        /// The head is complete.
        case head(HTTPResponseHead)
        /// Bytes of the page, by their place in the piece.
        case content(Range<Int>)
        /// Lengths and line ends around chunks, and the trailer, by their place in the piece.
        case framing(Range<Int>)
        /// The response is complete; further bytes do not belong to it. This is the last event.
        case end
    }

    private enum State: Sendable {
        case head
        case counted(remaining: Int, of: Int)
        case chunked(ChunkDecoder)
        case untilClose
        case complete
    }

    /// The longest header, including those of interim responses (1xx) before it.
    public static let headLimitBytes = 65_536

    private static let beginning = Array("HTTP/1.".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)

    private var state = State.head
    private var head: [UInt8] = []
    private var interimBytes = 0

    /// A decoder at the start of a response.
    public init() {}

    /// The next event in `bytes` at `position`, which advances; nil if more bytes are needed, or after the end.
    ///
    /// Must not be called after an error.
    public mutating func next(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(HTTPResponseError) -> Event? {
        switch state {
        case .head:
            return try readHead(in: bytes, at: &position).map(Event.head)
        case .counted(remaining: 0, of: _):
            state = .complete
            return .end
        case .counted(let remaining, let total):
            guard position < bytes.count else { return nil }
            let start = position
            position = start + min(remaining, bytes.count - start)
            state = .counted(remaining: remaining - (position - start), of: total)
            return .content(start..<position)
        case .chunked(var chunks):
            let event = try chunks.next(in: bytes, at: &position)
            state = event == .end ? .complete : .chunked(chunks)
            return event
        case .untilClose:
            guard position < bytes.count else { return nil }
            defer { position = bytes.count }
            return .content(position..<bytes.count)
        case .complete:
            return nil
        }
    }

    /// Notes the end of the connection, which is an error unless the response is complete or ends that way.
    public mutating func finish() throws(HTTPResponseError) {
        switch state {
        case .head: throw .endedInHead(receivedBytes: interimBytes + head.count)
        case .counted(remaining: 0, of: _), .untilClose, .complete: state = .complete
        case .counted(let remaining, let total):
            throw .endedInBody(receivedBytes: total - remaining, expectedBytes: total)
        case .chunked(let chunks):
            throw .endedInBody(receivedBytes: chunks.contentBytes, expectedBytes: nil)
        }
    }

    private mutating func readHead(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(HTTPResponseError) -> HTTPResponseHead? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard head.count >= Self.beginning.count || byte == Self.beginning[head.count] else {
                throw .notHTTP
            }
            guard interimBytes + head.count < Self.headLimitBytes else {
                throw .headTooLong(limitBytes: Self.headLimitBytes)
            }
            head.append(byte)
            guard byte == UInt8(ascii: "\n"), head.suffix(4) == Self.headEnd[...] else { continue }
            let complete = try HTTPResponseHead(head)
            head = []
            guard !complete.isInterim else {
                interimBytes += complete.bytes.count
                continue
            }
            switch complete.framing {
            case .counted(let length): state = .counted(remaining: length, of: length)
            case .chunked: state = .chunked(ChunkDecoder())
            case .untilClose: state = .untilClose
            }
            return complete
        }
        return nil
    }
}
