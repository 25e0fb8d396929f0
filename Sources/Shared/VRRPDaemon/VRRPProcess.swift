import SupervisedChild
import SystemCalls

/// The VRRP process as its supervisor starts it.
public enum VRRPProcess {
    /// Runs the process until the supervisor stops it, and returns the exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        ChildProcess.run("vrrp", arguments, rights: "CAP_NET_ADMIN and CAP_NET_RAW") {
            options, channel throws(SystemError) in
            try VRRPDaemon(options: options, channel: channel).run()
        }
    }
}
