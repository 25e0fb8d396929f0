/// Whole numbers as `strtol(3)` reads them with base 10: blanks and a sign may come first, nothing may follow.
enum NumberText {
    /// The number, if it is one in the range.
    static func value(_ text: String, in range: ClosedRange<Int>) -> Int? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        guard let number = Int(Substring(digits)), range.contains(number) else { return nil }
        return number
    }
}
