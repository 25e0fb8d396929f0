/// Splits text into lines as it arrives.
struct LineReader {
    /// The longest line, in bytes; ipvsadm has no limit.
    static let limitBytes = 1024 * 1024

    private let read: () -> [UInt8]
    private var piece: ArraySlice<UInt8> = []
    private var isAtEnd = false
    /// The number of the last line returned, from 1.
    private(set) var number = 0

    /// Reads lines from the pieces that `read` returns; an empty one is the end.
    init(_ read: @escaping () -> [UInt8]) {
        self.read = read
    }

    /// The line exceeds `limitBytes`.
    struct TooLong: Error {}

    /// The next line without its end; nil after the last.
    mutating func next() throws(TooLong) -> [UInt8]? {
        var line: [UInt8] = []
        number += 1
        while true {
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                line += piece[..<end]
                piece = piece[(end + 1)...]
                break
            }
            line += piece
            guard line.count <= Self.limitBytes else { throw TooLong() }
            if !isAtEnd { piece = read()[...] } else { piece = [] }
            if piece.isEmpty {
                isAtEnd = true
                return line.isEmpty ? nil : line
            }
        }
        guard line.count <= Self.limitBytes else { throw TooLong() }
        return line
    }
}
