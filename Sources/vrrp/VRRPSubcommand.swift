import Supervisor
import SystemCalls

/// The subcommands of `vrrp`.
enum VRRPSubcommand {
    static let help = """
        Usage: vrrp COMMAND [OPTION...]
        Runs VRRP instances: virtual addresses that move to a healthy host.

          vrrp daemon       run the VRRP instances of a keepalived.conf
          vrrp keepalived   act as keepalived, with its whole command line

        Both take keepalived's options; `vrrp daemon --help` lists them.

        Example: vrrp daemon -n -l -f /etc/keepalived/keepalived.conf

        """

    static func run(_ arguments: [String]) -> Int32 {
        switch arguments.first {
        case "keepalived": return KeepalivedCommand.run(Array(arguments.dropFirst()))
        case "daemon": return KeepalivedCommand.run(["--vrrp"] + arguments.dropFirst())
        case "--help", "-h", "help":
            StandardStream.output.write(help)
            return 0
        case .some(let word):
            StandardStream.error.write(
                "vrrp: unknown command '\(word)'. Commands: daemon, keepalived; see 'vrrp --help'.\n")
            return 1
        case nil:
            StandardStream.error.write(help)
            return 1
        }
    }
}
