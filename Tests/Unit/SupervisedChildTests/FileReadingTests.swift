import SupervisedChild
import Testing

@Suite("The number in a file") struct FileReadingTests {
    @Test(
        "It is read as keepalived does: with base 0, from the beginning, as far as it goes",
        arguments: [
            ("10\n", .number(10)), ("-20", .number(-20)), ("+7", .number(7)), ("\n\n 6", .number(6)),
            ("12abc", .number(12)), ("010", .number(8)), ("0x10", .number(16)), ("-0X1f", .number(-31)),
            ("0", .number(0)), ("0xg", .number(0)), ("08", .number(0)), ("5 6", .number(5)), ("", .noNumber),
            ("abc", .noNumber), ("-", .noNumber), (" \n", .noNumber), ("2147483647", .number(2_147_483_647)),
            ("2147483648", .outOfRange), ("-2147483648", .number(-2_147_483_648)),
            ("-2147483649", .outOfRange), ("99999999999999999999999999", .outOfRange),
            ("0x80000000", .outOfRange),
        ] as [(String, FileReading)])
    func text(_ text: String, _ reading: FileReading) {
        #expect(FileReading(Array(text.utf8)) == reading)
    }

    @Test("Any bytes are read without a crash")
    func bytes() {
        for first in 0...255 as ClosedRange<UInt8> {
            for second in 0...255 as ClosedRange<UInt8> {
                if case .number(let number) = FileReading([first, second]) { #expect(abs(number) < 100) }
            }
        }
    }
}
