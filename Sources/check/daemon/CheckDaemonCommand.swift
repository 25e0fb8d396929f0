import CheckDaemon
import Glibc
import SupervisedChild
import Supervisor
import SystemCalls

@main
enum CheckDaemonCommand {
    static func main() {
        // Before anything else: the command line of a child is that of its supervisor.
        if let child = ChildFrame.supervised { exit(CheckerProcess.run(child.arguments)) }
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case RunAs.word: RunAs.main(CommandLine.arguments)
        case "daemon": exit(KeepalivedCommand.run(["--check"] + arguments.dropFirst()))
        case "run": exit(RunCommand.run(Array(arguments.dropFirst())))
        default:
            StandardStream.error.write("check-daemon: call it by 'check daemon' or 'check run'.\n")
            exit(1)
        }
    }
}
