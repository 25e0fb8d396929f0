import Testing

@Suite("Lines of -R")
struct RestoreTests {
    private func saved(_ console: Console) -> String {
        console.run("-Sn")
        return console.output
    }

    @Test("What is saved whole is restored whole")
    func roundTrip() {
        let first = Console()
        let lines = """
            ipvsadm --set 5 6 7
            -A -t 192.0.2.1:80 -s sh -p 600 -M 255.255.255.0 -b sh-port
            \t-a -t 192.0.2.1:80 -r 192.0.2.11:443 -m -w 100 -x 9 -y 3\r

            # a remark
            -A -f 4294967295 -6
            --start-daemon master --mcast-interface eth1 --syncid 5 --mcast-ttl 3
            """
        #expect(first.run("-R", input: lines) == 0)
        #expect(first.error == "")
        first.run("-Sn --all")
        let text = first.output
        let second = Console()
        #expect(second.run("-R", input: text) == 0)
        second.run("-Sn --all")
        #expect(second.output == text)
        #expect(text.contains("-x 9 -y 3") && text.contains("--set 5 6 7") && text.contains("--start-daemon"))
    }

    @Test("A table can be saved into its own restoration")
    func pipe() {
        let console = Console()
        console.run("-R", input: "-A -t 192.0.2.1:80 -s rr\n-a -t 192.0.2.1:80 -r 192.0.2.11 -m\n-A -f 7\n")
        let text = saved(console)
        // The save runs when its reader asks for it, which must be before the table is cleared.
        let status = console.replace {
            console.run("-Sn")
            return console.output
        }
        #expect(status == 0)
        #expect(saved(console) == text)
    }

    @Test("Changes go to the kernel together, up to a bound, and before a list")
    func batches() {
        let console = Console()
        let lines = (1...600).map { "-A -f \($0)\n" }.joined() + "-Sn\n-C\n"
        #expect(console.run("-R", input: lines) == 0)
        #expect(console.kernel.batches == [512, 88, 1])
        #expect(console.output.hasSuffix("-A -f 600 -s wlc\n"))
    }

    static let mistakes: [(middle: String, status: Int32, isLastDone: Bool)] = [
        ("-A -f 1", 0, true), ("-A --bogus", 0, true), ("-A -s", 0, true), ("", 0, true),
        ("ipvsadm", 0, true),
        ("-A", 2, false), ("junk", 255, false), ("-n", 255, false), ("-R", 255, false), ("-A -f x", 2, false),
        ("-L -f 9", 1, false), ("-v", 0, false),
    ]

    @Test("Some mistakes end the run, others do not", arguments: mistakes)
    func endings(middle: String, status: Int32, isLastDone: Bool) {
        let console = Console()
        #expect(console.run("-R", input: "-A -f 1\n\(middle)\n-A -f 2\n") == status)
        #expect(saved(console) == "-A -f 1 -s wlc\n" + (isLastDone ? "-A -f 2 -s wlc\n" : ""))
    }

    @Test("The status is that of the last line")
    func status() {
        let console = Console()
        #expect(console.run("-R", input: "-A -f 1\n-A -f 1\n") == 255)
        #expect(console.run("-R", input: "-A -f 1\n-A -f 3\n") == 0)
    }

    @Test("ipvs says which line is wrong, ipvsadm does not")
    func lineNumbers() {
        let console = Console()
        console.run("-R", input: "-A -f 1\n\n-A -f 1\n-A -f x\n", program: "ipvs")
        #expect(
            console.error == "line 3: Service already exists\nline 4: invalid fwmark value `x' specified\n")
        console.run("-R", input: "-A -f 1\n")
        #expect(console.error == "Service already exists\n")
    }

    @Test("A line without end is refused")
    func bound() {
        let console = Console()
        #expect(console.run("-R", input: "-A -f 1" + String(repeating: " ", count: 1_100_000)) == 2)
        #expect(console.error.contains("longer than 1048576 bytes"))
    }

    @Test("Random words never break the reader")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let words = [
            "-A", "-a", "-L", "-S", "-t", "-r", "-f", "7", "192.0.2.1:80", "[::1]:80", "-p", "-M", "24", "-6",
            "-i",
            "--tun-type", "gue", "--", "-", "", "-b", ",", "--set", "1", "é", "-n=", "--all", "-x",
            "9999999999999999999",
        ]
        for _ in 0..<2000 {
            let line = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }
            let console = Console()
            console.run(line.joined(separator: " "), input: line.joined(separator: " "))
        }
    }
}
