import Configuration
import ConfigurationSyntax
import NetworkTypes
import Testing
import VirtualServers

/// What a checker's words make of the model.
@Suite("Checkers")
struct CheckerTests {
    private func checker(_ block: String, real: String = "", server: String = "", before: String = "") throws
        -> Checker
    {
        let text =
            before
            + VirtualServerTests.file(
                server, real: "real_server 10.0.0.2 80 {\n\(real)\n\(block)\n}")
        let result = VirtualServerTests.load(text)
        #expect(result.errors.map(\.message) == [])
        return try #require(result.model.virtualServers.first?.realServers.first?.checkers.first)
    }

    private func own() throws -> CheckConnection {
        CheckConnection(try VirtualServerTests.address("10.0.0.2"), port: 80)
    }

    static let paces: [(block: String, retries: Int, retryDelay: Int)] = [
        ("TCP_CHECK {\n}", 1, 1), ("PING_CHECK {\n}", 1, 1), ("UDP_CHECK {\n}", 1, 1),
        ("SMTP_CHECK {\n}", 1, 1), ("DNS_CHECK {\n}", 3, 60),
        ("MISC_CHECK {\nmisc_path /usr/bin/missing\n}", 0, 1),
        ("HTTP_GET {\nurl {\npath /\n}\n}", 1, 3), ("SSL_GET {\nurl {\npath /\n}\n}", 1, 3),
    ]

    @Test("The default pace is keepalived's", arguments: paces)
    func pace(_ block: String, _ retries: Int, _ retryDelay: Int) throws {
        var expected = CheckPace()
        expected.retries = retries
        expected.retryDelay = .seconds(retryDelay)
        #expect(try checker(block).pace == expected)
        #expect(expected.interval == .seconds(60) && expected.warmup == .seconds(60))
    }

    @Test("The pace comes from the checker, else the server, else the virtual server")
    func inheritance() throws {
        let server = "delay_loop 6\nretry 5\ndelay_before_retry 4\nwarmup 2\nalpha\nconnect_timeout 9"
        var expected = CheckPace()
        expected.interval = .seconds(6)
        expected.retries = 5
        expected.retryDelay = .seconds(4)
        expected.warmup = .seconds(2)
        expected.startsDown = true
        #expect(try checker("MISC_CHECK {\nmisc_path x\n}", server: server).pace == expected)
        expected.interval = .milliseconds(7500)
        expected.retries = 0
        #expect(
            try checker("TCP_CHECK {\nretry 0\n}", real: "delay_loop 7.5\nretry 8", server: server).pace
                == expected)
        expected.startsDown = false
        expected.warmup = .zero
        expected.logsAllFailures = true
        let own = "TCP_CHECK {\nretry 0\nalpha no\nwarmup 0\nlog_all_failures\n}"
        #expect(try checker(own, real: "delay_loop 7.5", server: server).pace == expected)
        guard case .tcp(let connection) = try checker("TCP_CHECK {\n}", server: server).kind else { return }
        #expect(connection.timeout == .seconds(9))
    }

    static let connecting = [
        "TCP_CHECK {\n}", "SMTP_CHECK {\n}", "SMTP_CHECK {\nhost {\nconnect_ip 10.0.0.3\n}\n}",
        "DNS_CHECK {\n}",
        "UDP_CHECK {\n}", "HTTP_GET {\nurl {\npath /\n}\n}", "SSL_GET {\nurl {\npath /\n}\n}",
    ]

    private func port(_ text: String) throws -> (check: UInt16, server: UInt16) {
        let server = try #require(VirtualServerTests.load(text).model.virtualServers.first?.realServers.first)
        return (
            check: try #require(server.checkers.first?.kind.connections.first?.port),
            server: server.destination.id.port
        )
    }

    @Test("A check connects to the port that is written, whatever port packets have", arguments: connecting)
    func writtenPort(_ block: String) throws {
        let real = "real_server 10.0.0.2 8080 {\n\(block)\n}"
        for method in ["DR", "TUN"] {
            #expect(try port(VirtualServerTests.file("", method: method, real: real)) == (8080, 80))
            let mark = VirtualServerTests.file("", head: "fwmark 5", method: method, real: real)
            #expect(try port(mark) == (8080, 0))
        }
        #expect(try port(VirtualServerTests.file("", method: "NAT", real: real)) == (8080, 8080))
        let unwritten = "real_server 10.0.0.2 {\n\(block)\n}"
        #expect(try port(VirtualServerTests.file("", real: unwritten)) == (80, 80))
        let said = real.replacing("CHECK {\n", with: "CHECK {\nconnect_port 81\n")
            .replacing("GET {\n", with: "GET {\nconnect_port 81\n")
        #expect(try port(VirtualServerTests.file("", real: said)).check == 81 || block.contains("host"))
    }

    @Test("In a group a server is called by the port that is written, as in keepalived's notifications")
    func portInGroup() throws {
        func file(_ real: String, _ members: String) -> String {
            "virtual_server_group G {\n\(members)\n}\n"
                + VirtualServerTests.file("", head: "group G", real: real)
        }
        let real = "real_server 10.0.0.2 8080 {\nTCP_CHECK {\n}\n}"
        #expect(try port(file(real, "10.0.0.7 80")) == (8080, 8080))
        #expect(try port(file(real, "10.0.0.7 80\n10.0.0.7 443\nfwmark 5")) == (8080, 8080))
        let unwritten = "real_server 10.0.0.2 {\nTCP_CHECK {\n}\n}"
        #expect(try port(file(unwritten, "10.0.0.7-9 80")) == (80, 0))
        let messages = VirtualServerTests.load(file(unwritten, "10.0.0.7 80\n10.0.0.7 443")).messages
        #expect(messages == ["the TCP_CHECK has no port to connect to, and would always fail"])
    }

    @Test("The interval is the default of the warm-up, of DNS_CHECK's retries and of a program's time")
    func interval() throws {
        let dns = try checker("DNS_CHECK {\n}", server: "delay_loop 6")
        #expect(dns.pace.warmup == .seconds(6) && dns.pace.retryDelay == .seconds(6))
        guard case .misc(let check) = try checker("MISC_CHECK {\nmisc_path x\ndelay_loop 6\n}").kind else {
            return
        }
        #expect(check.timeout == .seconds(6))
    }

    @Test("checker_log_all_failures is the default of log_all_failures")
    func logging() throws {
        let global = "global_defs {\nchecker_log_all_failures\n}\n"
        #expect(try checker("TCP_CHECK {\n}", before: global).pace.logsAllFailures)
        #expect(try !checker("TCP_CHECK {\nlog_all_failures off\n}", before: global).pace.logsAllFailures)
    }

    @Test("A checker connects to its server unless it says otherwise")
    func connection() throws {
        #expect(try checker("TCP_CHECK {\n}").kind == .tcp(own()))
        var expected = CheckConnection(try VirtualServerTests.address("10.0.0.7"), port: 8080)
        expected.sourceAddress = try VirtualServerTests.address("10.0.0.8")
        expected.sourcePort = 99
        expected.interface = "eth1"
        expected.timeout = .milliseconds(1500)
        expected.firewallMark = 7
        let words = """
            connect_port 8080
            connect_ip 10.0.0.7
            bindto 10.0.0.8
            bind_port 99
            bind_if eth1
            connect_timeout 1.5
            fwmark 7
            """
        #expect(try checker("TCP_CHECK {\n\(words)\n}").kind == .tcp(expected))
        #expect(try checker("PING_CHECK {\n\(words)\n}").kind == .ping(expected))
    }

    @Test("HTTP_GET")
    func http() throws {
        let made = try checker(
            """
            HTTP_GET {
            http_protocol 1.0c
            fast_recovery
            virtualhost check
            url {
            path /a
            status_code 200 301-303
            digest 9b3a0c85a887a256d6939da88aabd8cd
            virtualhost page
            }
            url {
            path /b
            }
            }
            """, real: "virtualhost real", server: "virtualhost server")
        var expected = PageCheck()
        expected.version = .http10Close
        expected.recoversFast = true
        var first = Page()
        first.path = "/a"
        first.virtualHost = "page"
        first.statusCodes = [200...200, 301...303]
        first.digest = [
            0x9b, 0x3a, 0x0c, 0x85, 0xa8, 0x87, 0xa2, 0x56, 0xd6, 0x93, 0x9d, 0xa8, 0x8a, 0xab, 0xd8, 0xcd,
        ]
        var second = Page()
        second.path = "/b"
        second.virtualHost = "check"
        expected.pages = [first, second]
        #expect(made.kind == .http(try own(), expected))
        #expect(first.accepts(status: 302) && !first.accepts(status: 204) && second.accepts(status: 204))
    }

    static let hosts: [(real: String, server: String, host: String?)] = [
        ("virtualhost real", "virtualhost server", "real"), ("", "virtualhost server", "server"),
        ("", "", nil),
    ]

    @Test("A page without virtual host has that of its server", arguments: hosts)
    func virtualHost(_ real: String, _ server: String, _ host: String?) throws {
        let made = try checker("HTTP_GET {\nurl {\npath /\n}\n}", real: real, server: server)
        guard case .http(_, let check) = made.kind else { return }
        #expect(check.pages.map(\.virtualHost) == [host])
    }

    @Test("SSL_GET has words of its own, and trusts anybody unless told otherwise")
    func security() throws {
        let page = "url {\npath /\ntls_compliant\n}"
        var expected = PageCheck(security: PageCheck.Security())
        var plain = Page()
        plain.path = "/"
        plain.closesInOrder = true
        expected.pages = [plain]
        #expect(try checker("SSL_GET {\n\(page)\n}").kind == .http(try own(), expected))
        expected.security?.sendsServerName = true
        expected.security?.serverName = "name"
        expected.security?.closesInOrder = true
        expected.security?.verifiesPeer = true
        let words = "sni_name name\ntls_compliant\nverify_peer"
        #expect(try checker("SSL_GET {\n\(words)\n\(page)\n}").kind == .http(try own(), expected))
        #expect(PageCheck.Security().verifiesPeer == false)
    }

    @Test("regex and its words")
    func pattern() throws {
        let made = try checker(
            """
            HTTP_GET {
            url {
            path /
            regex_no_match
            regex "a b\\x41\\\\d\\101"
            regex_options caseless dotall caseless
            regex_min_offset 5
            regex_max_offset 50
            regex_stack 1000 2000
            }
            }
            """)
        var expected = PagePattern(Array("a bA\\dA".utf8))
        expected.failsOnMatch = true
        expected.options = [.caseless, .dotall]
        expected.minimumOffsetBytes = 5
        expected.maximumOffsetBytes = 50
        expected.stack = .init(initialBytes: 1000, maximumBytes: 2000)
        guard case .http(_, let check) = made.kind else { return }
        #expect(check.pages.map(\.pattern) == [expected])
    }

    @Test("SMTP_CHECK looks at its server, or at its hosts")
    func mail() throws {
        let plain = try checker("SMTP_CHECK {\n}").kind
        #expect(plain == .smtp([try own()], heloName: "smtpchecker.keepalived.org"))
        var second = try own()
        second.port = 26
        let first = CheckConnection(try VirtualServerTests.address("10.0.0.7"), port: 80)
        let made = try checker(
            "SMTP_CHECK {\nhelo_name me\nhost {\nconnect_ip 10.0.0.7\n}\nhost {\nconnect_port 26\n}\n}")
        #expect(made.kind == .smtp([first, second], heloName: "me"))
    }

    @Test("DNS_CHECK")
    func question() throws {
        #expect(try checker("DNS_CHECK {\n}").kind == .dns(try own(), NameQuestion()))
        var expected = NameQuestion()
        expected.kind = .AAAA
        expected.name = "a.example"
        #expect(
            try checker("DNS_CHECK {\ntype aaaa\nname a.example\n}").kind == .dns(try own(), expected))
        #expect(NameQuestion().kind == .SOA && NameQuestion().name == ".")
    }

    @Test("UDP_CHECK")
    func datagram() throws {
        #expect(try checker("UDP_CHECK {\n}").kind == .udp(try own(), DatagramExchange()))
        var expected = DatagramExchange()
        expected.payload = [1, 0xAB]
        expected.requiredReply = DatagramExchange.ReplyPattern()
        expected.requiredReply?.bytes = [0x12, 0x30, 0x04, 0]
        expected.requiredReply?.mask = [0xFF, 0xF0, 0x0F, 0]
        expected.minimumReplyBytes = 4
        expected.maximumReplyBytes = 9
        let words = "payload 01 aB\nrequire_reply 12 3x X4XX\nmin_reply_length 4\nmax_reply_length 9"
        #expect(try checker("UDP_CHECK {\n\(words)\n}").kind == .udp(try own(), expected))
        let any = try checker("UDP_CHECK {\nrequire_reply\n}").kind
        expected = DatagramExchange()
        expected.requiredReply = DatagramExchange.ReplyPattern()
        #expect(any == .udp(try own(), expected))
    }

    @Test("FILE_CHECK takes path and weight of its track_file, wherever that stands")
    func file() throws {
        let file = "track_file T {\nfile /run/t\nweight 7 reverse\n}\n"
        let made = try checker("FILE_CHECK {\ntrack_file T\n}", before: file)
        #expect(made.kind == .file(FileCheck(name: "T", path: "/run/t", weight: 7, isReversed: true)))
        let own = try checker("FILE_CHECK {\ntrack_file T\nweight -1000\n}", before: file)
        #expect(own.kind == .file(FileCheck(name: "T", path: "/run/t", weight: -1000, isReversed: false)))
    }

    @Test("BFD_CHECK names its bfd_instance")
    func session() throws {
        let session = "bfd_instance B {\nneighbor_ip 10.0.0.9\n}\n"
        #expect(try checker("BFD_CHECK {\nname B\n}", before: session).kind == .session(name: "B"))
        let result = VirtualServerTests.load(
            session
                + VirtualServerTests.file("", real: "real_server 10.0.0.2 80 {\nBFD_CHECK {\nname B\n}\n}"))
        #expect(result.messages == [])
    }
}

extension Checker.Kind {
    /// Where it connects to.
    fileprivate var connections: [CheckConnection] {
        switch self {
        case .tcp(let connection), .http(let connection, _), .dns(let connection, _), .udp(let connection, _),
            .ping(let connection):
            [connection]
        case .smtp(let connections, _): connections
        case .misc, .file, .session: []
        }
    }
}
