import ApplicationFormats
import Testing

@Suite("Text in a line of a protocol")
struct LineTextTests {
    @Test("Control characters are found, and nothing else")
    func controls() {
        let found = (UInt8.min...UInt8.max).filter { LineText.control(in: [UInt8(ascii: "a"), $0]) == $0 }
        #expect(found == Array(0..<32) + [127])
        #expect(LineText.control(in: "mail.example/\u{E9} 1".utf8) == nil)
    }

    @Test("Blanks, control characters and what is beyond ASCII are not visible ASCII")
    func visible() {
        #expect(LineText.isVisibleASCII("mail.example".utf8))
        for text in ["a b", "a\rb", "a\u{E9}", "\u{7F}"] { #expect(!LineText.isVisibleASCII(text.utf8)) }
    }

    @Test("A control character has a name")
    func names() {
        #expect(
            [0, 9, 10, 13, 0x1B, 0x7F, 1].map(LineText.name(ofControl:)) == [
                "a null character", "a tab", "a line feed", "a carriage return", "the control character 0x1b",
                "the control character 0x7f", "the control character 0x01",
            ])
    }
}
