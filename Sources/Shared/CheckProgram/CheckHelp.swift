/// The texts of `--help` and `--version`.
enum CheckHelp {
    static let text = """
        Usage: check KIND [OPTION...] TARGET
        Checks once whether a server is healthy: 0 if it is, 1 if it is not or on any error.

          check tcp HOST PORT          it accepts a connection
          check http|https URL         it serves the page
          check smtp HOST [PORT]       it greets and answers HELO
          check dns HOST [PORT]        it answers a question
          check udp HOST PORT          a datagram causes no ICMP error
          check ping HOST              it answers ICMP echo requests
          check misc -- COMMAND...     the command ends with 0
          check run REAL_SERVER        run its checkers from keepalived.conf now: check run --help
          check daemon                 run all checkers repeatedly, for IPVS: check daemon --help

        All:    --timeout=SECONDS (5, misc 60)   --retry=N (0)   --delay=SECONDS (1)
                --json   -v, --verbose   -h, --help   --version
        Not misc:  --bind=ADDRESS|INTERFACE   --mark=FWMARK
        http, https:  --status=LIST (200-299)   --digest=MD5|SHA256   --virtualhost=HOST
                --protocol=1.0|1.0c|1.1   --regex=PATTERN   --no-match
                --min-offset=BYTES   --max-offset=BYTES
        https:  --sni=NAME   --verify
        smtp:   --helo=NAME       dns:  --type=TYPE (SOA)   --name=NAME (.)
        udp:    --payload=HEX   --reply=HEX   --min-length=BYTES   --max-length=BYTES
        misc:   --dynamic         statuses 2 to 255 mean healthy, and are passed on

        Examples: check http http://192.0.2.10/ --status 200-299,404 --regex 'it works'
                  check misc --timeout 2 --dynamic -- /usr/local/bin/load

        """

    static let version = "check 0.1\n"
}
