extension Case {
    private static func restore(_ name: String, setup: [String] = [], _ input: String) -> Case {
        Case("restore: \(name)", setup: setup, ["-R"], input: input)
    }

    private static let long = String(repeating: "x", count: 3000)
    private static let first = "-A -t 10.0.0.1:80 -s rr\n"
    private static let last = "-A -t 10.0.0.3:80 -s rr\n"

    /// What `-R` makes of its input.
    static let restores: [Case] = [
        restore("nothing", ""), restore("an empty line", "\n"), restore("blanks", "   \n\t\n \t \n"),
        restore("one line", first), restore("no newline at the end", "-A -t 10.0.0.1:80 -s rr"),
        restore("blank lines between", first + "\n   \n" + last),
        restore("CR LF", "-A -t 10.0.0.1:80 -s rr\r\n-A -t 10.0.0.3:80\r\n"),
        restore("a CR alone", "\r\n" + first), restore("tabs", "-A\t-t\t10.0.0.1:80\t-s\trr\n"),
        restore("blanks around", "   -A -t 10.0.0.1:80 -s rr   \n"),
        restore("two blanks", "-A  -t   10.0.0.1:80\n"),
        restore("the prefix", "ipvsadm -A -t 10.0.0.1:80 -s rr\nipvsadm -a -t 10.0.0.1:80 -r 10.0.1.1 -m\n"),
        restore("the prefix alone", "ipvsadm\n" + last),
        restore("the prefix twice", "ipvsadm ipvsadm -A -t 10.0.0.1:80\n"),
        restore("the prefix with a path", "/sbin/ipvsadm -A -t 10.0.0.1:80\n" + last),
        restore("another prefix", "ipvs -A -t 10.0.0.1:80\n" + last),
        restore("blanks and the prefix", "  ipvsadm -A -t 10.0.0.1:80\n"),
        restore("comment first", "# comment\n" + first),
        restore("comment in the middle", first + "# comment\n" + last),
        restore("comment without blank", first + "#comment\n" + last),
        restore("comment with a command", first + "#-A -t 10.0.0.2:80\n" + last),
        restore("comment after blanks", first + "  # comment\n" + last),
        restore("comment after a command", "-A -t 10.0.0.1:80 # x\n" + last),
        restore("comment last", first + "# comment\n"), restore("a hash alone", "#\n" + last),
        restore("quotes", "-A -t \"10.0.0.1:80\" -s rr\n" + last),
        restore("a backslash", "-A -t 10.0.0.1:80 \\\n-s rr\n" + last),
        restore("unknown option in the middle", first + "-A -t 10.0.0.2:80 --frob\n" + last),
        restore("unknown short option", first + "-A -q\n" + last),
        restore("stray word", first + "-A -t 10.0.0.2:80 junk\n" + last),
        restore("a word", first + "junk\n" + last),
        restore("two words", first + "junk -A -t 10.0.0.2:80\n" + last),
        restore("bad address", first + "-A -t 10.0.0.256:80\n" + last),
        restore("bad port", first + "-A -t 10.0.0.2:99999\n" + last),
        restore("bad weight", first + "-a -t 10.0.0.1:80 -r 10.0.1.1 -w x\n" + last),
        restore("missing service", first + "-A -s rr\n" + last),
        restore("missing value", first + "-A -t\n" + last),
        restore("missing command", first + "-t 10.0.0.2:80\n" + last),
        restore("two commands", first + "-A -D -t 10.0.0.2:80\n" + last),
        restore("no port", first + "-A -t 10.0.0.2\n" + last),
        restore("exists already", first + first + last), restore("exists already, last", first + first),
        restore("exists already and bad", first + first + "-A -t x\n" + last),
        restore("unknown scheduler", first + "-A -t 10.0.0.2:80 -s nope\n" + last),
        restore("unknown scheduler, last", first + "-A -t 10.0.0.2:80 -s nope\n"),
        restore("no such service", "-a -t 10.0.0.2:80 -r 10.0.1.1\n" + last),
        restore("no such service, last", first + "-a -t 10.0.0.2:80 -r 10.0.1.1\n"),
        restore(
            "server exists",
            first + "-a -t 10.0.0.1:80 -r 10.0.1.1 -m\n-a -t 10.0.0.1:80 -r 10.0.1.1 -m\n" + last),
        restore("clear first", setup: ["-A -t 10.0.0.9:80"], "-C\n" + first),
        restore("edit and delete", first + "-E -t 10.0.0.1:80 -s lc\n" + last + "-D -t 10.0.0.3:80\n"),
        restore(
            "edit server and delete it",
            first
                + "-a -t 10.0.0.1:80 -r 10.0.1.1 -m\n-e -t 10.0.0.1:80 -r 10.0.1.1 -m -w 5\n-a -t 10.0.0.1:80 -r 10.0.1.2\n-d -t 10.0.0.1:80 -r 10.0.1.2\n"
        ),
        restore("list inside", first + "-Ln\n" + last),
        restore("list with names inside", first + "-L\n" + last),
        restore("save inside", first + "-Sn\n" + last), restore("zero inside", first + "-Z\n" + last),
        restore("set inside", "--set 100 20 30\n-L --timeout\n"),
        restore("set inside, too few", "--set 100 20\n" + last),
        restore("set inside, then add", "--set 100 20 30\n" + first),
        restore("restore inside", first + "-R\n" + last), restore("help inside", first + "-h\n" + last),
        restore("version inside", first + "-v\n" + last),
        restore("long help inside", first + "--help\n" + last),
        restore("a missing service listed", first + "-Ln -t 10.0.0.9:80\n" + last),
        restore("a missing service listed, last", first + "-Ln -t 10.0.0.9:80\n"),
        restore("options without command", "-n\n" + last),
        restore("a list of connections", first + "-Lnc\n" + last),
        restore("timeouts and daemons listed", "-L --timeout\n-L --daemon\n" + first),
        restore("a dash", first + "-\n" + last), restore("two dashes", first + "--\n" + last),
        restore("two dashes and a command", "-- -A -t 10.0.0.1:80\n" + last),
        restore(
            "optional value of -p",
            "-A -t 10.0.0.1:80 -p\n-A -t 10.0.0.2:80 -p 60 -s rr\n-A -t 10.0.0.3:80 -p -s rr\n"),
        restore(
            "the state of a line does not last",
            "-A -t 10.0.0.1:80 -p 60 -s sh -b sh-port\n-A -t 10.0.0.2:80\n-a -t 10.0.0.1:80 -r 10.0.1.1 -m -w 9 -x 9\n-a -t 10.0.0.1:80 -r 10.0.1.2\n"
        ),
        restore("a long line", "-A -t 10.0.0.1:80 -s rr\(String(repeating: " ", count: 3000))\n" + last),
        restore("a long word", "-A -t \(long)\n" + last),
        restore("a long scheduler", "-A -t 10.0.0.1:80 -s \(long)\n" + last),
        restore("a long comment", first + "#\(long)\n" + last),
        restore("many words", "-A -t 10.0.0.1:80 " + String(repeating: "-s rr ", count: 100) + "\n" + last),
        restore(
            "exactly 1023 bytes",
            "-A -t 10.0.0.1:80 -s rr" + String(repeating: " ", count: 1000) + "\n" + last),
        restore(
            "exactly 1024 bytes",
            "-A -t 10.0.0.1:80 -s rr" + String(repeating: " ", count: 1001) + "\n" + last),
        restore("many lines with blanks", (1...40).map { "  -A -t 10.0.0.\($0):80   -s rr \n" }.joined()),
        restore("a form feed", "-A -t 10.0.0.1:80\u{0C}-s rr\n" + last),
        restore("a vertical tab", "-A -t 10.0.0.1:80\u{0B}-s rr\n" + last),
        restore("letters beyond ASCII", first + "-A -t 10.0.0.2:80 -s ré\n" + last),
        restore("names", "-A -t localhost:http -s rr\n-a -t localhost:http -r localhost:www -m\n"),
        restore("a NUL", "-A -t 10.0.0.1:80 -s rr\0x\n" + last),
        restore(
            "everything that is saved",
            """
            -A -t 10.0.0.2:443 -s rr -p 600 -M 255.255.255.0
            -a -t 10.0.0.2:443 -r 10.0.1.11:443 -g -w 100
            -a -t 10.0.0.2:443 -r 10.0.1.12:443 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
            -A -u 10.0.0.10:53 -s mh -o -b mh-fallback,mh-port
            -A -u 10.0.0.10:5060 -s sh -p 300 --pe sip -b sh-fallback
            -A --sctp-service 10.0.0.10:9999 -s lc
            -A -f 9 -6 -s nq
            -a -f 9 -6 -r [fd00::2]:0 -g -w 1
            -A -t [fd00::10]:80 -s sed -p 50 -M 64

            """),
        Case("restore: --restore", ["--restore"], input: first),
        Case("restore: -n", ["-R", "-n"], input: first), Case("restore: -R -R", ["-R", "-R"], input: first),
        Case("restore: a service", ["-R", "-t", "10.0.0.1:80"], input: first),
        Case("restore: -RL", ["-RL"], input: first),
        Case("restore: -Rn", ["-Rn"], input: first),
        Case("restore: with --sort", ["-R", "--sort"], input: first),
        Case("restore: with -c", ["-R", "-c"], input: first),
    ]

    /// Timeouts of connections and the synchronisation daemons.
    static let timeoutsAndDaemons: [Case] =
        each(
            "set",
            [
                "--set 100 20 30", "--set 0 0 0", "--set 0 20 0", "--set 100 20", "--set 100", "--set",
                "--set 1 2 3 4",
                "--set -1 2 3", "--set 1 -2 3", "--set 1 2 -3", "--set x 2 3", "--set 1 x 3", "--set 1 2 x",
                "--set 1x 2 3", "--set 2678400 2678400 2678400",
                "--set 2678401 2 3", "--set 1 2678401 3", "--set 1 2 2678401", "--set 0x10 010 +5",
                "--set=100 20 30",
                "--set 100 20 30 -n", "--set 100 20 30 -t 10.0.0.1:80", "-n --set 1 2 3",
                "--set 1 2 3 --sort",
                "--set 1 -n 2 3", "--set 1 2 3 -L", "--set 4294967297 2 3",
            ])
        + each(
            "daemon", hasInterface: true,
            [
                "--start-daemon master", "--start-daemon backup", "--start-daemon", "--start-daemon x",
                "--start-daemon=master", "--start-daemon Master", "--start-daemon m", "--start-daemon mas",
                "--start-daemon ma --mcast-interface eth0", "--start-daemon b",
                "--start-daemon master --mcast-interface eth0",
                "--start-daemon master --mcast-interface=eth0",
                "--start-daemon backup --mcast-interface eth0 --syncid 5",
                "--start-daemon master --mcast-interface nope0",
                "--start-daemon master --syncid 255", "--start-daemon master --syncid 256",
                "--start-daemon master --syncid -1", "--start-daemon master --syncid x",
                "--start-daemon master --syncid=7",
                "--start-daemon master --syncid 0x10", "--start-daemon master --sync-maxlen 1000",
                "--start-daemon master --sync-maxlen 0", "--start-daemon master --sync-maxlen 1",
                "--start-daemon master --sync-maxlen 65535", "--start-daemon master --sync-maxlen 65536",
                "--start-daemon master --sync-maxlen 65508", "--start-daemon master --sync-maxlen x",
                "--start-daemon master --sync-maxlen -1", "--start-daemon master --mcast-group 224.0.0.82",
                "--start-daemon master --mcast-group 10.0.0.1", "--start-daemon master --mcast-group x",
                "--start-daemon master --mcast-group ff02::5",
                "--start-daemon master --mcast-group [ff02::5]",
                "--start-daemon master --mcast-group fd00::5", "--start-daemon master --mcast-group 0.0.0.0",
                "--start-daemon master --mcast-port 9000", "--start-daemon master --mcast-port 0",
                "--start-daemon master --mcast-port 65536", "--start-daemon master --mcast-port x",
                "--start-daemon master --mcast-port 65535",
                "--start-daemon master --mcast-ttl 5", "--start-daemon master --mcast-ttl 0",
                "--start-daemon master --mcast-ttl 256", "--start-daemon master --mcast-ttl 255",
                "--start-daemon master --mcast-ttl x",
                "--start-daemon master --mcast-interface eth0 --syncid 3 --sync-maxlen 1400 --mcast-group 224.1.2.3 --mcast-port 7000 --mcast-ttl 3",
                "--start-daemon master --mcast-interface eth0 --mcast-group ff02::7 --mcast-port 7000 --mcast-ttl 3",
                "--start-daemon master -n", "--start-daemon master -t 10.0.0.1:80",
                "--start-daemon master junk",
                "--start-daemon master --start-daemon backup", "--start-daemon master --stop-daemon backup",
                "--start-daemon master --mcast-interface",
                "--start-daemon master --mcast-interface a-name-that-is-too-long",
                "--start-daemon master --sort", "--mcast-interface eth0 --start-daemon master",
                "--stop-daemon master", "--stop-daemon backup", "--stop-daemon", "--stop-daemon x",
            ])
        + each(
            "running daemon", setup: ["--start-daemon master --mcast-interface eth0 --syncid 5"],
            hasInterface: true,
            [
                "--start-daemon master --mcast-interface eth0",
                "--start-daemon backup --mcast-interface eth0",
                "--stop-daemon master", "--stop-daemon=master", "--stop-daemon backup", "--stop-daemon m",
                "--stop-daemon master --syncid 5", "--stop-daemon master --syncid 6",
                "--stop-daemon master --mcast-interface eth0", "--stop-daemon master -n",
                "--stop-daemon master junk",
                "-L --daemon", "-Ln --daemon", "-l --daemon -n", "-L --daemon --stats",
            ])
        + each(
            "two daemons",
            setup: [
                "--start-daemon backup --mcast-interface eth0 --syncid 6",
                "--start-daemon master --mcast-interface eth0 --syncid 5 --mcast-group ff02::9",
            ], hasInterface: true, ["-L --daemon", "--stop-daemon backup", "-C", "--stop-daemon master"])

    /// What a user without rights is told.
    static let users: [Case] = [
        ["-L"], ["-Ln"], ["-C"], ["-A", "-t", "10.0.0.2:80"], ["-h"], ["-v"], ["--frob"], ["-A"], [], ["-S"],
        ["-R"],
        ["-A", "-t", "x"], ["-Lc"], ["-L", "--timeout"], ["--set", "1", "2", "3"], ["-Z"],
        ["--set", "1"], ["-L", "x"],
    ].map { words in
        Case(
            "nobody: " + words.joined(separator: " "), setup: ["-A -t 10.0.0.1:80"], words, input: last,
            as: .nobody)
    }
}
