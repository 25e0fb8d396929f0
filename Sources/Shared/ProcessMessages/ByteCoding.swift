/// Appends numbers and texts to a message: little endian, lengths before contents.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func append(_ text: String) {
        append(UInt32(text.utf8.count))
        bytes += text.utf8
    }

    mutating func append(_ numbers: [UInt32]) {
        append(UInt32(numbers.count))
        for number in numbers { append(number) }
    }

    mutating func append(_ texts: [String]) {
        append(UInt32(texts.count))
        for text in texts { append(text) }
    }
}

/// Takes numbers and texts from a message in the order they were written; nil once the message is too short.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard bytes.count - position >= size else { return nil }
        var value: Number = 0
        for index in 0..<size {
            value |= Number(truncatingIfNeeded: bytes[position + index]) << Number(8 * index)
        }
        position += size
        return value
    }

    mutating func text() -> String? {
        guard let count = number(UInt32.self), bytes.count - position >= Int(count) else { return nil }
        defer { position += Int(count) }
        return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }

    mutating func numbers() -> [UInt32]? {
        guard let count = number(UInt32.self), (bytes.count - position) / 4 >= Int(count) else { return nil }
        var result: [UInt32] = []
        for _ in 0..<count {
            guard let value = number(UInt32.self) else { return nil }
            result.append(value)
        }
        return result
    }

    mutating func texts() -> [String]? {
        guard let count = number(UInt32.self), (bytes.count - position) / 4 >= Int(count) else { return nil }
        var result: [String] = []
        for _ in 0..<count {
            guard let value = text() else { return nil }
            result.append(value)
        }
        return result
    }
}
