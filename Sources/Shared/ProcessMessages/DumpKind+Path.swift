public import Configuration
import SystemCalls

extension DumpKind {
    /// The path of a dump with a name such as `keepalived.data`: where the file says, else in the directory that `TMPDIR`
    /// names, or else in /tmp. With `data_use_instance` the name of the instance comes before the last dot.
    public static func path(ofFileNamed name: String, _ global: GlobalDefinitions) -> String {
        let given =
            if name.hasSuffix(".data") {
                global.stateDumpFile
            } else if name.hasSuffix(".stats") {
                global.statisticsDumpFile
            } else {
                global.jsonDumpFile
            }
        if let given, !given.hasSuffix("/") {
            // `_parent` of `keepalived_parent.data`.
            let addition = name.prefix { $0 != "." }.drop { $0 != "_" }
            return given.inserting(String(addition))
        }
        let instance = global.namesDumpsAfterInstance ? global.instance.map { ".\($0)" } : nil
        let file = name.inserting(instance ?? "")
        if let given { return given + file }
        let directory = Environment.value("TMPDIR") ?? ""
        return (directory.isEmpty ? "/tmp" : directory) + "/" + file
    }
}

extension String {
    /// The path with this text before the last dot of its name, or at its end.
    fileprivate func inserting(_ text: String) -> String {
        var path = self
        let name = lastIndex(of: "/").map { index(after: $0) } ?? startIndex
        path.insert(contentsOf: text, at: self[name...].lastIndex(of: ".") ?? endIndex)
        return path
    }
}
