import ConfigurationSyntax

/// The errors of a configuration, by what they say and not by their place: lines move.
struct ConfigurationErrors: Equatable {
    private var counts: [String: Int] = [:]
    /// How many diagnostics were left out because there were too many; any of them may be an error.
    private let droppedCount: Int

    /// Scripts that run as root without script security are no errors here: they run all the same.
    init(_ diagnostics: [Diagnostic], droppedCount: Int = 0) {
        self.droppedCount = droppedCount
        for diagnostic in diagnostics where diagnostic.severity == .error && diagnostic.category != .security
        {
            counts[diagnostic.message, default: 0] += 1
        }
    }

    /// How many there are that `old` does not have.
    func countOfNew(since old: Self) -> Int {
        let known = counts.reduce(0) { $0 + max(0, $1.value - (old.counts[$1.key] ?? 0)) }
        return known + max(0, droppedCount - old.droppedCount)
    }
}
