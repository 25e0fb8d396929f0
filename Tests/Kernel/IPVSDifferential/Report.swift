import Lab

/// What the comparison has found so far; it prints as it goes.
struct Report {
    private let isShowing: Bool
    private var count = 0
    private var differences = 0
    private var unused: [String] = []

    /// - Parameter isShowing: Print what the reference does instead of what differs.
    init(isShowing: Bool) {
        self.isShowing = isShowing
    }

    /// Prints what the reference does in a case.
    mutating func show(_ test: Case, _ result: Result) throws {
        print("== \(test.name)")
        if test.setup.count < 30 { for line in test.setup { print("setup  | \(line)") } }
        if test.input.utf8.count < 1000 { print(Self.block("stdin ", test.input), terminator: "") }
        show(test.words, result.outcome)
        let text = try result.changed?.text() ?? ""
        if text.utf8.count < 1500 { print(Self.block("after ", text), terminator: "") }
    }

    private mutating func show(_ words: [String], _ outcome: CommandResult) {
        count += 1
        print("run    | ipvsadm \(words.map { "[\($0)]" }.joined(separator: " "))")
        print("status | \(outcome.status)")
        print(Self.block("stdout", outcome.output), terminator: "")
        print(Self.block("stderr", outcome.errors), terminator: "")
    }

    /// Compares outcomes in the same surroundings, and prints what differs.
    mutating func judge(_ name: String, _ words: [String], expected: CommandResult, found: CommandResult) {
        if isShowing {
            print("== \(name)")
            show(words, expected)
        } else {
            judge(name, Self.differences(expected, found))
        }
    }

    /// Compares outcomes and kernel states, and prints what differs.
    mutating func judge(_ test: Case, expected: Result, found: Result) throws {
        var lines = Self.differences(expected.outcome, found.outcome)
        if expected.state != found.state {
            lines += Self.compare(
                "state", try expected.changed?.text() ?? "untouched\n",
                try found.changed?.text() ?? "untouched\n")
            lines += Self.compare(
                "bytes", expected.state.lines.joined(separator: "\n"),
                found.state.lines.joined(separator: "\n"))
        }
        judge(test.name, lines)
    }

    private mutating func judge(_ name: String, _ lines: [String]) {
        count += 1
        if let reason = Exception.reason(name) {
            if lines.isEmpty { unused.append("\(name): no longer different (\(reason))") }
        } else if !lines.isEmpty {
            differences += 1
            print("DIFFERENT \(name)\n" + lines.joined(), terminator: "")
        }
    }

    /// Prints the sum; the exit status: 1 for differences, 2 for nothing but unused exceptions.
    func finish(isUseRequired: Bool) -> Int32 {
        let unused = isUseRequired ? unused + Exception.stray.map { "\($0): no such case" } : []
        for line in unused { print("UNUSED \(line)") }
        print("\(count) cases, \(differences) differences, \(unused.count) unused exceptions")
        return differences > 0 ? 1 : unused.isEmpty ? 0 : 2
    }

    private static func differences(_ expected: CommandResult, _ found: CommandResult) -> [String] {
        compare("status", "\(expected.status)", "\(found.status)")
            + compare("stdout", expected.output, found.output)
            + compare("stderr", expected.errors, found.errors)
    }

    private static func compare(_ what: String, _ expected: String, _ found: String) -> [String] {
        expected == found ? [] : [block("- \(what)", expected) + block("+ \(what)", found)]
    }

    /// A text with its lines marked, blanks at their ends visible, and cut after 60 lines.
    private static func block(_ title: String, _ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.prefix(60).enumerated().map { index, line in
            guard index == lines.count - 1 else { return "\(title) | \(line)|\n" }
            return line.isEmpty ? "" : "\(title) | \(line)<no newline>\n"
        }
        return shown.joined() + (lines.count > 60 ? "\(title) | ... \(lines.count) lines\n" : "")
    }
}
