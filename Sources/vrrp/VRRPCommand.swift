import BFDDaemon
import Glibc
import SupervisedChild
import Supervisor
import SystemCalls
import VRRPDaemon

@main
enum VRRPCommand {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let program = CommandLine.arguments.first?.split(separator: "/").last ?? "vrrp"
        // The words that processes of ours start each other with come first, whatever the program is called.
        switch arguments.first {
        case RunAs.word: RunAs.main(CommandLine.arguments)
        case "daemon" where ChildFrame.isMeant(by: arguments):
            exit(VRRPProcess.run(Array(arguments.dropFirst())))
        case BFDProcess.word where ChildFrame.isMeant(by: arguments):
            exit(BFDProcess.run(Array(arguments.dropFirst())))
        default: break
        }
        if program == "keepalived" { exit(KeepalivedCommand.run(arguments)) }
        exit(VRRPSubcommand.run(arguments))
    }
}
