import SupervisedChild

/// The checker process as its supervisor starts it.
public enum CheckerProcess {
    /// Runs the process until it is told to stop; the exit status.
    public static func run(_ arguments: [String]) -> Int32 { ChildFrame.run(CheckDaemon.self, arguments) }
}
