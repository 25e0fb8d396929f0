import IPVSAdministration
import SystemCalls

/// The programs that save and restore the whole table.
enum SavedTable {
    /// `ipvs-save [-n]`: prints the table.
    static func save(_ program: String, _ arguments: [String]) -> Int32 {
        guard arguments.allSatisfy({ $0 == "-n" }) else {
            StandardStream.error.write("Usage: \(program) [-n]\nPrints the table; -n prints numbers.\n")
            return 1
        }
        let options = arguments.isEmpty ? ["-S"] : ["-S", "-n"]
        return Administration(.system(program: program)).run(options)
    }

    /// `ipvs-restore`: replaces the table by the one on standard input.
    static func restore(_ program: String, _ arguments: [String]) -> Int32 {
        guard arguments != ["-h"] else {
            StandardStream.error.write(
                "Usage: \(program)\nReplaces the table with the one on standard input.\n")
            return 1
        }
        return Administration(.system(program: program)).replace()
    }
}
