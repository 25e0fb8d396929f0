public import Configuration
import SystemCalls

extension DumpKind {
    /// The path of a dump with a name such as `keepalived.data`: in the directory that `TMPDIR` names, or else in /tmp.
    /// With `data_use_instance` the name of the instance comes before the last dot.
    public static func path(ofFileNamed name: String, _ global: GlobalDefinitions) -> String {
        var name = name
        if global.namesDumpsAfterInstance, let instance = global.instance, let dot = name.lastIndex(of: ".") {
            name.insert(contentsOf: ".\(instance)", at: dot)
        }
        let directory = Environment.value("TMPDIR") ?? ""
        return (directory.isEmpty ? "/tmp" : directory) + "/" + name
    }
}
