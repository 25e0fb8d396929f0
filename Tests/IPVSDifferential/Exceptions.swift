/// A difference that is meant.
struct Exception: Sendable {
    /// The cases whose names begin so.
    let prefix: String
    /// Why the difference is there.
    let reason: String

    /// All of them. One that no longer differs fails the suite.
    static let all: [Exception] = [
        Exception(prefix: "nobody: -h", reason: "help needs no right and no kernel module"),
        Exception(prefix: "nobody: -v", reason: "the version needs no right and no kernel module"),
        Exception(prefix: "nobody: --frob", reason: "a wrong command line is told before a missing right"),
        Exception(prefix: "nobody: -A -t x", reason: "a wrong command line is told before a missing right"),
        Exception(prefix: "restore: comment in the middle", reason: "a line that begins with # is a comment"),
        Exception(prefix: "save: -S --all", reason: "--all also saves thresholds, timeouts and daemons"),
        Exception(prefix: "save: -Sn --all", reason: "--all also saves thresholds, timeouts and daemons"),
    ]

    static func matching(_ name: String) -> Exception? { all.first { name.hasPrefix($0.prefix) } }
}
