extension Case {
    /// A table with something of everything.
    private static let table = [
        "-A -t 10.0.0.2:443 -s rr -p 600 -M 255.255.255.0",
        "-a -t 10.0.0.2:443 -r 10.0.1.11:443 -g -w 100 -x 9 -y 3",
        "-a -t 10.0.0.2:443 -r 10.0.1.10:443 -i --tun-type gue --tun-port 6080 --tun-csum",
        "-a -t 10.0.0.2:443 -r 10.0.1.9:444 -m -w 0 -x 70000", "-a -t 10.0.0.2:443 -r 127.0.0.1 -g",
        "-A -t 10.0.0.2:80 -s wlc", "-A -u 10.0.0.10:53 -s mh -o -b mh-fallback,mh-port",
        "-a -u 10.0.0.10:53 -r 10.0.1.13:53 -i --tun-type gre",
        "-A -u 10.0.0.10:5060 -s sh -p 300 --pe sip -b sh-port",
        "-A --sctp-service 10.0.0.10:9999 -s lc", "-A -t [fd00::10]:80 -s sed -p 50 -M 64",
        "-a -t [fd00::10]:80 -r [fd00:1111:2222:3333:4444:5555:6666:7777]:8080 -m -w 2147483647",
        "-a -t [fd00::10]:80 -r [::1]:80 -g", "-A -t [fd00:1111:2222:3333:4444:5555:6666:7777]:65535 -s nq",
        "-A -f 7 -s wrr -p 3000", "-a -f 7 -r 10.0.1.1:0 -g", "-a -f 7 -r 10.0.1.2:80 -m", "-A -f 9 -6 -s nq",
        "-a -f 9 -6 -r fd00::3 -i", "-A -f 4294967295 -s rr", "-A -f 2147483648 -s rr",
        "-A -t 127.0.0.1:80 -s rr", "-a -t 127.0.0.1:80 -r 127.0.0.1:80 -m", "-A -t 127.0.0.1:0 -s rr -p",
        "-A -t 10.0.0.2:5061 -s fo", "-A -t 10.0.0.2:4569 -s ovf",
    ]

    /// Every way to list a table.
    static let lists: [Case] =
        each(
            "empty list",
            [
                "-L", "-Ln", "-l", "-Lc", "-Lnc", "-L --stats", "-L --rate", "-L --timeout", "-L --daemon",
                "-S", "-Sn",
            ])
        + each(
            "list", setup: table,
            [
                "", "-L", "-l", "-Ln", "-ln", "-L -n", "--list --numeric", "-Ln --stats", "-Ln --rate",
                "-Ln --stats --rate",
                "-Ln --rate --stats", "-Ln --stats --exact", "-Ln --rate --exact", "-Ln --exact",
                "-Ln --thresholds",
                "-Ln --persistent-conn", "-Ln --tun-info", "-Ln --nosort", "-Ln --sort",
                "-Ln --sort --nosort",
                "-Ln --nosort --sort", "-Ln --stats --nosort", "-L --stats", "-L --rate", "-L --thresholds",
                "-L --persistent-conn", "-L --tun-info", "-L --exact", "-L --nosort",
                "-Ln --thresholds --stats",
                "-Ln --stats --thresholds", "-Ln --thresholds --rate", "-Ln --thresholds --persistent-conn",
                "-Ln --persistent-conn --thresholds", "-Ln --tun-info --thresholds",
                "-Ln --thresholds --tun-info",
                "-Ln --tun-info --stats", "-Ln --tun-info --rate", "-Ln --tun-info --persistent-conn",
                "-Ln --persistent-conn --stats", "-Ln --persistent-conn --rate",
                "-Ln --stats --rate --thresholds",
                "-Lc", "-Lnc", "-lcn", "-L -c -n", "-L --connection", "-Lnc --persistent-conn",
                "-Lnc --stats",
                "-Lnc --rate", "-Lnc --thresholds", "-Lnc --tun-info", "-Lnc --exact", "-Lnc --sort",
                "-Lnc --nosort",
                "-Lnc --timeout", "-Lnc --daemon", "-Lc -t 10.0.0.2:443", "-L -t 10.0.0.2:443 -c",
                "-L -c -f 7",
                "-Ln --timeout", "-L --timeout", "-Ln --timeout --stats", "-Ln --timeout --daemon",
                "-Ln --daemon",
                "-L --daemon --timeout", "-L --timeout --rate", "-L --timeout --thresholds",
                "-L --timeout --exact",
                "-L --timeout --sort", "-L --timeout -t 10.0.0.2:443", "-L --daemon -t 10.0.0.2:443",
                "-L --timeout --nosort", "-L --daemon --stats", "-L --daemon --nosort",
                "-L --daemon --persistent-conn",
                "-L --timeout --persistent-conn", "-L --daemon -c", "-L -nn", "-Lnn", "-L -n -n",
                "-L --stats --stats",
                "-L -c -c", "-L --sort --sort",
                "-Ln -t 10.0.0.2:443", "-L -t 10.0.0.2:443", "-L -t 10.0.0.2:https -n", "-Ln -u 10.0.0.10:53",
                "-Ln --sctp-service 10.0.0.10:9999", "-Ln -f 7", "-L -f 7", "-Ln -f 9 -6",
                "-Ln -t [fd00::10]:80",
                "-L -t [fd00::10]:80", "-Ln -t 10.0.0.2:443 --stats", "-Ln -t 10.0.0.2:443 --rate",
                "-Ln -t 10.0.0.2:443 --thresholds", "-Ln -t 10.0.0.2:443 --persistent-conn",
                "-Ln -t 10.0.0.2:443 --tun-info", "-Ln -t 10.0.0.2:443 --nosort",
                "-Ln -t 10.0.0.2:443 --sort",
                "-Ln -t 10.0.0.2:443 --exact --stats", "-Ln -t 127.0.0.1:0", "-Ln -t 127.0.0.1",
                "-Lnt 10.0.0.2:443",
                "-L -f 4294967295", "-L -f 2147483648", "-Ln -t 10.0.0.2", "-t 10.0.0.2:443",
                "-L -t localhost:http",
            ])

    /// Addresses and marks on both sides of where a signed number changes its sign.
    private static var signs: [String] {
        var lines: [String] = []
        for service in ["10.0.0.1", "127.255.255.255", "128.0.0.1", "192.168.0.1", "1.0.0.1"] {
            lines.append("-A -t \(service):80 -s rr")
            for server in ["192.168.0.9", "9.0.0.9", "128.0.0.9"] {
                lines.append("-a -t \(service):80 -r \(server) -m")
            }
        }
        for service in ["[fd00::1]", "[2001:db8::1]", "[::1]", "[7fff::1]", "[8000::1]"] {
            lines.append("-A -t \(service):80 -s rr")
            for server in ["[fdff::9]:1", "[2001:db8::9]:65535", "[fd00::9]:40000", "[2001:db8::9]:2"] {
                lines.append("-a -t \(service):80 -r \(server) -m")
            }
        }
        for mark in ["1", "2147483647", "2147483648", "4294967295", "3000000000"] {
            lines += ["-A -f \(mark) -s rr", "-A -f \(mark) -6 -s rr"]
        }
        return lines
    }

    /// The order of services and servers.
    static let orders = each("order", setup: signs, ["-Ln", "-Sn", "-Ln --nosort", "-Ln --stats"])

    private static func services(_ count: Int, server: Bool) -> [String] {
        // 7 has no divisor in common with the counts used: every service comes once, in no order.
        (0..<count).map { $0 * 7 % count }.flatMap { number -> [String] in
            let service = "-t 10.\(number % 3).\(number / 16).\(number % 16):\(1000 + number % 7)"
            let add = "-A \(service) -s rr"
            return server ? [add, "-a \(service) -r 10.9.0.\(number % 200 + 1):80 -m"] : [add]
        }
    }

    private static func servers(_ count: Int) -> [String] {
        ["-A -t 10.0.0.1:80 -s rr"]
            + (0..<count).map { $0 * 7 % count }.map {
                "-a -t 10.0.0.1:80 -r 10.9.\($0 % 5).\($0 / 5):\(80 + $0 % 2) -m"
            }
    }

    /// Tables that need several messages of the kernel, in the order of the addresses and in the kernel's.
    static let longLists: [Case] =
        each("300 services", setup: services(300, server: true), ["-Ln", "-Sn", "-Ln --nosort", "-C"])
        + each("600 servers", setup: servers(600), ["-Ln", "-Sn", "-Ln --nosort", "-Ln --stats"])
        + [
            Case(
                "300 services: -R", ["-R"], input: services(300, server: true).joined(separator: "\n") + "\n"),
            Case("600 servers: -R", ["-R"], input: servers(600).joined(separator: "\n") + "\n"),
        ]

    /// Saving.
    static let saves: [Case] =
        each(
            "save", setup: table,
            [
                "-S", "-Sn", "-S -n", "--save", "--save --numeric", "-S --sort", "-S --nosort", "-S --exact",
                "-S --stats",
                "-S -t 10.0.0.2:443", "-S -c", "-S --thresholds", "-S --timeout", "-S --daemon", "-S --all",
                "-Sn --all",
                "-S --tun-info", "-S -s rr", "-S -w 5",
            ])
        + [
            Case(
                "save: tables, timeouts and daemons",
                setup: [
                    "-A -t 10.0.0.1:80", "--set 100 20 30", "--start-daemon master --mcast-interface eth0",
                ],
                ["-Sn"], hasInterface: true)
        ]
}
