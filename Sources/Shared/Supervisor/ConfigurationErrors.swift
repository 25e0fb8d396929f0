import ConfigurationSyntax

/// The errors of a configuration, compared by their texts and not by their lines, which move.
struct ConfigurationErrors: Equatable {
    private var counts: [String: Int] = [:]
    /// The number of diagnostics left out because there were too many; any of them may be an error.
    private let droppedCount: Int

    /// Scripts that run as root without script security do not count: they run anyway.
    init(_ diagnostics: [Diagnostic], droppedCount: Int = 0) {
        self.droppedCount = droppedCount
        for diagnostic in diagnostics where diagnostic.severity == .error && diagnostic.category != .security
        {
            counts[diagnostic.message, default: 0] += 1
        }
    }

    /// The number of errors that `old` does not have.
    func countOfNew(since old: Self) -> Int {
        let known = counts.reduce(0) { $0 + max(0, $1.value - (old.counts[$1.key] ?? 0)) }
        return known + max(0, droppedCount - old.droppedCount)
    }
}
