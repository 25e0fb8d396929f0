import Configuration
import ConfigurationSyntax
import Testing
import VirtualServers

/// What is told of virtual servers, where, and with which exit status; keepalived 2.2.7 says as much.
@Suite("Mistakes in virtual servers")
struct VirtualServerMistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var head = "10.0.0.1 80"
        var method = "DR"
        var lines = ""
        var real = VirtualServerTests.real
        /// Error messages with their lines; the block begins on line 1, `lines` on line 5.
        let errors: [String]
        var servers = 1

        var testDescription: String { errors.first ?? "none" }
    }

    static let service: [Mistake] = [
        Mistake(
            head: "10.0.0.300 80", errors: ["1: '10.0.0.300' is not an IPv4 or IPv6 address"], servers: 0),
        Mistake(head: "10.0.0.1 99999", errors: ["1: '99999' is not a port"], servers: 0),
        Mistake(head: "fwmark 0", errors: ["1: 'fwmark' needs a mark"], servers: 0),
        Mistake(
            head: "10.0.0.1", real: "real_server 10.0.0.2 {\n}",
            errors: ["1: a virtual server without a port must be persistent: a timeout of 360 s is used"]),
        Mistake(
            lines: "ip_family inet6",
            errors: ["5: 'ip_family inet6' does not match the address 10.0.0.1"]),
        Mistake(lines: "ops", errors: ["5: 'ops' is ignored: it needs 'protocol UDP'"]),
        Mistake(lines: "sh-port", errors: ["5: 'sh-port' needs 'lb_algo sh' above it"]),
        Mistake(lines: "mh-fallback", errors: ["5: 'mh-fallback' needs 'lb_algo mh' above it"]),
        Mistake(lines: "hashed", errors: ["5: 'hashed' needs 'lb_algo sh' above it"]),
        Mistake(
            lines: "persistence_engine abcdefghijklmnopq",
            errors: ["5: 'abcdefghijklmnopq' is longer than 15 bytes and is truncated"]),
        Mistake(
            lines: "persistence_granularity 64",
            errors: ["5: '64' is not a valid IPv4 persistence_granularity"]),
        Mistake(
            lines: "quorum 5", errors: ["5: the quorum 5 is more than the weight of all servers: 1 is used"]),
        Mistake(
            lines: "hysteresis 1",
            errors: ["5: the hysteresis 1 is not less than the quorum 1: 0 is used"]),
        Mistake(
            lines: "quorum_up /usr/bin/false\nquorum_up /usr/bin/false",
            errors: ["6: 'quorum_up' is repeated: the first one is used"]),
        Mistake(
            real: "", errors: ["1: the virtual server has no real servers and is ignored"], servers: 0),
        Mistake(
            head: "fwmark 5", real: "real_server 10.0.0.2 {\n}",
            errors: ["4: 'protocol' is ignored: a firewall mark decides what is balanced"]),
        Mistake(
            head: "fwmark 5", lines: "ha_suspend", real: "real_server 10.0.0.2 {\n}",
            errors: [
                "4: 'protocol' is ignored: a firewall mark decides what is balanced",
                "5: 'ha_suspend' is ignored: a firewall mark has no address to look for",
            ]),
    ]

    static let methods: [Mistake] = [
        Mistake(
            method: "foo", errors: ["3: 'foo' is not a forwarding method"]),
        Mistake(method: "TUN type gue", errors: ["3: a gue tunnel needs 'port N'"]),
        Mistake(method: "TUN type ipip csum", errors: ["3: an ipip tunnel has no checksum"]),
        Mistake(method: "TUN type gre port 5", errors: ["3: only a gue tunnel has a port"]),
        Mistake(method: "TUN type gre remcsum", errors: ["3: a gre tunnel has no remote checksum"]),
        Mistake(
            method: "TUN type foo", errors: ["3: 'type' is not a valid tunnel option"]),
        Mistake(method: "TUN frob", errors: ["3: 'frob' is not a valid tunnel option"]),
    ]

    static let servers: [Mistake] = [
        Mistake(
            real: "real_server 2001:db8::1 80 {\n}",
            errors: ["6: 2001:db8::1 does not match the virtual server, which is IPv4, and is ignored"],
            servers: 0),
        Mistake(
            real: "real_server 10.0.0.2 8080 {\n}",
            errors: ["6: without NAT packets keep the port 80: 8080 is only for checks"]),
        Mistake(
            method: "TUN", real: "real_server 10.0.0.2 8080 {\n}",
            errors: ["6: without NAT packets keep the port 80: 8080 is only for checks"]),
        Mistake(
            real: "real_server 10.0.0.2 80 {\n}\nreal_server 10.0.0.2 {\n}",
            errors: ["8: the real server 10.0.0.2:80 is defined twice: the first one is used"]),
        Mistake(
            real: "real_server 10.0.0.300 80 {\n}",
            errors: ["6: '10.0.0.300' is not an IPv4 or IPv6 address"], servers: 0),
        Mistake(
            lines: "sorry_server 2001:db8::1 80",
            errors: ["5: 2001:db8::1 does not match the virtual server, which is IPv4, and is ignored"]),
        Mistake(
            lines: "sorry_server 10.0.0.9 81",
            errors: ["5: without NAT packets keep the port 80: 81 is ignored"]),
        Mistake(
            head: "fwmark 5", real: "real_server 10.0.0.2 {\nSMTP_CHECK {\n}\nPING_CHECK {\n}\n}",
            errors: [
                "4: 'protocol' is ignored: a firewall mark decides what is balanced",
                "7: the SMTP_CHECK has no port to connect to, and would always fail",
            ]),
        Mistake(
            lines: "sorry_server_inhibit",
            errors: ["5: 'sorry_server_inhibit' needs 'sorry_server' above it"]),
        Mistake(
            lines: "sorry_server_lvs_method NAT",
            errors: ["5: 'sorry_server_lvs_method' needs 'sorry_server' above it"]),
    ]

    static let checkers: [(lines: String, errors: [String])] = [
        ("MISC_CHECK {\n}", ["7: the MISC_CHECK has no program to check and is ignored"]),
        ("HTTP_GET {\n}", ["7: the HTTP_GET has no page to check and is ignored"]),
        ("SSL_GET {\nurl {\n}\n}", ["8: the url has no path and is ignored"]),
        ("FILE_CHECK {\n}", ["7: the FILE_CHECK has no file to check and is ignored"]),
        ("FILE_CHECK {\ntrack_file X\n}", ["8: there is no track_file 'X' that names a file"]),
        ("BFD_CHECK {\n}", ["7: the BFD_CHECK has no session to check and is ignored"]),
        ("BFD_CHECK {\nname X\n}", ["8: there is no bfd_instance 'X'"]),
        (
            "TCP_CHECK {\nbindto 2001:db8::1\n}",
            ["8: 'bindto' is ignored: 2001:db8::1 and 10.0.0.2 are of different families"]
        ),
        ("TCP_CHECK {\nconnect_ip fe80::1\n}", ["7: the link-local address fe80::1 needs an interface"]),
        (
            "UDP_CHECK {\nmin_reply_length 50\nmax_reply_length 5\n}",
            ["7: no reply is at least 50 and at most 5 bytes long: the check always fails"]
        ),
        ("UDP_CHECK {\npayload 01XX\n}", ["8: 'payload' takes hexadecimal digits only"]),
        ("DNS_CHECK {\nname a..b\n}", ["8: 'a..b' is not a domain name"]),
        ("DNS_CHECK {\nname a.b.\n}", ["8: 'a.b.' is not a domain name"]),
        ("DNS_CHECK {\nname a\nname b\n}", ["9: 'name' is repeated: the first one is used"]),
        ("DNS_CHECK {\ntype FOO\n}", ["8: invalid value 'FOO' for 'type'"]),
        (
            "HTTP_GET {\nurl {\npath /\nstatus_code 200 999\n}\n}",
            ["10: '999' is outside the range of 'status_code'"]
        ),
        ("HTTP_GET {\nurl {\npath /\ndigest 0a\n}\n}", ["10: expected 32 hexadecimal digits, not 2"]),
        ("SMTP_CHECK {\nhelo_name \"a\rb\"\n}", ["8: the text of 'helo_name' contains a carriage return"]),
        (
            "HTTP_GET {\nvirtualhost \"a\u{7F}\"\nurl {\npath /\n}\n}",
            ["8: the text of 'virtualhost' contains the control character 0x7f"]
        ),
        (
            "HTTP_GET {\nurl {\npath \"/a\tb\"\n}\n}", ["9: the text of 'path' contains a tab"]
        ),
        (
            "HTTP_GET {\nurl {\npath /\nvirtualhost a\u{1}b\n}\n}",
            ["10: the text of 'virtualhost' contains the control character 0x01"]
        ),
        (
            "SSL_GET {\nsni_name \"a\u{B}b\"\nurl {\npath /\n}\n}",
            ["8: the text of 'sni_name' contains the control character 0x0b"]
        ),
        ("DNS_CHECK {\nname \"a\rb\"\n}", ["8: the text of 'name' contains a carriage return"]),
        ("virtualhost \"a\rb\"", ["7: the text of 'virtualhost' contains a carriage return"]),
        (
            "MISC_CHECK {\nmisc_path /usr/bin/missing\nuser nosuch\n}", ["9: there is no user 'nosuch'"]
        ),
    ]

    private func errors(_ result: ConfigurationResult) -> [String] {
        result.errors.map { "\($0.location?.line ?? 0): \($0.message)" }
    }

    @Test("An error is told once, at its place", arguments: service + methods + servers)
    func told(_ mistake: Mistake) {
        let result = VirtualServerTests.load(
            VirtualServerTests.file(
                mistake.lines, head: mistake.head, method: mistake.method, real: mistake.real))
        #expect(errors(result) == mistake.errors)
        #expect(result.testStatus == 5)
        #expect(result.model.virtualServers.count == mistake.servers)
    }

    @Test("A checker that cannot be is told once, at its place", arguments: checkers)
    func toldOfChecker(_ lines: String, _ expected: [String]) {
        let result = VirtualServerTests.load(
            VirtualServerTests.file("", real: "real_server 10.0.0.2 80 {\n\(lines)\n}"))
        #expect(errors(result) == expected)
        #expect(result.testStatus == 5)
    }

    @Test("Scheduler, method and protocol must be said")
    func unsaid() throws {
        let result = VirtualServerTests.load(
            "virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n}\n}")
        #expect(
            result.errors.map(\.message).sorted() == [
                "the virtual server has no forwarding method: NAT is used",
                "the virtual server has no protocol: UDP is used",
                "the virtual server has no scheduler: wlc is used",
            ])
        let made = try #require(result.model.virtualServers.first)
        #expect(made.scheduler == "wlc" && made.realServers[0].destination.method == .masquerade)
    }

    @Test("What keepalived passes in silence is a warning")
    func warnings() {
        let server = VirtualServerTests.file("")
        let twice = VirtualServerTests.load(server + server)
        #expect(twice.messages == ["the virtual server is defined twice: the first one is used"])
        #expect(twice.testStatus == 0 && twice.model.virtualServers.count == 1)
        let unknown = VirtualServerTests.load(VirtualServerTests.file("", head: "group G"))
        #expect(
            unknown.messages == ["there is no virtual_server_group 'G': the virtual server is ignored"])
        #expect(unknown.testStatus == 0 && unknown.model.virtualServers == [])
        let pattern = VirtualServerTests.load(
            VirtualServerTests.file(
                "",
                real: "real_server 10.0.0.2 80 {\nHTTP_GET {\nurl {\npath /\nregex_no_match\n}\n}\n}"))
        #expect(pattern.messages == ["'regex_no_match' has no effect without 'regex'"])
    }

    static let unusual: [(lines: String, messages: [String])] = [
        (
            "SMTP_CHECK {\nhelo_name m\u{E9}l\n}",
            ["the text of 'helo_name' is sent as it is, but SMTP allows only visible ASCII characters in it"]
        ),
        (
            "HTTP_GET {\nurl {\npath \"/a b\"\nvirtualhost \u{E9}.example\n}\n}",
            [
                "the text of 'path' is sent as it is, but HTTP allows only visible ASCII characters in it",
                "the text of 'virtualhost' is sent as it is, but HTTP allows only visible ASCII characters in it",
            ]
        ),
        ("DNS_CHECK {\nname \u{E9}.example\n}", []),
    ]

    @Test("What a protocol does not allow, and servers may take, is a warning", arguments: unusual)
    func unusualText(_ lines: String, _ messages: [String]) {
        let result = VirtualServerTests.load(
            VirtualServerTests.file("", real: "real_server 10.0.0.2 80 {\n\(lines)\n}"))
        #expect(result.messages == messages)
        #expect(result.testStatus == 0)
    }

    @Test("A server of the other family needs a tunnel, of its own or of the virtual server")
    func tunnels() {
        let real = "real_server 2001:db8::1 80 {\n"
        let texts = [
            VirtualServerTests.file("", method: "TUN", real: real + "}"),
            VirtualServerTests.file("", method: "NAT", real: real + "lvs_method TUN\n}"),
        ]
        for text in texts {
            let result = VirtualServerTests.load(text)
            #expect(result.messages == [])
            #expect(result.model.virtualServers.first?.realServers.count == 1)
        }
    }

    @Test("A second SSL block replaces the first")
    func secondTLS() {
        let result = VirtualServerTests.load("SSL {\npassword a\n}\nSSL {\nca b\n}\n")
        #expect(result.errors.map(\.message) == ["a second 'SSL' replaces the first"])
        #expect(result.model.tls?.password == nil && result.model.tls?.authorities == "b")
    }
}
