/// Separates the content of `Transfer-Encoding: chunked` from its framing (RFC 9112 §7.1).
struct ChunkDecoder: Sendable {
    private enum State: Sendable {
        case size(Int, digits: Int)
        case sizeExtension(size: Int)
        case sizeLineFeed(size: Int)
        case content(remaining: Int)
        case contentCarriageReturn
        case contentLineFeed
        case trailerLineStart
        case trailerLine
        case lastLineFeed
        case end
    }

    /// The most bytes of the line before a chunk, and of the trailer.
    static let lineLimitBytes = 8192
    /// 15 hexadecimal digits fit into `Int`.
    private static let sizeDigitLimit = 15

    private var state = State.size(0, digits: 0)
    private var lineBytes = 0

    /// The bytes of content so far.
    private(set) var contentBytes = 0

    /// The next event in `bytes` at `position`: content, framing or the end; nil if more bytes are needed.
    mutating func next(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(HTTPResponseError) -> HTTPResponseDecoder.Event? {
        let start = position
        switch state {
        case .end:
            return .end
        case _ where start == bytes.count:
            return nil
        case .content(let remaining):
            let length = min(remaining, bytes.count - start)
            position += length
            contentBytes += length
            state = length == remaining ? .contentCarriageReturn : .content(remaining: remaining - length)
            return .content(start..<position)
        default:
            while isFraming, position < bytes.count {
                try take(bytes[position])
                position += 1
            }
            return .framing(start..<position)
        }
    }

    private var isFraming: Bool {
        switch state {
        case .content, .end: false
        default: true
        }
    }

    private mutating func take(_ byte: UInt8) throws(HTTPResponseError) {
        lineBytes += 1
        guard lineBytes <= Self.lineLimitBytes else {
            throw .chunkLineTooLong(limitBytes: Self.lineLimitBytes)
        }
        switch (state, byte) {
        case (.size(let size, let digits), _): try takeSize(byte, size, digits: digits)
        case (.sizeExtension(let size), 0x0D): state = .sizeLineFeed(size: size)
        case (.sizeExtension, _): break
        case (.sizeLineFeed(size: 0), 0x0A): state = .trailerLineStart
        case (.sizeLineFeed(let size), 0x0A): state = .content(remaining: size)
        case (.contentCarriageReturn, 0x0D): state = .contentLineFeed
        case (.contentLineFeed, 0x0A):
            state = .size(0, digits: 0)
            lineBytes = 0
        case (.trailerLineStart, 0x0D): state = .lastLineFeed
        case (.trailerLine, 0x0A): state = .trailerLineStart
        case (.trailerLineStart, _), (.trailerLine, _): state = .trailerLine
        case (.lastLineFeed, 0x0A): state = .end
        default: throw .invalidChunk
        }
    }

    private mutating func takeSize(_ byte: UInt8, _ size: Int, digits: Int) throws(HTTPResponseError) {
        if let digit = Self.hexadecimalDigit(byte), digits < Self.sizeDigitLimit {
            state = .size(size << 4 | digit, digits: digits + 1)
            return
        }
        guard digits > 0 else { throw .invalidChunk }
        switch byte {
        case UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "\t"): state = .sizeExtension(size: size)
        case 0x0D: state = .sizeLineFeed(size: size)
        default: throw .invalidChunk
        }
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x41 + 10
        case 0x61...0x66: Int(byte) - 0x61 + 10
        default: nil
        }
    }
}
