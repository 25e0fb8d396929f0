import SupervisedChild

/// The checker process, as the supervisor starts it.
public enum CheckerProcess {
    /// Runs the process until it is stopped.
    ///
    /// - Returns: The exit status.
    public static func run(_ arguments: [String]) -> Int32 { ChildFrame.run(CheckDaemon.self, arguments) }
}
