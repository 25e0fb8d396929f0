import ConfigurationSyntax
import Testing

@Suite("Braces and blocks")
struct BlockTests {
    static let examples = [
        LineTests.Example("4.1 a brace is a piece wherever it stands", "block{a}b", "block{a};b"),
        LineTests.Example("4.3 the brace may stand on a later line", "block x\n\n{\na\n}\n", "block|x{a}"),
        LineTests.Example("4.3 text after a closing brace is a line", "block { a } b c", "block{a};b|c"),
        LineTests.Example("4.4 items may share the lines of the braces", "list { a b\nc }", "list{a|b;c}"),
        LineTests.Example(
            "blocks nest", "block {\nblock y {\nlist { a }\n}\nb\n}", "block{block|y{list{a}};b}"),
        LineTests.Example("quoted braces are characters", "a \"{\" \"}\"", "a|{|}"),
    ]

    @Test("Braces make blocks", arguments: examples)
    func blocks(_ example: LineTests.Example) {
        let reading = read(example.text)
        #expect(reading.tree == example.tree)
        #expect(reading.errors == [])
    }

    static let mistakes: [(text: String, tree: String, error: String)] = [
        ("block x\na\n}\nb", "block|x{a};b", "'{' is missing after 'block'"),
        ("list\na\n}\nb", "list{a};b", "'{' is missing after 'list'"),
        ("a\n}\nb", "a;b", "'}' without an open block"),
        ("block {\n{\na\n}\nb\n}\nc", "block{{a};b};c", "'{' has no keyword before it"),
        ("block {\na", "block{a}", "'}' is missing: the block 'block' is never closed"),
        ("block {\nlist {\na\n", "block{list{a}}", "'}' is missing: the block 'list' is never closed"),
        ("block {\na\nroot c {\nd\n}\n", "block{a};root|c{d}", "'}' is missing before 'root'"),
        ("block {\nlist {\na\nlist {\nb\n}\n}", "block{list{a};list{b}}", "'}' is missing before 'list'"),
        ("foo {\na\n}\nb", "foo{a};b", ""),
    ]

    @Test("A damaged brace is one error, and the rest is read as meant", arguments: mistakes)
    func told(_ mistake: (text: String, tree: String, error: String)) {
        let reading = read(mistake.text)
        #expect(reading.errors == (mistake.error.isEmpty ? [] : [mistake.error]))
        #expect(reading.tree == mistake.tree)
    }

    @Test("A brace of an undefined parameter opens no block")
    func undefinedParameter() {
        let reading = read("a ${NONE}b\nblock { c ${NONE x} }")
        #expect(reading.tree == "a|${NONE}b;block{c|${NONE x}}")
        #expect(reading.undefined == ["NONE", "NONE"])
    }

    @Test("Too many statements are one error that names the bound")
    func statementCount() {
        var limits = Limits()
        limits.statements = 3
        let reading = read("a\nb\nlist { c\nd\ne }\nf", limits: limits)
        #expect(reading.errors == ["there are more than 3 statements"])
        #expect(reading.wasStopped)
    }

    @Test("Blocks nested too deep are one error that names the bound")
    func depth() {
        let reading = read(String(repeating: "x {\n", count: 100))
        #expect(reading.errors == ["blocks are nested more than 32 deep"])
        #expect(reading.wasStopped)
    }
}
