import SupervisedChild
import SystemCalls

/// The checker process as its supervisor starts it.
public enum CheckerProcess {
    /// Runs the process until the supervisor stops it, and returns the exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        ChildProcess.run("check-daemon", arguments, rights: "CAP_NET_ADMIN and CAP_NET_RAW") {
            options, channel throws(SystemError) in
            try CheckDaemon(options: options, channel: channel).run()
        }
    }
}
