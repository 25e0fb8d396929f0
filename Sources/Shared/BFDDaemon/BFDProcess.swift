import SupervisedChild

/// The BFD process as its supervisor starts it.
public enum BFDProcess {
    /// The word that starts it, as `daemon` starts others.
    public static let word = "bfd"

    /// Runs the process until it is told to stop; the exit status.
    public static func run(_ arguments: [String]) -> Int32 { ChildFrame.run(BFDDaemon.self, arguments) }
}
