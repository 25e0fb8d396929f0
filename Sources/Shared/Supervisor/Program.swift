import SystemCalls

/// The name that this program was called by.
enum Program {
    /// The last path component of the first word of the command line: `vrrp` or `keepalived`.
    static var name: String {
        let path = CommandLine.arguments.first ?? ""
        return path.split(separator: "/").last.map(String.init) ?? "vrrp"
    }
}

/// The version that `--version` and the log show.
enum Version {
    static let line = "Keepalived (Swift) v0.1.0"
}
