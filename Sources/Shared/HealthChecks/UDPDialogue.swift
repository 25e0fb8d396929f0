public import Timing

/// A sequence of bytes in which some nibbles match anything (keepalived: `require_reply`).
public struct BytePattern: Equatable, Sendable {
    /// The nibbles, two for each byte; nil matches anything.
    private let nibbles: [UInt8?]

    /// Parses hexadecimal digits, with `x` or `X` for any digit. Blanks are ignored.
    ///
    /// Returns nil for any other text and for an odd number of digits.
    public init?(_ text: String) {
        var nibbles: [UInt8?] = []
        for character in text.utf8 where character != UInt8(ascii: " ") {
            if character | 0x20 == UInt8(ascii: "x") {
                nibbles.append(nil)
            } else if let digit = Character(UnicodeScalar(character)).hexDigitValue {
                nibbles.append(UInt8(digit))
            } else {
                return nil
            }
        }
        guard nibbles.count % 2 == 0 else { return nil }
        self.nibbles = nibbles
    }

    /// A pattern in which a nibble must match if its bits are set in the mask; bytes beyond the mask match anything.
    public init(bytes: [UInt8], mask: [UInt8]) {
        nibbles = zip(bytes, mask).flatMap { byte, mask -> [UInt8?] in
            let high: UInt8? = mask & 0xF0 == 0 ? nil : byte >> 4
            let low: UInt8? = mask & 0x0F == 0 ? nil : byte & 15
            return [high, low]
        }
    }

    /// Matches any reply.
    public static let any = BytePattern(nibbles: [])

    private init(nibbles: [UInt8?]) {
        self.nibbles = nibbles
    }

    /// The number of bytes.
    public var count: Int { nibbles.count / 2 }

    /// The bytes; nil if some nibbles match anything.
    public var bytes: [UInt8]? {
        let known = nibbles.compactMap(\.self)
        guard known.count == nibbles.count else { return nil }
        return (0..<count).map { known[2 * $0] << 4 | known[2 * $0 + 1] }
    }

    /// The index of the first byte at which the beginning of `bytes` differs from the pattern; nil if it matches.
    func firstDifference(from bytes: Span<UInt8>) -> Int? {
        for index in 0..<count {
            guard index < bytes.count else { return index }
            let (high, low) = (nibbles[2 * index], nibbles[2 * index + 1])
            let byte = bytes[index]
            guard high ?? (byte >> 4) == byte >> 4, low ?? (byte & 15) == byte & 15 else { return index }
        }
        return nil
    }
}

/// The reply that is expected to a datagram.
public struct ReplyExpectation: Equatable, Sendable {
    /// How the reply must begin; an empty pattern matches every reply.
    public var content: BytePattern
    /// The acceptable lengths (keepalived: `min_reply_length`, `max_reply_length`).
    public var lengthBytes: ClosedRange<Int>

    /// keepalived's defaults.
    public static let defaultLengthBytes = 0...255

    /// Expects a reply that begins with this content and has one of these lengths.
    public init(content: BytePattern, lengthBytes: ClosedRange<Int> = Self.defaultLengthBytes) {
        self.content = content
        self.lengthBytes = lengthBytes
    }
}

/// A server is healthy if a datagram causes no ICMP error and brings the expected reply (keepalived: `UDP_CHECK`).
public struct UDPDialogue: Dialogue {
    private let payload: [UInt8]
    private let expectation: ReplyExpectation?
    private var patience: Patience
    private var replyBytes: Int?

    /// A check that begins now. Without an expectation, silence until the deadline means healthy.
    public init(
        payload: [UInt8], expecting expectation: ReplyExpectation?, _ limits: TimeLimits,
        at now: MonotonicInstant
    ) {
        self.payload = payload
        self.expectation = expectation
        patience = Patience(limits, from: now)
    }

    package var deadline: MonotonicInstant { patience.deadline }
    package var stage: CheckStage { patience.stage }
    package var findings: [Finding] { replyBytes.map { [Finding("reply_bytes", "\($0)")] } ?? [] }

    package mutating func connected(at now: MonotonicInstant) -> DialogueStep {
        patience.wait(for: .reply, from: now)
        return .send(payload)
    }

    package mutating func received(_ bytes: Span<UInt8>, at now: MonotonicInstant) -> DialogueStep {
        replyBytes = bytes.count
        guard let expectation else { return .verdict(.success) }
        guard expectation.lengthBytes.contains(bytes.count) else {
            return .verdict(
                .failure(.replyLength(bytes: bytes.count, wanted: expectation.lengthBytes)))
        }
        if let offset = expectation.content.firstDifference(from: bytes) {
            return .verdict(.failure(.replyContent(offsetBytes: offset)))
        }
        return .verdict(.success)
    }

    package mutating func closed(at now: MonotonicInstant) -> DialogueStep {
        .verdict(.failure(.closed(stage)))
    }

    package mutating func timeout(at now: MonotonicInstant) -> DialogueStep {
        expectation == nil && stage == .reply ? .verdict(.success) : .verdict(.failure(patience.failure))
    }
}
