import ConfigurationSyntax
import Testing

@Suite("Diagnostics") struct DiagnosticTests {
    @Test(
        "Control characters of a file never reach the terminal or the log",
        arguments: ["\u{1B}", "\u{1}", "\r", "\n", "\r\n", "\u{7F}", "\u{9B}", "\u{2028}"])
    func controlCharacters(_ character: String) {
        var collection = DiagnosticCollection(limit: 2)
        var diagnostic = Diagnostic(.error, "unknown keyword 'a\(character)b'", suggestion: "a\(character)c")
        diagnostic.notes = [.init("a\(character)d")]
        collection.append(diagnostic)
        #expect(
            collection.all.first?.description
                == "error: unknown keyword 'a?b'\n    suggestion: a?c\nnote: a?d")
        #expect(collection.all.first?.line == "error: unknown keyword 'a?b' (suggestion: a?c)")
    }
}
