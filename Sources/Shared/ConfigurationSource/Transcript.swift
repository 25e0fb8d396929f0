import Configuration
import ConfigurationSyntax

/// The questions that a host answers, by their number in a transcript.
enum Question: UInt8 {
    case contents = 1
    case paths, kind, environment, nodeName, directory, seed
    case interface, user, group, currentUser, file, format, processors
}

/// What every transcript begins with: a name and a version.
enum TranscriptHeader {
    static let bytes = Array("HACT1\n".utf8)
}

/// Writes numbers and texts, the least significant byte first.
struct TranscriptWriter {
    private(set) var bytes = TranscriptHeader.bytes

    mutating func write(_ value: UInt8) { bytes.append(value) }

    mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    mutating func write(_ value: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ value: UInt64) {
        write(UInt32(truncatingIfNeeded: value))
        write(UInt32(truncatingIfNeeded: value >> 32))
    }

    mutating func write(_ text: some Collection<UInt8>) {
        write(UInt32(truncatingIfNeeded: text.count))
        bytes += text
    }

    mutating func write(_ text: String?) {
        write(text != nil)
        if let text { write(text.utf8) }
    }

    mutating func write(_ numbers: [UInt32]) {
        write(UInt32(truncatingIfNeeded: numbers.count))
        for number in numbers { write(number) }
    }
}

/// Why a transcript cannot be used.
public enum TranscriptError: Error, Equatable, CustomStringConvertible {
    /// It does not begin like one.
    case foreign
    /// It ends in the middle of an answer.
    case truncated(offset: Int)
    /// It holds a number that means nothing.
    case malformed(offset: Int)

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .foreign: "this is not a configuration transcript"
        case .truncated(let offset): "the configuration transcript ends early, at byte \(offset)"
        case .malformed(let offset): "the configuration transcript is malformed at byte \(offset)"
        }
    }
}

/// Reads what `TranscriptWriter` wrote; every length is checked against what is left.
struct TranscriptReader {
    let bytes: [UInt8]
    private(set) var offset: Int

    init(_ bytes: [UInt8]) throws(TranscriptError) {
        guard bytes.starts(with: TranscriptHeader.bytes) else { throw .foreign }
        self.bytes = bytes
        offset = TranscriptHeader.bytes.count
    }

    var isAtEnd: Bool { offset == bytes.count }

    private mutating func take(_ count: Int) throws(TranscriptError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw .truncated(offset: offset) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    mutating func byte() throws(TranscriptError) -> UInt8 {
        let taken = try take(1)
        return taken[taken.startIndex]
    }

    mutating func flag() throws(TranscriptError) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw .malformed(offset: offset - 1)
        }
    }

    mutating func number() throws(TranscriptError) -> UInt32 {
        try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func longNumber() throws(TranscriptError) -> UInt64 {
        let low = UInt64(try number())
        return UInt64(try number()) << 32 | low
    }

    mutating func data() throws(TranscriptError) -> [UInt8] {
        Array(try take(Int(try number())))
    }

    mutating func text() throws(TranscriptError) -> String { String(decoding: try data(), as: UTF8.self) }

    mutating func optionalText() throws(TranscriptError) -> String? { try flag() ? try text() : nil }

    mutating func numbers() throws(TranscriptError) -> [UInt32] {
        let count = Int(try number())
        guard count <= (bytes.count - offset) / 4 else { throw .truncated(offset: offset) }
        var numbers: [UInt32] = []
        for _ in 0..<count { numbers.append(try number()) }
        return numbers
    }

    /// A number that stands for a case.
    mutating func choice<Choice>(_ make: (UInt8) -> Choice?) throws(TranscriptError) -> Choice {
        guard let choice = make(try byte()) else { throw .malformed(offset: offset - 1) }
        return choice
    }
}
