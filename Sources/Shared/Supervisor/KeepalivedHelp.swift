/// The text of `keepalived --help`.
enum KeepalivedHelp {
    static let text = """
        Usage: keepalived [OPTION...]
        Runs what a keepalived.conf says: virtual addresses that move to a healthy host, virtual servers whose
        real servers are checked.

          -f, --use-file=FILE       configuration, default /etc/keepalived/keepalived.conf
          -t, --config-test[=LOG]   test the configuration and exit: 0 good, 5 errors, 6 insecure scripts
          -i, --config-id=ID        the id of `@id` lines, default: the host's name
          -e, --all-config          a file that cannot be included is an error
          -n, --dont-fork           stay in the foreground
          -l, --log-console         with -n: log to the console too
          -D, --log-detail          log more
          -g, --log-file[=FILE]     log to FILE too
          -S, --log-facility=N      0 to 7 (local0 to local7), user, daemon
          -G, --no-syslog           do not log to syslog
          -d, --dump-conf           log the configuration as it was understood
          -a, --address-monitoring  log every address that comes or goes
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
