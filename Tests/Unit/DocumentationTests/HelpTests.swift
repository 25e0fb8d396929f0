import CommandLine
import Testing

@testable import Supervisor

@Suite("What --help says")
struct HelpTests {
    @Test("keepalived --help fits a terminal")
    func fits() {
        let lines = KeepalivedHelp.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect((24...40).contains(lines.count), "\(lines.count) lines")
        let widest = lines.map(\.count).max() ?? 0
        #expect((80...110).contains(widest), "\(widest) columns")
    }

    @Test("Every option that help lists is in the table, in the same spelling")
    func known() {
        let table = KeepalivedOptions.table.map(\.specification)
        let words = KeepalivedHelp.text.split(whereSeparator: { " ,=[\n".contains($0) })
        for word in words where word.hasPrefix("--") && word.count > 2 {
            #expect(table.contains { $0.long == String(word.dropFirst(2)) }, "\(word)")
        }
        for line in KeepalivedHelp.text.split(separator: "\n") where line.hasPrefix("  -") {
            let parts = line.split(whereSeparator: { " ,=[".contains($0) })
            guard let short = parts.first?.last, let long = parts.dropFirst().first?.dropFirst(2),
                parts.first?.count == 2
            else { continue }
            #expect(table.contains { $0.short == short && $0.long == String(long) }, "\(line)")
        }
    }

    @Test("keepalived --help says this")
    func golden() {
        #expect(KeepalivedHelp.text == Self.golden)
    }

    static let golden = """
        Usage: keepalived [OPTION...]
        Runs a keepalived.conf: virtual addresses that move to a healthy host, and virtual servers whose real
        servers are checked.

          -f, --use-file=FILE       configuration, default /etc/keepalived/keepalived.conf
          -t, --config-test[=LOG]   test the configuration and exit: 0 valid, 5 errors, 6 insecure scripts
          -i, --config-id=ID        the ID for `@id` lines, default: the host's name
          -e, --all-config          a file that cannot be included is an error
          -n, --dont-fork           stay in the foreground
          -l, --log-console         with -n: also log to the console
          -D, --log-detail          log more
          -g, --log-file[=FILE]     also log to FILE
          -S, --log-facility=N      0 to 7 (local0 to local7), user, daemon
          -G, --no-syslog           do not log to syslog
          -d, --dump-conf           log the configuration with all defaults
          -a, --address-monitoring  log every address added or removed
          -P, --vrrp                only VRRP        -C, --check     only health checkers
          -R, --dont-respawn        stop when a child dies
          -V, --dont-release-vrrp   leave addresses in place when stopping
          -I, --dont-release-ipvs   leave virtual servers in place when stopping
          -p, --pid=FILE            pid file of the parent
          -r, --vrrp_pid=FILE       of the VRRP process      -c, --checkers_pid=FILE   of the checkers
          -s, --namespace=NAME      run in this network namespace
          -u, --umask=MASK          -m, --core-dump  --ignore-sigint  --all
              --signum=NAME         print a signal's number: STOP RELOAD DATA STATS STATS_CLEAR JSON
          -v, --version             -h, --help

        Example: keepalived -t -f keepalived.conf && keepalived -n -l -D -f keepalived.conf
        Options of keepalived(8) that are not listed are accepted, with a warning that they have no effect yet.

        """
}
