import IPVSTools
import SystemCalls

/// The commands that are words.
enum IPVSSubcommand {
    static func run(_ word: String, _ arguments: [String]) -> Int32 {
        guard let tool = IPVSTool(rawValue: word) else {
            let words = IPVSTool.allCases.map(\.rawValue).joined(separator: ", ")
            StandardStream.error.write(
                "ipvs: unknown command '\(word)'. Commands: \(words); see 'ipvs --help'.\n")
            return 2
        }
        return tool.run(Array(arguments.dropFirst()))
    }
}
