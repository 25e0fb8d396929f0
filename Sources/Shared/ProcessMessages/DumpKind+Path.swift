import SystemCalls

extension DumpKind {
    /// Where a dump is written: in the directory that `TMPDIR` names, else in /tmp.
    public static func path(ofFileNamed name: String) -> String {
        "\(Environment.value("TMPDIR") ?? "/tmp")/\(name)"
    }
}
