/// What a file that should contain a number contains.
public enum FileReading: Equatable, Sendable {
    /// A number, -2,147,483,648 to 2,147,483,647.
    case number(Int)
    /// Nothing that begins with a number.
    case noNumber
    /// A number that is outside the range.
    case outOfRange
    /// There is no such file.
    case missing
    /// It is a directory, a device or a pipe.
    case notRegular
    /// It cannot be read, for this reason.
    case unreadable(String)

    /// Reads the number at the beginning of a text, as `strtol(3)` does with base 0: white space may come before it; after
    /// `0x` it is hexadecimal, after `0` octal; what follows it is ignored.
    public init(_ text: [UInt8]) {
        var rest = text[...].drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        var base = 10
        if rest.first == UInt8(ascii: "0") {
            base = 8
            let digits = rest.dropFirst(2)
            let isMarked = rest.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
            if isMarked, let digit = digits.first.flatMap(Self.digit), digit < 16 {
                base = 16
                rest = digits
            }
        }
        var magnitude: Int?
        for byte in rest {
            guard let digit = Self.digit(byte), digit < base else { break }
            // Numbers that are longer are outside the range in any case.
            magnitude = min((magnitude ?? 0) * base + digit, 1 << 40)
        }
        guard let magnitude else {
            self = .noNumber
            return
        }
        let number = sign == UInt8(ascii: "-") ? -magnitude : magnitude
        self = Int32(exactly: number) == nil ? .outOfRange : .number(number)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 0x61 + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 0x41 + 10
        default: nil
        }
    }

    /// Why it is no number, for logs; nil: it is one, or there is no file.
    public func problem(with path: String) -> String? {
        switch self {
        case .number, .missing: nil
        case .noNumber: "\(path) contains no number"
        case .outOfRange: "\(path) contains a number outside -2147483648 to 2147483647"
        case .notRegular: "\(path) is not a regular file"
        case .unreadable(let why): why
        }
    }
}
