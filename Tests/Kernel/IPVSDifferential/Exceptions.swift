/// A difference that is meant.
struct Exception: Sendable {
    /// The names of the cases that differ by it.
    let names: [String]
    /// Why it is there.
    let reason: String

    /// All of them. One that no longer differs fails the suite.
    static let all: [Exception] = [
        Exception(
            names: ["nobody: -h", "nobody: -v"],
            reason: "help and version need no right and no kernel module"),
        Exception(
            names: ["nobody: --frob", "nobody: -A", "nobody: -A -t x", "nobody: --set 1", "nobody: -L x"],
            reason: "a wrong command line is told before a missing right"),
        Exception(
            names: [
                "comment first", "comment in the middle", "comment without blank", "comment with a command",
                "comment last", "a hash alone", "a long comment",
            ].map { "restore: \($0)" },
            reason: "a line that begins with # is a comment"),
        Exception(
            names: ["flags: -A -t 10.0.0.1:80 -s sh -b ,"],
            reason: "ipvsadm dies of a segmentation fault; empty flags are ignored as in other lists"),
        Exception(
            names: ["save: -S --all", "save: -Sn --all"],
            reason: "--all also saves thresholds, timeouts and daemons"),
    ]

    /// The reason why a case may differ.
    static func reason(_ name: String) -> String? { all.first { $0.names.contains(name) }?.reason }

    /// Names that no case has: an exception must not outlive its case.
    static var stray: [String] {
        let cases = Set(Case.all.map(\.name))
        return all.flatMap(\.names).filter { !cases.contains($0) }
    }
}
