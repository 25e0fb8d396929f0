/// A mail server's reply to a command (RFC 5321 §4.2).
public struct SMTPReply: Equatable, Sendable {
    /// The code, 200 to 599.
    public var code: Int
    /// The text of the last line, without its line end; invalid UTF-8 is replaced.
    public var text: String

    /// A reply.
    public init(code: Int, text: String) {
        self.code = code
        self.text = text
    }
}

/// Why bytes are not an SMTP reply.
public enum SMTPReplyError: Error, Equatable, Sendable {
    /// A line does not begin with a three-digit code.
    case noCode
    /// The lines of one reply have different codes.
    case mixedCodes(Int, Int)
    /// A line exceeds the limit.
    case lineTooLong(limitBytes: Int)
    /// A reply has more lines than the limit.
    case tooManyLines(limit: Int)
}

extension SMTPReplyError: CustomStringConvertible {
    /// A sentence without a full stop.
    public var description: String {
        switch self {
        case .noCode: "the answer is not SMTP"
        case .mixedCodes(let first, let second):
            "one SMTP reply has the codes \(first) and \(second)"
        case .lineTooLong(let limit): "a line of the SMTP reply is longer than \(limit) bytes"
        case .tooManyLines(let limit): "the SMTP reply has more than \(limit) lines"
        }
    }
}

/// Decodes the replies of a mail server as their bytes arrive, in pieces of any size.
///
/// Of a reply with many lines, only the current line is stored.
public struct SMTPReplyDecoder: Sendable {
    /// The longest line; RFC 5321 §4.5.3.1.5 requires 512, but servers send more.
    public static let lineLimitBytes = 2048
    /// The most lines of one reply.
    public static let lineLimit = 128

    private var line: [UInt8] = []
    private var lines = 0
    private var code: Int?

    /// A decoder at the start of a reply.
    public init() {}

    /// The next complete reply in `bytes` at `position`, which advances; nil if more bytes are needed.
    ///
    /// Must not be called after an error.
    public mutating func next(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(SMTPReplyError) -> SMTPReply? {
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            guard byte != UInt8(ascii: "\n") else {
                if let reply = try endLine() { return reply }
                continue
            }
            guard line.count < Self.lineLimitBytes else {
                throw .lineTooLong(limitBytes: Self.lineLimitBytes)
            }
            line.append(byte)
            try checkBeginning()
        }
        return nil
    }

    /// Checks for three digits and a blank, a hyphen or the end of the line, as soon as they arrive.
    private func checkBeginning() throws(SMTPReplyError) {
        guard line.count <= 4, let last = line.last else { return }
        let isFitting =
            switch line.count {
            case 1: (UInt8(ascii: "2")...UInt8(ascii: "5")).contains(last)
            case 2, 3: (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
            default: " -\r".utf8.contains(last)
            }
        guard isFitting else { throw .noCode }
    }

    private mutating func endLine() throws(SMTPReplyError) -> SMTPReply? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == 0x0D { line.removeLast() }
        guard line.count >= 3 else { throw .noCode }
        let number = line.prefix(3).reduce(0) { $0 * 10 + Int($1) - 0x30 }
        if let code, code != number { throw .mixedCodes(code, number) }
        lines += 1
        guard lines <= Self.lineLimit else { throw .tooManyLines(limit: Self.lineLimit) }
        guard line.count > 3, line[3] == UInt8(ascii: "-") else {
            code = nil
            lines = 0
            return SMTPReply(code: number, text: String(decoding: line.dropFirst(4), as: UTF8.self))
        }
        code = number
        return nil
    }
}
