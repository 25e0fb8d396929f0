import SystemCalls

/// The commands that are words.
enum Subcommand {
    static func run(_ word: String, _ arguments: [String]) -> Int32 {
        StandardStream.error.write("ipvs: '\(word)' is no command; see 'ipvs --help'.\n")
        return 2
    }
}
