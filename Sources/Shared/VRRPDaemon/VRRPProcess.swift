import SupervisedChild

/// The VRRP process as its supervisor starts it.
public enum VRRPProcess {
    /// Runs the process until it is told to stop; the exit status.
    public static func run(_ arguments: [String]) -> Int32 { ChildFrame.run(VRRPDaemon.self, arguments) }
}
