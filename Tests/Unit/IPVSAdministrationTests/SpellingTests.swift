import Testing

@Suite("Command lines that ipvsadm takes")
struct SpellingTests {
    static let services: [(line: String, saved: String)] = [
        ("-At192.0.2.9:80", "-A -t 192.0.2.9:80 -s wlc"),
        ("-A -t=192.0.2.9:80 -srr", "-A -t 192.0.2.9:80 -s rr"),
        ("--add-service --tcp-service=192.0.2.9:80 --scheduler rr", "-A -t 192.0.2.9:80 -s rr"),
        ("-A -t www.example.org:http", "-A -t 192.0.2.1:80 -s wlc"),
        ("-A -t 192.0.2.9:+80", "-A -t 192.0.2.9:80 -s wlc"),
        ("-A -t [192.0.2.9]:80 -p", "-A -t 192.0.2.9:0 -s wlc -p 360"),
        ("-A -t 2001:db8::1:80 -p 5", "-A -t [2001:db8::1:80]:0 -s wlc -p 5"),
        ("-A -t [2001:db8::1]:80 -p 5 -M 64", "-A -t [2001:db8::1]:80 -s wlc -p 5 -M 64"),
        ("-A -M 255.255.0.0 -t [2001:db8::1]:80 -p", "-A -t [2001:db8::1]:80 -s wlc -p 360"),
        ("-A -f 7 -6", "-A -f 7 -6 -s wlc"),
        ("-A -f 4294967295", "-A -f -1 -s wlc"),
        (
            "-A -u 192.0.2.9:53 -o -s mh -b flag-2,mh-fallback",
            "-A -u 192.0.2.9:53 -s mh -o -b mh-fallback,mh-port"
        ),
        ("-A -t 192.0.2.9:80 -s sh -b flag-3", "-A -t 192.0.2.9:80 -s sh -b "),
        ("-A --sctp-service 192.0.2.9:80 --pe sip --sort", "-A --sctp-service 192.0.2.9:80 -s wlc --pe sip"),
        ("-A -t [::192.0.2.1]:80", "-A -t [::192.0.2.1]:80 -s wlc"),
        ("-A -t [::ffff]:80", "-A -t [::ffff]:80 -s wlc"),
    ]

    @Test("A service is saved in one spelling", arguments: services)
    func service(line: String, saved: String) {
        let console = Console()
        #expect(console.run(line) == 0)
        console.run("-Sn")
        #expect(console.output == saved + "\n")
    }

    @Test("The name of an interface is cut to 15 bytes, whatever its characters are")
    func interface() {
        let console = Console()
        let name = "eth0" + String(repeating: "\u{301}", count: 100)
        #expect(console.run("--start-daemon master --mcast-interface \(name)") == 0)
        console.run("-L --daemon")
        #expect(console.output.utf8.count < 80)
    }

    static let servers: [(options: String, saved: String)] = [
        ("-r 192.0.2.5 -mw7", "-r 192.0.2.5:80 -m -w 7"),
        ("-r 192.0.2.5:8080 -m", "-r 192.0.2.5:8080 -m -w 1"),
        ("-r 192.0.2.5:8080", "-r 192.0.2.5:80 -g -w 1"),
        ("-r 192.0.2.5:8080 -i", "-r 192.0.2.5:80 -i -w 1 --tun-type ipip"),
        ("-r 2001:db8::5 -i", "-r [2001:db8::5]:80 -i -w 1 --tun-type ipip"),
        (
            "-r 192.0.2.5 -i --tun-type gue --tun-port 6080 --tun-remcsum",
            "-r 192.0.2.5:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum"
        ),
        ("-r 192.0.2.5 -i --tun-type gre", "-r 192.0.2.5:80 -i -w 1 --tun-type gre --tun-nocsum"),
    ]

    @Test("A server is saved in one spelling", arguments: servers)
    func server(options: String, saved: String) {
        let console = Console()
        console.run("-A -t 192.0.2.1:80")
        #expect(console.run("-a -t 192.0.2.1:80 \(options)") == 0)
        console.run("-Sn")
        #expect(console.output == "-A -t 192.0.2.1:80 -s wlc\n-a -t 192.0.2.1:80 \(saved)\n")
    }

    @Test("A server before its service on the line has port 0")
    func order() {
        let console = Console()
        console.run("-A -t 192.0.2.1:80")
        console.run("-a -r 192.0.2.5 -m -t 192.0.2.1:80")
        console.run("-Sn")
        #expect(console.output.hasSuffix("-r 192.0.2.5:0 -m -w 1\n"))
    }
}
