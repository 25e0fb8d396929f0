import ConfigurationSyntax
import Testing

@Suite("Lines, comments, words and quotes")
struct LineTests {
    struct Example: CustomStringConvertible, Sendable {
        let description: String
        let text: String
        let tree: String

        init(_ description: String, _ text: String, _ tree: String) {
            self.description = description
            self.text = text
            self.tree = tree
        }
    }

    static let examples = [
        Example(
            "1.2 a line may be longer than 1024 bytes", "a \(String(repeating: "x", count: 3000)) b",
            "a|\(String(repeating: "x", count: 3000))|b"),
        Example("1.3 CR LF ends a line", "a b\r\nc\r\n", "a|b;c"),
        Example("1.4 tab, form feed and vertical tab separate words", "\ta\u{B}b\u{C}c d", "a|b|c|d"),
        Example("1.5 the last line needs no newline", "a", "a"),
        Example("1.6 a backslash at the end continues no line", "a \\\nb", "a|\\;b"),
        Example("2.1 # and ! start a comment anywhere", "a b#c d\ne!f\n# g\n!h", "a|b;e"),
        Example("2.2 \\# and \\! are the characters", "a\\#b c\\!d", "a#b|c!d"),
        Example("2.2 a protected backslash leaves the comment alone", "a\\\\#b", "a\\\\"),
        Example("2.2 quotes need no escape", "\"a#b\" \"c!\" # d", "a#b|c!"),
        Example("2.2 _HASH and _BANG are the characters", "a${_HASH}b${_BANG}c", "a#b!c"),
        Example("3.1 an apostrophe quotes nothing", "a 'b c'", "a|'b|c'"),
        Example("3.2 a quote ends a running word", "A\"B C\"D", "A|B C|D"),
        Example("3.3 two quotes are an empty word", "a \"\" b", "a||b"),
        Example("5.1 bytes beyond ASCII are characters", "a é漢", "a|é漢"),
    ]

    @Test("A line is split as keepalived does", arguments: examples)
    func split(_ example: Example) {
        let reading = read(example.text)
        #expect(reading.tree == example.tree)
        #expect(reading.errors == [])
    }

    @Test("1.1 A byte order mark does no harm")
    func byteOrderMark() {
        #expect(read([0xEF, 0xBB, 0xBF] + Array("a b".utf8)).tree == "a|b")
    }

    @Test("1.1 GBK text in comments and words does no harm")
    func gbk() {
        let reading = read(
            Array("a ".utf8) + [0xD6, 0xD0] + Array(" # ".utf8) + [0xCE, 0xC4, 0x0A] + Array("b".utf8))
        #expect(reading.tree.hasSuffix(";b"))
        #expect(reading.errors == [])
    }

    @Test("1.3 A zero byte is an error and ends the file")
    func zeroByte() {
        let reading = read(Array("a\nb".utf8) + [0] + Array("c\nd".utf8))
        #expect(reading.tree == "a")
        #expect(reading.errors == ["the line contains a zero byte: this is not text"])
    }

    @Test("2.3 An odd quote is one error, and a brace at the end of its line still opens the block")
    func oddQuote() {
        let reading = read("block \"a {\nb\n}\nc")
        #expect(reading.errors == ["the quote is not closed on its line"])
        #expect(reading.tree == "block|a{b};c")
        #expect(read("block { a \"b }\nc").tree == "block{a|b};c")
    }

    @Test("A main file that is not there is an error")
    func missingFile() {
        var host: any Host = TextHost()
        let result = Reader.read(path: "/etc/none.conf", configID: nil, host: &host, grammar: TestGrammar())
        #expect(
            result.diagnostics.all.map(\.message) == ["cannot read /etc/none.conf: there is no such file"])
        #expect(result.diagnostics.testStatus == 5)
    }

    static let scriptWords: [(String, [String]?)] = [
        ("/bin/a b c", ["/bin/a", "b", "c"]),
        ("\"/bin/a b\" user group", ["/bin/a b", "user", "group"]),
        ("'a b' c", ["a b", "c"]),
        ("\"/bin/a 'b c' d\"", ["/bin/a 'b c' d"]),
        ("a\\ b c", ["a b", "c"]),
        ("a'b'\"c\"d", ["abcd"]),
        ("\"a\\\"b\"", ["a\"b"]),
        ("''", [""]),
        ("\"a", nil),
        ("", []),
    ]

    @Test("3.4 Commands are split with both quotes and backslashes", arguments: scriptWords)
    func commandWords(_ text: String, _ words: [String]?) {
        #expect(ScriptWords.split(Array(text.utf8)[...])?.map { $0[...].string } == words)
    }
}
