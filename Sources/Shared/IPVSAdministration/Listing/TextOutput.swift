/// Buffers text and passes it on in large pieces.
public final class TextOutput {
    private static let pieceBytes = 64 * 1024

    private var bytes: [UInt8] = []
    private let sink: ([UInt8]) -> Void

    /// Passes text to `sink`; the last piece with `flush`.
    public init(to sink: @escaping ([UInt8]) -> Void) {
        self.sink = sink
    }

    /// Appends text, padded with blanks on the right to a width in bytes.
    func write(_ text: String, width: Int = 0) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        writeBlanks(width - (bytes.count - start))
    }

    /// Appends a number, padded with blanks on the right to a width.
    func write(_ number: some BinaryInteger, width: Int = 0) {
        let start = bytes.count
        writeDigits(number)
        writeBlanks(width - (bytes.count - start))
    }

    /// Appends text, padded with blanks on the right to a width, and one more blank.
    func writeColumn(_ text: String, width: Int) {
        write(text, width: width)
        writeBlanks(1)
    }

    /// Appends a number, padded with blanks on the right to a width, and one more blank.
    func writeColumn(_ number: some BinaryInteger, width: Int) {
        write(number, width: width)
        writeBlanks(1)
    }

    /// Appends a number, padded with blanks on the left to a width.
    func writeRight(_ number: some BinaryInteger, width: Int) {
        var rest = number.magnitude / 10
        var length = number < 0 ? 2 : 1
        while rest > 0 {
            length += 1
            rest /= 10
        }
        writeBlanks(width - length)
        writeDigits(number)
    }

    /// Ends the line.
    func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= Self.pieceBytes { flush() }
    }

    /// Appends text and ends the line.
    func writeLine(_ text: String) {
        write(text)
        endLine()
    }

    /// Passes on the remaining text.
    public func flush() {
        guard !bytes.isEmpty else { return }
        sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    private func writeBlanks(_ count: Int) {
        for _ in 0..<max(0, count) { bytes.append(UInt8(ascii: " ")) }
    }

    private func writeDigits(_ number: some BinaryInteger) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
