import Patterns
import Testing

@Suite("Options of patterns")
struct PatternOptionTests {
    private static func outcome(
        _ pattern: Pattern, _ pieces: [ArraySlice<UInt8>], from earliest: Int = 0
    ) -> PatternStream.Outcome {
        var stream = PatternStream(pattern, earliestOffset: earliest)
        for piece in pieces {
            let outcome = stream.search(piece.span)
            if outcome != .undecided { return outcome }
        }
        return stream.finish()
    }

    /// The outcome of the whole, which every split and single bytes must have, too.
    private static func outcome(
        _ pattern: Pattern, _ text: [UInt8], from earliest: Int = 0
    ) -> PatternStream.Outcome {
        let expected = outcome(pattern, [text[...]], from: earliest)
        for place in 0...text.count {
            let split = outcome(pattern, [text[..<place], text[place...]], from: earliest)
            #expect(split == expected, "split at \(place)")
        }
        let single = outcome(pattern, text.indices.map { text[$0...$0] }, from: earliest)
        #expect(single == expected, "single bytes")
        return expected
    }

    @Test(
        "Every word of regex_options is taken, and does what pcre2api(3) says",
        arguments: [
            ("allow_empty_class", "a[]", "a]", false), ("alt_bsux", "\\u0061", "a", true),
            ("alt_circumflex", "(?m)b\n^", "ab\n", true), ("alt_verbnames", "(*MARK:a\\)b)x", "ax", true),
            ("auto_callout", "b", "abc", true), ("caseless", "B", "abc", true),
            ("dollar_endonly", "c$", "abc\n", false), ("dotall", "a.c", "a\nc", true),
            ("dupnames", "(?<n>a)(?<n>b)", "ab", true), ("extended", "a b", "ab", true),
            ("firstline", "b", "a\nb", false), ("firstline", "b", "ab\nc", true),
            ("firstline", "\nb", "a\nb", true),
            ("match_unset_backref", "(?:(b)|a)\\1c", "ac", true), ("multiline", "^b", "a\nb", true),
            ("never_backslash_c", "a", "a", true), ("never_ucp", "a", "a", true),
            ("never_utf", "a", "a", true), ("no_auto_capture", "(a)b", "ab", true),
            ("no_auto_possess", "a+b", "aab", true), ("no_dotstar_anchor", "(?s).*b", "\nab", true),
            ("no_start_optimize", "b", "ab", true), ("ucp", "\\w", "é", true),
            ("ungreedy", "a.*b", "acb", true), ("use_offset_limit", "b", "ab", true),
            ("utf", "^.$", "é", true), ("utf", "ä.ö", "xäüöx", true), ("utf", "(?<=äö)€", "xäö€", true),
        ])
    func words(_ word: String, _ expression: String, _ text: String, _ isFound: Bool) throws {
        let options = try #require(Pattern.Options(word))
        let pattern = try Pattern(expression, options: options)
        #expect(Self.outcome(pattern, Array(text.utf8)) == (isFound ? .found : .absent))
    }

    @Test("Other words are none")
    func unknownWords() {
        #expect(Pattern.Options("CASELESS") == nil)
        #expect(Pattern.Options("literal") == nil)
    }

    @Test(
        "What an option forbids is an error with its place",
        arguments: [
            ("never_backslash_c", "a\\C"), ("never_ucp", "(*UCP)a"), ("never_utf", "(*UTF)a"),
            ("no_auto_capture", "(a)\\1"), ("firstline", "(*CRLF)a"),
        ])
    func forbidden(_ word: String, _ expression: String) throws {
        let options = try #require(Pattern.Options(word))
        #expect(throws: PatternError.self) { try Pattern(expression, options: options) }
    }

    @Test("The first line is the one where the search begins, and the last offset still counts")
    func firstLineAndOffsets() throws {
        let text = Array("a\nb\nc".utf8)
        let pattern = try Pattern("b", options: .firstLine)
        #expect(Self.outcome(pattern, text) == .absent)
        #expect(Self.outcome(pattern, text, from: 2) == .found)
        let early = try Pattern("b", options: .firstLine, latestOffset: 1)
        #expect(Self.outcome(early, Array("ab\n".utf8)) == .found)
        #expect(Self.outcome(early, Array("aab\n".utf8)) == .absent)
    }

    @Test("Bytes that are no UTF-8 are in no match, and no error")
    func invalidUTF() throws {
        let page = [0xFF, 0x80, 0xC3] + Array("aé".utf8) + [0x80, 0x80, 0x80, 0x80, 0x80, 0xE2, 0x82]
        #expect(Self.outcome(try Pattern("aé", options: .utf), page) == .found)
        #expect(Self.outcome(try Pattern("é.", options: .utf), page) == .absent)
        #expect(Self.outcome(try Pattern("(?<=a)é", options: .utf), page, from: 4) == .found)
        #expect(Self.outcome(try Pattern("é", options: .utf), page, from: 5) == .absent)
    }

    @Test("A pattern is bytes, and need not be text")
    func bytes() throws {
        #expect(Self.outcome(try Pattern([0xFF, 0x2B]), [1, 0xFF, 0xFF]) == .found)
    }

    @Test("A search may be given more memory, and never less")
    func heapLimit() throws {
        // The possessive group is tried, and remembered, at every byte.
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 200_000)
        let expression = "^(?:a|(b)(c)(d)(e)(f)(g)(h))*x"
        let small = Self.outcome(try Pattern(expression, heapLimitBytes: 1), [text[...]])
        #expect(small == .failed("heap limit exceeded"))
        let large = Self.outcome(try Pattern(expression, heapLimitBytes: 1 << 30), [text[...]])
        #expect(large == .absent)
    }
}
