import Configuration
import ConfigurationSyntax
import NetworkTypes
import Testing
import VirtualServers

/// What a virtual server's words make of the model.
@Suite("Virtual servers")
struct VirtualServerTests {
    static let real = "real_server 10.0.0.2 80 {\n}"

    /// A file with one complete virtual server.
    static func file(
        _ lines: String, head: String = "10.0.0.1 80", method: String = "DR", real: String = real
    ) -> String {
        "virtual_server \(head) {\nlb_algo rr\nlb_kind \(method)\nprotocol TCP\n\(lines)\n\(real)\n}\n"
    }

    static func load(_ text: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(text)
    }

    static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func server(_ lines: String, method: String = "DR", real: String = real) throws
        -> VirtualServerDefinition
    {
        let result = Self.load(Self.file(lines, method: method, real: real))
        #expect(result.errors.map(\.message) == [])
        return try #require(result.model.virtualServers.first)
    }

    @Test("The defaults are keepalived's")
    func defaults() throws {
        var expected = VirtualServerDefinition(
            .service(.address(.tcp, try Self.address("10.0.0.1"), port: 80)), family: .ipv4)
        expected.scheduler = "rr"
        expected.clientMask = .ipv4(IPv4Address(255, 255, 255, 255))
        expected.quorum = 1
        expected.realServers = [
            RealServerDefinition(
                Destination(DestinationID(try Self.address("10.0.0.2"), port: 80), method: .route, weight: 1))
        ]
        #expect(try server("") == expected)
        #expect(expected.realServers[0].alertsByMail)
        #expect(!expected.alertsByMail)
    }

    @Test("A virtual server draws no warning")
    func quiet() {
        let result = Self.load(Self.file("", real: "real_server 10.0.0.2 80 {\nTCP_CHECK {\n}\n}"))
        #expect(result.messages == [])
        #expect(result.model.hasVirtualServers)
    }

    static let flags: [(lines: String, flags: ServiceFlags)] = [
        ("flag-1", .scheduler1), ("flag-2", .scheduler2), ("flag-3", .scheduler3),
        ("lb_algo sh\nsh-port\nsh-fallback", [.scheduler1, .scheduler2]),
        ("lb_algo mh\nmh-port\nmh-fallback", [.scheduler1, .scheduler2]),
        ("protocol UDP\nops", .onePacket), ("persistence_timeout 5", .persistent),
    ]

    @Test("Words become flags of the service", arguments: flags)
    func flag(_ lines: String, _ flags: ServiceFlags) throws {
        #expect(try server(lines).flags == flags)
    }

    @Test("Persistence has a time, a mask and an engine")
    func persistence() throws {
        let plain = try server("persistence_timeout")
        #expect(plain.persistenceSeconds == 360)
        let full = try server(
            "persistence_timeout 50\npersistence_granularity 255.255.0.0\npersistence_engine sip")
        #expect(full.persistenceSeconds == 50)
        #expect(full.clientMask == .ipv4(IPv4Address(255, 255, 0, 0)))
        #expect(full.persistenceEngine == "sip")
        #expect(try server("persistence_granularity 255.255.0.0").persistenceSeconds == 360)
    }

    @Test("An IPv6 mask is a prefix length")
    func mask6() throws {
        let result = Self.load(
            Self.file(
                "persistence_granularity 64", head: "2001:db8::1 80",
                real: "real_server 2001:db8::2 80 {\n}"))
        let server = try #require(result.model.virtualServers.first)
        #expect(server.clientMask == .ipv6(prefixLength: 64))
        #expect(server.family == .ipv6)
    }

    static let methods: [(words: String, method: ForwardingMethod, tunnel: Tunnel)] = [
        ("NAT", .masquerade, Tunnel()), ("DR", .route, Tunnel()), ("TUN", .tunnel, Tunnel()),
        ("TUN type gue port 5555 csum", .tunnel, Tunnel(.gue, port: 5555, checksum: .outer)),
        ("TUN type gue port 5555 remcsum", .tunnel, Tunnel(.gue, port: 5555, checksum: .remote)),
        ("TUN type gre csum", .tunnel, Tunnel(.gre, checksum: .outer)),
        ("TUN type gre nocsum", .tunnel, Tunnel(.gre)),
    ]

    @Test("Forwarding methods and tunnels", arguments: methods)
    func method(_ words: String, _ method: ForwardingMethod, _ tunnel: Tunnel) throws {
        let real = try #require(try server("", method: words).realServers.first)
        #expect(real.destination.method == method)
        #expect(real.destination.tunnel == tunnel)
    }

    @Test("A real server has its own words, or those of the virtual server")
    func inheritance() throws {
        let made = try server(
            "weight 7\nalpha\ninhibit_on_failure",
            real: """
                real_server 10.0.0.2 80 {
                }
                real_server 10.0.0.3 8080 {
                weight 3
                alpha off
                inhibit_on_failure off
                lvs_method NAT
                uthreshold 20
                lthreshold 10
                }
                """)
        let first = made.realServers[0]
        #expect(first.destination.weight == 7 && first.startsDown && first.inhibitsOnFailure)
        let second = made.realServers[1]
        #expect(!second.startsDown && !second.inhibitsOnFailure)
        #expect(
            second.destination
                == Destination(
                    DestinationID(try Self.address("10.0.0.3"), port: 8080), method: .masquerade, weight: 3,
                    upperThreshold: 20, lowerThreshold: 10))
    }

    @Test("Quorum, hysteresis, omega and ha_suspend")
    func quorum() throws {
        let made = try server("quorum 3\nhysteresis 2\nomega\nha_suspend\nweight 5")
        #expect(made.quorum == 3 && made.hysteresis == 2)
        #expect(made.notifiesAtEnd && made.suspendsWithoutAddress)
    }

    @Test("Scripts are resolved with their user")
    func scripts() throws {
        var machine = FakeMachine()
        machine.users["nobody"] = UserFacts(userID: 65534, groupID: 65534)
        let result = machine.load(
            Self.file(
                "quorum_up \"/usr/bin/true up\" nobody\nquorum_down /usr/bin/true nobody",
                real: """
                    real_server 10.0.0.2 80 {
                    notify_up "/usr/bin/true 'a b'" nobody
                    notify_down /usr/bin/missing nobody
                    MISC_CHECK {
                    misc_path "/usr/bin/true x"
                    user nobody
                    misc_timeout 4
                    misc_dynamic
                    }
                    }
                    """))
        #expect(result.errors.map(\.message) == [])
        let made = try #require(result.model.virtualServers.first)
        let nobody = UserAndGroup(userID: 65534, groupID: 65534)
        #expect(made.quorumUp?.words == ["/usr/bin/true", "up"])
        #expect(made.quorumDown?.credentials == nobody)
        #expect(made.realServers[0].notifyUp?.words == ["/usr/bin/true", "a b"])
        #expect(made.realServers[0].notifyDown == nil)
        var check = ProgramCheck(
            Command(words: ["/usr/bin/true", "x"], text: "/usr/bin/true x", credentials: nobody),
            timeout: .seconds(4))
        check.setsWeight = true
        #expect(made.realServers[0].checkers.map(\.kind) == [.misc(check)])
    }

    @Test("A checker whose program cannot run says why")
    func missingProgram() throws {
        let made = try server(
            "", real: "real_server 10.0.0.2 80 {\nMISC_CHECK {\nmisc_path /usr/bin/missing\n}\n}")
        guard case .misc(let check) = try #require(made.realServers[0].checkers.first).kind else {
            Issue.record("no MISC_CHECK")
            return
        }
        #expect(check.disabledBecause == "there is no program '/usr/bin/missing'")
    }

    @Test("The sorry server has its method and its inhibition")
    func sorry() throws {
        let made = try server(
            "sorry_server 10.0.0.9 8080\nsorry_server_lvs_method NAT\nsorry_server_inhibit")
        let id = DestinationID(try Self.address("10.0.0.9"), port: 8080)
        #expect(made.sorryServer == SorryServer(Destination(id, method: .masquerade), isInhibited: true))
        let plain = try server("sorry_server 10.0.0.9")
        #expect(plain.sorryServer?.destination.id.port == 80)
    }

    @Test("smtp_alert is kept, and snmp_name with a warning")
    func withoutEffect() throws {
        let result = Self.load("global_defs {\nsmtp_alert_checker\n}\n" + Self.file("snmp_name web"))
        let made = try #require(result.model.virtualServers.first)
        #expect(made.alertsByMail && made.managementName == "web")
        #expect(result.messages == ["'snmp_name' is not supported yet and has no effect"])
        let off = try server("smtp_alert off", real: "real_server 10.0.0.2 80 {\nsmtp_alert off\n}")
        #expect(!off.alertsByMail && !off.realServers[0].alertsByMail)
    }

    @Test("A mark takes its family from ip_family or the first server")
    func marks() throws {
        let text = "lb_algo rr\nlb_kind NAT\n"
        let four = Self.load("virtual_server fwmark 5 {\n\(text)\(Self.real)\n}")
        #expect(four.model.virtualServers.map(\.name) == [.service(.firewallMark(5, .ipv4))])
        #expect(four.model.virtualServers.first?.realServers.first?.destination.id.port == 80)
        let six = Self.load("virtual_server fwmark 5 {\n\(text)real_server 2001:db8::2 {\n}\n}")
        #expect(six.model.virtualServers.map(\.family) == [.ipv6])
        let named = Self.load(
            "virtual_server fwmark 5 {\nip_family inet6\n\(text)real_server 2001:db8::2 {\n}\n}")
        #expect(named.model.virtualServers.map(\.name) == [.service(.firewallMark(5, .ipv6))])
        #expect(four.messages + six.messages + named.messages == [])
    }

    @Test("Only address translation gives a server a port of its own in the kernel")
    func placed() throws {
        let service = ServiceID.address(.tcp, try Self.address("10.0.0.1"), port: 80)
        let id = DestinationID(try Self.address("10.0.0.2"), port: 8080)
        let translated = RealServerDefinition(Destination(id, method: .masquerade))
        #expect(translated.destination.placed(in: service)?.id.port == 8080)
        let routed = RealServerDefinition(Destination(id, method: .route))
        #expect(routed.destination.placed(in: service)?.id.port == 80)
        #expect(routed.destination.placed(in: .firewallMark(5, .ipv4))?.id.port == 0)
        let portless = RealServerDefinition(
            Destination(DestinationID(try Self.address("10.0.0.2"), port: 0), method: .masquerade))
        #expect(portless.destination.placed(in: service)?.id.port == 80)
    }

    @Test("SSL is kept, and its password is no text of a dump")
    func tls() throws {
        let result = Self.load(
            "SSL {\npassword hush\nca /etc/ca.pem\ncertificate /etc/c.pem\nkey /etc/k.pem\n}")
        var expected = TLSMaterial()
        expected.password = "hush"
        expected.authorities = "/etc/ca.pem"
        expected.certificate = "/etc/c.pem"
        expected.key = "/etc/k.pem"
        #expect(result.model.tls == expected)
        #expect(result.messages == [])
        #expect(!ModelDump.text(of: result.model).contains("hush"))
    }

    @Test("The virtual routers alone are read without the virtual servers")
    func scope() {
        var machine = FakeMachine()
        machine.files["/k.conf"] = Array((RuleTests.file("") + Self.file("") + "SSL {\nca x\n}").utf8)
        let all = Configuration.load(path: "/k.conf", host: &machine)
        let routers = Configuration.load(path: "/k.conf", scope: .virtualRouters, host: &machine)
        var expected = all.model
        #expect(expected.virtualServers.count == 1 && expected.tls != nil)
        expected.virtualServers = []
        expected.tls = nil
        #expect(routers.model == expected)
        #expect(routers.model.hasVirtualServers)
    }
}
