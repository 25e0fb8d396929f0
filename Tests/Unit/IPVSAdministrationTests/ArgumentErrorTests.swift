import Testing

@Suite("Command lines that ipvsadm refuses")
struct ArgumentErrorTests {
    static let refusals: [(line: String, status: Int32, text: String)] = [
        ("-n", 255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information."),
        ("-t 192.0.2.1:80 -A", 255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information."),
        ("--lis", 255, "Try `ipvsadm -h' or 'ipvsadm --help' for more information."),
        ("-At", 255, "-At: missing argument"),
        ("-Lq", 255, "-Lq: unknown option"),
        ("-L --numeric=3", 255, "--numeric=3: option does not take an argument"),
        ("-A -D", 2, "invalid option `-D'"),
        ("-L --help", 2, "invalid option `--help'"),
        ("-L -n -n", 2, "multiple 'numeric' options specified"),
        ("-A -t 192.0.2.1:80 -f 7", 2, "multiple 'service-address' options specified"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 -m -g", 2, "multiple 'forwarding-method' options specified"),
        ("-Ln junk", 2, "unexpected argument junk"),
        ("-A", 2, "You need to supply the 'service-address' option for the 'add-service' command"),
        ("-a -t 192.0.2.1:80", 2, "You need to supply the 'real-server' option for the 'add-server' command"),
        ("-D -t 192.0.2.1:80 -s rr", 2, "Illegal 'scheduler' option with the 'delete-service' command"),
        ("--set 1 2 3 -n", 2, "Illegal 'numeric' option with the 'set' command"),
        ("-S --exact", 2, "Illegal 'exact' option with the 'save' command"),
        (
            "-Lc -f 7", 2,
            "The option 'service-address' conflicts with the 'connection' option in the 'list' command"
        ),
        (
            "-L --timeout --daemon", 2,
            "The option 'daemon' conflicts with the 'timeout' option in the 'list' command"
        ),
        ("-Lc --stats", 2, "options conflicts in the list command"),
        ("-A -6 -f 7", 2, "-6 used before -f\n"),
        ("-A -t 192.0.2.1", 2, "Zero port specified for non-persistent service"),
        ("-A -t 192.0.2.1:80 -o", 2, "One-Packet Scheduling is only for UDP virtual services"),
        ("-A -f 0", 2, "invalid fwmark value `0' specified"),
        ("-A -f 0x5", 2, "invalid fwmark value `0x5' specified"),
        ("-A -t 192.0.2.1:80 -p 2678401", 2, "invalid timeout value `2678401' specified"),
        ("-A -t 192.0.2.1:80 -p -M /24", 2, "illegal virtual server persistent mask specified"),
        ("-A -t [2001:db8::1]:80 -p -M 129", 2, "illegal ipv6 netmask specified"),
        ("-A -t 192.0.2.1:99999", 2, "illegal virtual server address[:port] specified"),
        ("-a -t 192.0.2.1:80 -r x", 2, "illegal real server address[:port] specified"),
        (
            "-a -t 192.0.2.1:80 -r 2001:db8::9", 2,
            "Different address family is allowed only for tunneling servers"
        ),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 -w 2147483648", 2, "illegal weight specified"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 -x -1", 2, "illegal u_threshold specified"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 -y -1", 2, "illegal l_threshold specified"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 --tun-csum", 2, "Tunnel options conflict with forward method"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.9 -i --tun-type x", 2, "illegal tunnel type specified"),
        (
            "-a -t 192.0.2.1:80 -r 192.0.2.9 -i --tun-type gue", 2,
            "You need to supply the 'tun-port' option for the 'gue' tunnel type"
        ),
        (
            "-a -t 192.0.2.1:80 -r 192.0.2.9 -i --tun-type gre --tun-port 5", 2,
            "Illegal 'tun-port' option with the 'gre' tunnel type"
        ),
        (
            "-a -t 192.0.2.1:80 -r 192.0.2.9 -i --tun-type gre --tun-csum --tun-nocsum", 2,
            "The option 'tun-csum' conflicts with the 'tun-nocsum' option in the 'gre' tunnel type"
        ),
        ("-A -t 192.0.2.1:80 -s sh -b mh-port", 2, "incompatible scheduler flag `mh-port'"),
        ("-A -t 192.0.2.1:80 -s sh -b no", 2, "invalid scheduler flag `no'"),
        ("--set 1 2", 2, "--set option requires 3 timeout values"),
        ("--set x 2 3", 2, "invalid timeout value `x' specified"),
        ("--set -1 2 3", 255, "-1: unknown option"),
        ("--start-daemon x", 2, "illegal start-daemon parameter specified"),
        ("--stop-daemon x", 2, "illegal start_daemon specified"),
        ("--start-daemon master --syncid 256", 2, "illegal syncid specified"),
        ("--start-daemon master --sync-maxlen 65508", 2, "illegal sync-maxlen specified"),
        ("--start-daemon master --mcast-group 192.0.2.1", 2, "invalid IPv4 mcast-group `192.0.2.1'"),
        ("--start-daemon master --mcast-group [ff02::5]", 2, "invalid IPv6 mcast-group `[ff02::5]'"),
        ("--start-daemon master --mcast-port 0", 2, "illegal mcast-port specified"),
        ("--start-daemon master --mcast-ttl 256", 2, "illegal mcast-ttl specified"),
    ]

    @Test("What ipvsadm refuses has its text and its status", arguments: refusals)
    func refusal(line: String, status: Int32, text: String) {
        let console = Console()
        #expect(console.run(line) == status)
        #expect(console.error == text + "\n")
        #expect(console.output == "")
    }

    static let kernelRefusals: [(line: String, status: Int32, text: String)] = [
        ("-A -t 192.0.2.1:80", 255, "Service already exists"),
        ("-E -t 192.0.2.9:80", 255, "No such service"),
        ("-D -f 9", 255, "No such service"),
        ("-a -t 192.0.2.1:80 -r 192.0.2.5", 255, "Destination already exists"),
        ("-a -t 192.0.2.9:80 -r 192.0.2.5", 255, "Service not defined"),
        ("-e -t 192.0.2.1:80 -r 192.0.2.9", 255, "No such destination"),
        ("-d -t 192.0.2.1:80 -r 192.0.2.9", 255, "No such destination"),
        ("-L -t 192.0.2.9:80", 1, "No such service"),
    ]

    @Test("What the kernel refuses has ipvsadm's text and status", arguments: kernelRefusals)
    func kernelRefusal(line: String, status: Int32, text: String) {
        let console = Console()
        console.run("-A -t 192.0.2.1:80")
        console.run("-a -t 192.0.2.1:80 -r 192.0.2.5")
        #expect(console.run(line) == status)
        #expect(console.error == text + "\n")
    }
}
