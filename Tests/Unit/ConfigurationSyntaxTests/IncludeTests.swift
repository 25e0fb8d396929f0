import ConfigurationSyntax
import Testing

@Suite("Includes")
struct IncludeTests {
    @Test("9.1 A file is read where it is included, in blocks and lists too")
    func place() {
        let files = ["/etc/b.conf": "b", "/etc/l.conf": "1.2.3.4\n", "/etc/open.conf": "block {\nx"]
        #expect(read("a\ninclude b.conf\nc", files: files).tree == "a;b;c")
        #expect(read("block { include b.conf\n}", files: files).tree == "block{b}")
        #expect(read("list {\ninclude l.conf # why\n}", files: files).tree == "list{1.2.3.4}")
        #expect(read("include open.conf\n}", files: files).tree == "block{x}")
    }

    @Test("9.1 The rest of the line is a pattern; its matches are read in order")
    func pattern() {
        let files = ["/etc/d/2.conf": "b", "/etc/d/1.conf": "a", "/etc/d/3.txt": "c"]
        #expect(read("include d/*.conf", files: files).tree == "a;b")
        #expect(read("$D=d\ninclude ${D}/*.conf", files: files).tree == "a;b")
        #expect(read("include \"d/1.conf\"", files: files).tree == "")
    }

    @Test("9.2 A name is relative to the including file")
    func relative() {
        let files = ["/etc/d/1.conf": "include 2.conf", "/etc/d/2.conf": "x ${_PWD}"]
        #expect(read("include d/1.conf\ny ${_PWD}", files: files).tree == "x|/etc/d;y|/etc")
    }

    @Test("9.3 What is no plain regular file is skipped with a warning")
    func skipped() {
        let kinds: [String: FileKind] = [
            "/etc/dir": .directory, "/etc/run.conf": .regular(isExecutable: true), "/etc/pipe": .other,
        ]
        let reading = read(
            "include dir\ninclude run.conf\ninclude pipe\na", files: ["/etc/run.conf": "b"], kinds: kinds)
        #expect(reading.tree == "a")
        #expect(
            reading.diagnostics.map(\.message) == [
                "include skips '/etc/dir': it is a directory",
                "include skips '/etc/run.conf': it has an execute bit",
                "include skips '/etc/pipe': it is not a regular file",
            ])
        #expect(reading.errors == [])
    }

    static let checks: [(line: String, isFailure: Bool)] = [
        ("include none.conf", false), ("include *.none", false), ("includer none.conf", false),
        ("includem none.conf", true), ("includem *.none", false), ("includew *.none", true),
        ("includew none.conf", true), ("includeb {main,none}.conf", true), ("includea none.conf", true),
        ("includea *.none", true),
    ]

    @Test("9.4 The letter after include decides what must be there", arguments: checks)
    func letters(_ check: (line: String, isFailure: Bool)) {
        let reading = read(check.line + "\na")
        #expect(reading.wasStopped == check.isFailure)
        #expect(reading.diagnostics.first?.category == (check.isFailure ? .includeCheck : .ordinary))
        #expect(reading.tree == (check.isFailure ? "" : "a"))
    }

    @Test("9.4 Another letter makes it an ordinary word")
    func unknownLetter() {
        #expect(read("includex a").tree == "includex|a")
    }

    @Test("9.5 include_check holds for later includes and for files they read, until the end of its file")
    func includeCheck() {
        #expect(read("include_check match\ninclude none.conf").wasStopped)
        #expect(read("include_check\ninclude *.none").wasStopped)
        #expect(!read("include_check wildcard_match\ninclude none.conf").wasStopped)
        #expect(!read("include_check\ninclude_check -match -brace_match\ninclude none.conf").wasStopped)
        #expect(read("include_check match\ninclude b", files: ["/etc/b": "include none.conf"]).wasStopped)
        #expect(!read("include b\ninclude none.conf", files: ["/etc/b": "include_check match"]).wasStopped)
    }

    @Test("All checks can be asked for from outside the file")
    func checksAllIncludes() {
        var host = TextHost()
        host.files = ["/etc/main.conf": Array("include none.conf".utf8)]
        var boxed: any Host = host
        let result = Reader.read(
            path: "/etc/main.conf", configID: nil, checksAllIncludes: true, host: &boxed,
            grammar: TestGrammar())
        #expect(result.wasStopped)
    }

    @Test("A file that includes itself is an error")
    func cycle() {
        let reading = read("include a", files: ["/etc/a": "include b", "/etc/b": "include a"])
        #expect(reading.errors == ["'/etc/a' includes itself"])
    }

    @Test("Includes nested too deep are an error that names the bound")
    func depth() {
        var files: [String: String] = [:]
        for level in 0..<50 { files["/etc/\(level)"] = "include \(level + 1)" }
        #expect(read("include 0", files: files).errors == ["files include files more than 32 deep"])
    }

    @Test("Too many files are an error that names the bound")
    func count() {
        var limits = Limits()
        limits.files = 3
        let reading = read(
            "include a\ninclude a\ninclude a\ninclude a", files: ["/etc/a": "x"], limits: limits)
        #expect(reading.errors == ["more than 3 files are included"])
    }

    @Test("A main file named by a pattern is found; several are an error, but are read")
    func mainPattern() {
        var host = TextHost()
        host.files = ["/etc/1.conf": Array("a".utf8), "/etc/2.conf": Array("b".utf8)]
        var boxed: any Host = host
        let result = Reader.read(path: "/etc/*.conf", configID: nil, host: &boxed, grammar: TestGrammar())
        #expect(Reading(result).tree == "a;b")
        #expect(result.diagnostics.testStatus == 5)
    }
}
