/// What the comparison has found so far; it prints as it goes.
struct Report {
    private var count = 0
    private var differences = 0
    private var unused: [String] = []

    /// Prints what the reference does.
    mutating func show(_ test: Case, _ result: Result) throws {
        count += 1
        print("== \(test.name)")
        if test.setup.count < 30 { for line in test.setup { print("setup  | \(line)") } }
        print("run    | ipvsadm \(test.words.map { "[\($0)]" }.joined(separator: " "))")
        if test.input.utf8.count < 1000 { print(Self.block("stdin", test.input), terminator: "") }
        print("status | \(result.outcome.status)")
        if result.outcome.output.utf8.count < 6000 { print(Self.block("stdout", result.outcome.output), terminator: "") }
        print(Self.block("stderr", result.outcome.errors), terminator: "")
        let text = try result.changed?.text() ?? ""
        if text.utf8.count < 1500 { print(Self.block("after", text), terminator: "") }
    }

    /// Compares and prints what differs.
    mutating func judge(_ test: Case, expected: Result, found: Result) throws {
        count += 1
        let lines = try Self.differences(expected, found)
        if let exception = Exception.matching(test.name) {
            if lines.isEmpty { unused.append("\(test.name): no longer different (\(exception.reason))") }
            return
        }
        guard !lines.isEmpty else { return }
        differences += 1
        print("DIFFERENT \(test.name)\n" + lines.joined(), terminator: "")
    }

    /// Prints the sum; the exit status.
    func finish() -> Int32 {
        for line in unused { print("UNUSED \(line)") }
        print("\(count) cases, \(differences) differences, \(unused.count) unused exceptions")
        return differences > 0 ? 1 : unused.isEmpty ? 0 : 2
    }

    private static func differences(_ expected: Result, _ found: Result) throws -> [String] {
        var lines: [String] = []
        func compare(_ what: String, _ expected: String, _ found: String) {
            if expected != found { lines.append(block("- \(what)", expected) + block("+ \(what)", found)) }
        }
        compare("status", "\(expected.outcome.status)", "\(found.outcome.status)")
        compare("stdout", expected.outcome.output, found.outcome.output)
        compare("stderr", expected.outcome.errors, found.outcome.errors)
        if expected.state != found.state {
            compare("state", try expected.changed?.text() ?? "untouched\n", try found.changed?.text() ?? "untouched\n")
            compare("bytes", expected.state.lines.joined(separator: "\n"), found.state.lines.joined(separator: "\n"))
        }
        return lines
    }

    /// A text with its lines marked, blanks at their ends visible, and cut after 60 lines.
    private static func block(_ title: String, _ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.prefix(60).enumerated().map { index, line in
            index == lines.count - 1 && line.isEmpty ? "" : "\(title) | \(line)" + (index == lines.count - 1 ? "<no newline>\n" : "|\n")
        }
        return shown.joined() + (lines.count > 60 ? "\(title) | ... \(lines.count) lines\n" : "")
    }
}
