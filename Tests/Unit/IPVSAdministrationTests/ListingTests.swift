import Testing
import VirtualServers

@Suite("Lists as ipvsadm prints them")
struct ListingTests {
    private func console() -> Console {
        let console = Console()
        for line in [
            "-A -f 9 -6 -s nq", "-A -t [2001:db8::1]:80 -s sed -p 50 -M 64",
            "-A -u 192.0.2.9:53 -s mh -b flag-1,flag-2 -o",
            "-A -t 192.0.2.1:80 -s rr -p 600 -M 255.255.255.0",
            "-a -t 192.0.2.1:80 -r 192.0.2.11:443 -m -w 100 -x 9 -y 3",
            "-a -t 192.0.2.1:80 -r 192.0.2.2 -i --tun-type gue --tun-port 6080 --tun-csum",
            "-A -t 192.0.2.2:80",
        ] { #expect(console.run(line) == 0) }
        return console
    }

    @Test("-Ln sorts and pads as ipvsadm does")
    func plain() {
        let console = console()
        console.run("-Ln")
        #expect(
            console.output == """
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
                TCP  192.0.2.1:80 rr persistent 600 mask 255.255.255.0
                  -> 192.0.2.2:80                 Tunnel  1      0          0\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
                  -> 192.0.2.11:443               Masq    100    0          0\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}\u{20}
                TCP  192.0.2.2:80 wlc
                UDP  192.0.2.9:53 mh (mh-fallback,mh-port) ops
                TCP  [2001:db8::1]:80 sed persistent 50 mask 64
                FWM  9 IPv6 nq

                """)
    }

    @Test("Names are cut to the column")
    func names() {
        let console = console()
        console.run("-L -t 192.0.2.1:80")
        #expect(console.output.contains("TCP  www.example.org:http rr"))
        #expect(console.output.contains("  -> a-name-that-is-longer-than-t Tunnel  1  "))
        console.run("-L -t [2001:db8::1]:80")
        #expect(console.output.contains("TCP  [six.example.org]:http sed"))
        console.run("-S")
        #expect(console.output.contains("-A -t a-name-that-is-longer-than-the-column.example.org:http -s"))
    }

    static let lines: [(option: String, server: String)] = [
        ("--thresholds", "  -> 192.0.2.11:443               9          3          0          0         "),
        (
            "--persistent-conn",
            "  -> 192.0.2.11:443               100       0           0          0         "
        ),
        (
            "--tun-info",
            "  -> 192.0.2.2:80                 Tunnel  gue:6080:+c   1      0          0         "
        ),
        ("--stats", "  -> 192.0.2.11:443                      5 99999999  108050K    9876M    1234T"),
        (
            "--stats --exact",
            "  -> 192.0.2.11:443                      5 99999999 108050123 9876543210 1234567890123456"
        ),
    ]

    @Test("The other columns", arguments: lines)
    func columns(option: String, server: String) {
        let console = console()
        console.kernel.statistics.connections = 5
        console.kernel.statistics.incomingPackets = 99_999_999
        console.kernel.statistics.outgoingPackets = 108_050_123
        console.kernel.statistics.incomingBytes = 9_876_543_210
        console.kernel.statistics.outgoingBytes = 1_234_567_890_123_456
        console.run("-Ln -t 192.0.2.1:80 \(option)")
        #expect(console.output.split(separator: "\n").contains { $0 == server }, "\(console.output)")
    }

    @Test("Time-outs and daemons have lines of their own")
    func others() {
        let console = console()
        console.run("-L --timeout")
        #expect(console.output == "Timeout (tcp tcpfin udp): 900 120 300\n")
        console.run("--start-daemon backup --mcast-interface eth1 --syncid 5 --mcast-group 224.0.0.81")
        console.run("-L --daemon")
        #expect(console.output == "backup sync daemon (mcast=eth1, syncid=5, group=224.0.0.81)\n")
    }
}
