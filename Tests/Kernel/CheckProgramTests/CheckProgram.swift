import Lab

/// Runs of `check` as a process.
enum Program {
    static func run(_ words: [String]) throws -> CommandResult {
        try Shell.run(["timeout", "20", try Implementation.own("check")] + words)
    }

    static func run(_ words: String...) throws -> CommandResult { try run(words) }
}
