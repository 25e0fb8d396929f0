import SystemCalls

/// The name this program was called by.
enum Program {
    /// The last part of the first word of the command line: `vrrp` or `keepalived`.
    static var name: String {
        let path = CommandLine.arguments.first ?? ""
        return path.split(separator: "/").last.map(String.init) ?? "vrrp"
    }
}

/// What `--version` and the log say.
enum Version {
    static let line = "Keepalived (Swift) v0.1.0"
}
