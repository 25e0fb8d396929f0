extension IPVSTool {
    /// The text of `--help`.
    var help: String {
        switch self {
        case .list:
            """
            Usage: ipvs list [--json] [--watch [--interval SECONDS]]
            Shows services and servers, as 'ipvs -Ln' does.

              --json      everything the kernel reports, as JSON; with --watch one line each time
              --watch     repeat every second
              --interval  the seconds between repetitions (1 to 3600)

            Example: ipvs list --json | jq '.services[] | {address, port, servers: (.servers | length)}'

            """
        case .diff:
            """
            Usage: ipvs diff FILE [--prune]
            Prints what 'ipvs apply' would change. FILE is what 'ipvs -S' or 'ipvs list --json' prints; - is standard
            input. Services that FILE does not mention are left out of the comparison.

              --prune     include the removal of services that FILE does not mention

            The exit status is 0 if nothing differs, 1 if something does, 2 or more after an error.
            Example: ipvs diff /etc/ipvs.rules

            """
        case .apply:
            """
            Usage: ipvs apply FILE [--dry-run] [--prune]
            Makes services and servers match FILE, with as few changes as possible: connections of servers that stay
            are not affected, and a service never lacks a server that it had and keeps. FILE is what 'ipvs -S' or
            'ipvs list --json' prints; - is standard input. If the kernel refuses a change, all of them are undone.

              --dry-run   print the changes, but make none
              --prune     remove services that FILE does not mention; otherwise they are left alone

            Example: ipvs -Sn > now; vi now; ipvs apply now --dry-run

            """
        case .drain:
            """
            Usage: ipvs drain SERVICE SERVER [--wait [--timeout SECONDS]]
            Gives a server weight 0: it keeps its connections and gets no new ones. 'ipvs undrain' restores it.

              --wait      wait until no connection is left (for UDP and firewall marks: no inactive one either)
              --timeout   wait no longer than this; the exit status is then 1

            SERVICE is tcp:ADDRESS:PORT, udp:ADDRESS:PORT, sctp:ADDRESS:PORT, fwmark:MARK or fwmark6:MARK.
            Example: ipvs drain tcp:192.0.2.1:80 10.0.0.1:80 --wait --timeout 300

            """
        case .undrain:
            """
            Usage: ipvs undrain SERVICE SERVER [--weight WEIGHT]
            Gives a server back the weight that it had before 'ipvs drain'.

              --weight    give it this weight

            Example: ipvs undrain tcp:192.0.2.1:80 10.0.0.1:80

            """
        case .top:
            """
            Usage: ipvs top [--interval SECONDS] [--sort ORDER]
            Shows rates and connections, live. Keys: n name, c connections, p packets, b bytes, a active connections,
            arrows and page keys to move, q to leave.

              --interval  the seconds between updates (1 to 3600)
              --sort      name, connections, packets, bytes or active

            Example: ipvs top --sort bytes

            """
        case .realserver:
            """
            Usage: ipvs realserver start|stop|status VIP...
            Sets up this host as a server of direct routing: it takes packets for the virtual addresses (VIP), but does
            not answer ARP for them.

              start       set arp_ignore and arp_announce, then put the addresses on lo; looks whether all is in place
              stop        undo exactly what start did
              status      print what is in place; the exit status is 1 unless all of it is

            Example: ipvs realserver start 192.0.2.1 192.0.2.2

            """
        }
    }
}
