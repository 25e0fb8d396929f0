import BFDDaemon
import Glibc
import MailSender
import SupervisedChild
import Supervisor
import SystemCalls
import VRRPDaemon

@main
enum VRRPCommand {
    static func main() {
        // Before anything else: the command line of a child is that of its supervisor.
        if let child = ChildFrame.supervised {
            let isSessions = child.word == BFDProcess.word
            exit(isSessions ? BFDProcess.run(child.arguments) : VRRPProcess.run(child.arguments))
        }
        let arguments = Array(CommandLine.arguments.dropFirst())
        let program = CommandLine.arguments.first?.split(separator: "/").last ?? "vrrp"
        // The word that processes of ours start others with comes first, whatever the program is called.
        if arguments.first == RunAs.word { RunAs.main(CommandLine.arguments) }
        if arguments.first == MailSender.word { exit(MailSender.run()) }
        if program == "keepalived" { exit(KeepalivedCommand.run(arguments)) }
        exit(VRRPSubcommand.run(arguments))
    }
}
