/// Why bytes are not what a `ByteWriter` wrote.
public enum ByteError: Error, Equatable, CustomStringConvertible {
    /// They end in the middle of a value.
    case truncated(offset: Int)
    /// A number means nothing where it stands.
    case malformed(offset: Int)

    /// What is wrong, and where.
    public var description: String {
        switch self {
        case .truncated(let offset): "it ends early, at byte \(offset)"
        case .malformed(let offset): "the value at byte \(offset) is invalid"
        }
    }
}

/// Reads what a `ByteWriter` wrote, in the same order. Every length is checked against what is left.
public struct ByteReader {
    private let bytes: [UInt8]
    /// Where the next value begins.
    public private(set) var offset: Int

    /// Reads `bytes` from `offset` on.
    public init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Whether everything was read.
    public var isAtEnd: Bool { offset == bytes.count }

    private mutating func take(_ count: Int) throws(ByteError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - offset else { throw .truncated(offset: offset) }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    /// A number with all its bytes, at most 64 bits.
    @inlinable
    public mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(ByteError) -> Number {
        Number(truncatingIfNeeded: try number(bytes: Number.bitWidth / 8))
    }

    @usableFromInline
    mutating func number(bytes count: Int) throws(ByteError) -> UInt64 {
        var number: UInt64 = 0
        for (place, byte) in try take(count).enumerated() { number |= UInt64(byte) << UInt64(8 * place) }
        return number
    }

    /// A byte that is 0 or 1.
    public mutating func flag() throws(ByteError) -> Bool {
        try choice { $0 > 1 ? nil : $0 == 1 }
    }

    /// A byte that stands for something.
    public mutating func choice<Choice>(_ make: (UInt8) -> Choice?) throws(ByteError) -> Choice {
        guard let choice = make(try number()) else { throw .malformed(offset: offset - 1) }
        return choice
    }

    /// Bytes.
    public mutating func data() throws(ByteError) -> [UInt8] {
        let count = Int(try number(UInt32.self))
        return Array(try take(count))
    }

    /// A text; invalid UTF-8 is replaced by U+FFFD.
    public mutating func text() throws(ByteError) -> String {
        let count = Int(try number(UInt32.self))
        return String(decoding: try take(count), as: UTF8.self)
    }

    /// Numbers.
    public mutating func numbers() throws(ByteError) -> [UInt32] {
        try list { reader throws(ByteError) in try reader.number() }
    }

    /// Texts.
    public mutating func texts() throws(ByteError) -> [String] {
        try list { reader throws(ByteError) in try reader.text() }
    }

    /// A value, if there is one.
    public mutating func optional<Value>(
        _ read: (inout Self) throws(ByteError) -> Value
    ) throws(ByteError) -> Value? {
        try flag() ? try read(&self) : nil
    }

    /// Values of at least four bytes each.
    public mutating func list<Value>(
        _ read: (inout Self) throws(ByteError) -> Value
    ) throws(ByteError) -> [Value] {
        let count = Int(try number(UInt32.self))
        // A damaged count must not make room for what cannot follow.
        guard count <= (bytes.count - offset) / 4 else { throw .truncated(offset: offset) }
        var values: [Value] = []
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }
}
