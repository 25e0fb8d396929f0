/// Parses whole numbers as `strtol(3)` does with base 10: leading blanks and a sign are accepted, trailing text is not.
enum NumberText {
    /// The number; nil if the text is not a number in the range.
    static func value(_ text: String, in range: ClosedRange<Int>) -> Int? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        guard let number = Int(Substring(digits)), range.contains(number) else { return nil }
        return number
    }
}
