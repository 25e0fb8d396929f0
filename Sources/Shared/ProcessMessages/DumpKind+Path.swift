import SystemCalls

extension DumpKind {
    /// The path of a dump: in the directory that `TMPDIR` names, or else in /tmp.
    public static func path(ofFileNamed name: String) -> String {
        "\(Environment.value("TMPDIR") ?? "/tmp")/\(name)"
    }
}
