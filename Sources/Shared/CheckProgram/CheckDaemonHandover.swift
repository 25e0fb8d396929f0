import SystemCalls

/// The words of check(1) that another program is for: the one that reads keepalived.conf.
enum CheckDaemonHandover {
    /// The first words of such a command line.
    static let words = ["daemon", "run"]

    private static let program = "check-daemon"

    /// Becomes that program with the same command line; comes back with status 1 and a message if it cannot.
    static func run(_ arguments: [String]) -> Int32 {
        do throws(SystemError) {
            if let path = try SiblingProgram.path(program) {
                try SiblingProgram.become(path, [program] + arguments)
            }
            let places = "neither beside check nor in ../sbin or ../bin"
            StandardStream.error.write("check: '\(arguments[0])' needs \(program), which is \(places)\n")
        } catch {
            StandardStream.error.write("check: \(error)\n")
        }
        return 1
    }
}
