import Glibc
public import ProcessMessages
public import SystemCalls

/// A process as its supervisor starts it.
public enum ChildProcess {
    /// Whether `arguments` are those of a supervisor rather than a user's.
    public static func isMeant(by arguments: [String]) -> Bool {
        arguments.contains { $0.hasPrefix("--supervised=") }
    }

    /// Sets this process up and runs `body`, which runs until it is told to stop; the exit status.
    ///
    /// - Parameters:
    ///   - name: The command, for messages.
    ///   - arguments: What the supervisor wrote.
    ///   - rights: What advice to give if rights are missing.
    ///   - body: Gets its options and its end of the channel.
    /// - Returns: The exit status.
    public static func run(
        _ name: String, _ arguments: [String], rights: String,
        _ body: (ChildOptions, consuming ChannelSocket) throws(SystemError) -> Int32
    ) -> Int32 {
        guard let options = ChildOptions(arguments) else {
            StandardStream.error.write("\(name): this form is for the supervisor; see '\(name) --help'.\n")
            return ExitStatus.failure
        }
        do throws(SystemError) {
            Signals.ignore(SIGPIPE)
            try ProcessAttributes.setParentDeathSignal(SIGTERM)
            // Else it would have that of the link it was started through.
            try ProcessAttributes.setName(CommandLine.arguments.first ?? name)
            return try body(options, ChannelSocket(adopting: FileDescriptor(adopting: options.channel)))
        } catch {
            let isRefused = error.errno == EPERM || error.errno == EACCES
            let advice = isRefused ? ": run it as root, or with \(rights)" : ""
            StandardStream.error.write("\(name): \(error)\(advice)\n")
            return isRefused ? ExitStatus.permission : ExitStatus.failure
        }
    }
}
