import Glibc
import IPVSAdministration
import SystemCalls

@main
enum IPVSCommand {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let path = CommandLine.arguments.first ?? "ipvs"
        let program = path.split(separator: "/").last.map { String($0) } ?? path
        exit(run(program, arguments))
    }

    /// What the program is called as decides what it is.
    private static func run(_ program: String, _ arguments: [String]) -> Int32 {
        switch program {
        case "ipvs-save", "ipvsadm-save": return SavedTable.save(program, arguments)
        case "ipvs-restore", "ipvsadm-restore": return SavedTable.restore(program, arguments)
        case "ipvsadm": break
        default:
            if arguments == ["--help"] {
                StandardStream.output.write(help)
                return 0
            }
            // A command line of ipvsadm begins with an option.
            if let word = arguments.first, !word.hasPrefix("-") { return WordCommand.run(word, arguments) }
        }
        return Administration(.system(program: program)).run(arguments)
    }

    private static let help = """
        Usage: ipvs OPTION...
        Shows and changes the kernel's virtual servers (IPVS), with ipvsadm's options.

          ipvs -Ln                       list services and their servers, as numbers
          ipvs -Ln --stats | --rate      traffic counters, rates per second
          ipvs -Lnc                      list connections
          ipvs -A -t 192.0.2.1:80 -s rr  add a service
          ipvs -a -t 192.0.2.1:80 -r 198.51.100.1:80 -m -w 1
                                         add a server to it
          ipvs -e ... -w 0               give a server no new connections
          ipvs -d ... | -D ... | -C      remove a server, a service, everything
          ipvs -S -n                     print the table as lines for -R
          ipvs -S -n --all               thresholds, time-outs and daemons as well
          ipvs -R                        carry out lines from standard input

        Beyond ipvsadm, each with its own --help:
          ipvs list | diff | apply       JSON; compare the table with a file; apply the file
          ipvs drain | undrain           take a server out of service, and return it
          ipvs top | realserver          live rates; the server side of direct routing

        `ipvs -h` lists every option; `man ipvs` explains them.

        Example, preserve a table across a restart:
          ipvs -S -n --all > table
          ipvs -R < table

        """
}
