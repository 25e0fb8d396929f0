import SystemCalls

/// The commands of check(1) that belong to `check-daemon`, which reads keepalived.conf.
enum CheckDaemonHandover {
    /// The first arguments of these commands.
    static let words = ["daemon", "run"]

    private static let program = "check-daemon"

    /// Replaces this process by `check-daemon` with the same arguments.
    ///
    /// - Returns: Status 1, after a message, if that fails.
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
