import CheckDaemon
import Glibc
import SupervisedChild
import Supervisor
import SystemCalls

@main
enum CheckDaemonCommand {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case RunAs.word: RunAs.main(CommandLine.arguments)
        case "daemon" where ChildFrame.isMeant(by: arguments):
            exit(CheckerProcess.run(Array(arguments.dropFirst())))
        case "daemon": exit(KeepalivedCommand.run(["--check"] + arguments.dropFirst()))
        case "run": exit(RunCommand.run(Array(arguments.dropFirst())))
        default:
            StandardStream.error.write("check-daemon: call it by 'check daemon' or 'check run'.\n")
            exit(1)
        }
    }
}
