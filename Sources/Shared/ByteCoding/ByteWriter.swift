/// Writes numbers and texts one after the other: the least significant byte first, lengths before contents.
public struct ByteWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8]

    /// A writer that has written `header`.
    public init(header: [UInt8] = []) {
        bytes = header
    }

    /// Writes a number with all its bytes, at most 64 bits.
    @inlinable
    public mutating func write(_ number: some FixedWidthInteger) {
        write(UInt64(truncatingIfNeeded: number), bytes: number.bitWidth / 8)
    }

    @usableFromInline
    mutating func write(_ number: UInt64, bytes count: Int) {
        for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
    }

    /// Writes one byte, 0 or 1.
    public mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    /// Writes bytes, fewer than 2³².
    public mutating func write(_ data: some Collection<UInt8>) {
        write(UInt32(truncatingIfNeeded: data.count))
        bytes += data
    }

    /// Writes a text as UTF-8.
    public mutating func write(_ text: String) { write(text.utf8) }

    /// Writes numbers.
    public mutating func write(_ numbers: [UInt32]) {
        write(UInt32(truncatingIfNeeded: numbers.count))
        for number in numbers { write(number) }
    }

    /// Writes texts.
    public mutating func write(_ texts: [String]) {
        write(UInt32(truncatingIfNeeded: texts.count))
        for text in texts { write(text) }
    }

    /// Writes whether there is a value, and the value.
    public mutating func write<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
        self.write(value != nil)
        if let value { write(&self, value) }
    }
}
