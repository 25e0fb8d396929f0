import Glibc
import ProcessMessages
import SystemCalls

/// The VRRP process as its supervisor starts it.
public enum VRRPProcess {
    /// Whether `arguments` are those of a supervisor rather than a user's.
    public static func isMeant(by arguments: [String]) -> Bool {
        arguments.dropFirst().contains { $0.hasPrefix("--supervised=") }
    }

    /// Runs the process until it is told to stop; the exit status.
    public static func run(_ arguments: [String]) -> Int32 {
        guard let options = VRRPProcessOptions(arguments) else {
            StandardStream.error.write("vrrp: this form is for the supervisor; see 'vrrp --help'.\n")
            return ExitStatus.failure
        }
        do throws(SystemError) {
            Signals.ignore(SIGPIPE)
            try ProcessAttributes.setParentDeathSignal(SIGTERM)
            let daemon = try VRRPDaemon(
                options: options, channel: ChannelSocket(adopting: FileDescriptor(adopting: options.channel)))
            return try daemon.run()
        } catch {
            let isRefused = error.errno == EPERM || error.errno == EACCES
            let advice = isRefused ? ": run it as root, or with CAP_NET_ADMIN and CAP_NET_RAW" : ""
            StandardStream.error.write("vrrp: \(error)\(advice)\n")
            return isRefused ? ExitStatus.permission : ExitStatus.failure
        }
    }
}
