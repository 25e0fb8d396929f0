import BFD
import ConfigurationSyntax
import Election
import NetworkTypes
import Testing

@testable import Configuration

@Suite("BFD sessions and who tracks them")
struct SessionTests {
    private static let neighbor = IPAddress.ipv4(IPv4Address(10, 0, 0, 2))

    private func load(_ text: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(text)
    }

    private static func block(_ name: String = "b", _ lines: String = "neighbor_ip 10.0.0.2") -> String {
        "bfd_instance \(name) {\n\(lines)\n}\n"
    }

    @Test("The defaults are keepalived's")
    func defaults() throws {
        let made = try #require(load(Self.block()).model.sessions.first)
        #expect(made == BFDInstance(SessionSettings(name: "b", neighbor: Self.neighbor)))
        #expect(made.session.requiredMinRxInterval == .milliseconds(10))
        #expect(made.session.desiredMinTxInterval == .milliseconds(10))
        #expect(made.session.idleTxInterval == .seconds(1))
        #expect(made.session.detectionMultiplier == 5)
        #expect(made.session.hopLimit == 255 && made.session.maximumHops == 0)
        #expect(!made.session.isPassive && !made.session.isMultihop && made.session.source == nil)
        #expect(made.isForRouters && made.isForCheckers && made.weight == 0)
        let other = try #require(load(Self.block("b", "neighbour_ip fd00::2")).model.sessions.first)
        #expect(other.session.hopLimit == 64)
    }

    @Test("Every keyword has its place")
    func keywords() throws {
        let lines = """
            neighbor_ip 10.0.0.2
            source_ip 10.0.0.1
            min_rx 300
            min_tx 200.125
            idle_tx 1500
            multiplier 3
            passive
            ttl 100
            max_hops 7
            multihop
            weight -20 reverse
            checker
            """
        let result = load(Self.block("b", lines))
        let made = try #require(result.model.sessions.first)
        #expect(result.messages == [])
        #expect(made.session.source == .ipv4(IPv4Address(10, 0, 0, 1)))
        #expect(made.session.requiredMinRxInterval == .milliseconds(300))
        #expect(made.session.desiredMinTxInterval == .microseconds(200_125))
        #expect(made.session.idleTxInterval == .milliseconds(1500))
        #expect(made.session.detectionMultiplier == 3)
        #expect(made.session.isPassive && made.session.isMultihop)
        #expect(made.session.hopLimit == 100 && made.session.maximumHops == 7)
        #expect(made.weight == -20 && made.isReversed)
        #expect(!made.isForRouters && made.isForCheckers)
    }

    @Test(
        "The last of ttl and hoplimit counts; max_hops -1 and 255 turn the check off",
        arguments: [
            ("ttl 9\nhoplimit 3", 3, 3), ("hoplimit 3\nttl 9", 9, 9), ("max_hops -1", 255, 0),
            ("max_hops 255", 255, 0), ("max_hops 0", 255, 255), ("ttl 20\nmax_hops 5", 20, 15),
        ] as [(String, UInt8, UInt8)])
    func hops(lines: String, hopLimit: UInt8, least: UInt8) throws {
        let result = load(Self.block("b", "neighbor_ip 10.0.0.2\n" + lines))
        let session = try #require(result.model.sessions.first?.session)
        #expect(session.hopLimit == hopLimit && session.minimumReceivedHopLimit == least)
        #expect(result.testStatus == 0)
    }

    static let mistakes: [(text: String, messages: [String], names: [String])] = [
        (block("b", "passive"), ["the bfd_instance 'b' has no neighbor and is ignored"], []),
        (block("b", "neighbor_ip x"), ["'x' is not an IPv4 or IPv6 address"], []),
        (block("b", "neighbor_ip 224.0.0.1"), ["'224.0.0.1' is not the address of a neighbor"], []),
        (
            block("b", "neighbor_ip 10.0.0.2/24"),
            ["the prefix length of '10.0.0.2/24' is ignored: 10.0.0.2 is used"], ["b"]
        ),
        (block("b", "neighbor_ip 0.0.0.0"), ["'0.0.0.0' is not the address of a neighbor"], []),
        (
            block("b", "neighbor_ip 10.0.0.2\nsource_ip fd00::1"),
            [
                "the neighbor 10.0.0.2 and the source fd00::1 are of different families: the bfd_instance is ignored"
            ], []
        ),
        (
            block("b", "neighbor_ip fe80::2"),
            [
                "a link-local neighbor needs an interface, which a bfd_instance cannot name: 'b' never comes up"
            ], ["b"]
        ),
        (
            block() + block("b", "neighbor_ip 10.0.0.3"),
            ["the bfd_instance 'b' is defined twice: the first one is used"], ["b"]
        ),
        (
            block() + block("c", "neighbor_ip 10.0.0.2\nsource_ip 10.0.0.1"),
            ["the bfd_instance 'c' has the neighbor of 'b' and is ignored"], ["b"]
        ),
        (
            block("b", "neighbor_ip 10.0.0.2\nsource_ip 10.0.0.1")
                + block("c", "neighbor_ip 10.0.0.2\nsource_ip 10.0.0.9"), [], ["b", "c"]
        ),
        (
            block(String(repeating: "n", count: 32)),
            [
                "the name of a bfd_instance has at most 31 bytes: 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn' is ignored"
            ], []
        ),
        (
            block("b", "neighbor_ip 10.0.0.2\nttl 10\nmax_hops 20"),
            ["max_hops 20 is more than the TTL or hop limit: 10 is used"], ["b"]
        ),
        (
            block("b", "neighbor_ip 10.0.0.2\nmin_rx 20000"),
            ["20000 ms is a long interval: the unit is milliseconds"], ["b"]
        ),
        (
            block("b", "neighbor_ip 10.0.0.2\nweight 3 noreverse"),
            ["unknown word 'noreverse' after the weight"], ["b"]
        ),
    ]

    @Test("A mistake is told, and a session that cannot be is left out", arguments: mistakes)
    func mistake(_ mistake: (text: String, messages: [String], names: [String])) {
        let result = load(mistake.text)
        #expect(result.messages == mistake.messages)
        #expect(result.model.sessions.map(\.name) == mistake.names)
    }

    @Test(
        "track_bfd takes the weight of its line, else that of the session, wherever that stands",
        arguments: [
            ("b", 7, true), ("b weight 9", 9, false), ("b weight 0 reverse", 0, true),
            ("b weight -253 noreverse", -253, false),
        ])
    func tracking(line: String, weight: Int, isReversed: Bool) throws {
        let text =
            RuleTests.file("dont_track_primary\ntrack_bfd {\n\(line)\n}")
            + Self.block("b", "neighbor_ip 10.0.0.2\nweight 7 reverse")
        let result = load(text)
        #expect(result.messages == [])
        let made = try #require(result.model.instances.first)
        let tracking = InstanceSettings.Tracking(.session("b"), weight: weight, isReversed: isReversed)
        #expect(made.trackedSessions == [tracking])
        #expect(made.election.trackings == [tracking])
        #expect(made.election.configurationFault == nil)
    }

    @Test("A group tracks sessions as well; weights of its members' own are dropped")
    func group() throws {
        let file = RuleTests.file("track_bfd {\nb weight 5\n}")
        let second = RuleTests.file("virtual_router_id 6", addresses: "10.0.0.2")
            .replacing("vrrp_instance A", with: "vrrp_instance B")
        let result = load(
            Self.block() + file + second + "vrrp_sync_group G {\ngroup { A B }\ntrack_bfd {\nb\n}\n}")
        #expect(
            result.messages == ["'b' has a weight, which members of the sync group 'G' ignore"])
        #expect(result.model.groups.first?.election.trackings == [.init(.session("b"), weight: 0)])
        #expect(result.model.instances[0].trackedSessions == [])
    }

    @Test("A session for one kind of process is not there for the other")
    func audience() throws {
        let check = VirtualServerTests.file(
            "", real: "real_server 10.0.0.2 80 {\nBFD_CHECK {\nname b\n}\n}")
        let routers = load(Self.block("b", "neighbor_ip 10.0.0.2\nvrrp") + check)
        #expect(routers.messages == ["the bfd_instance 'b' is only for virtual routers"])
        let both = load(Self.block("b", "neighbor_ip 10.0.0.2\nvrrp\nchecker") + check)
        #expect(both.messages == [])
        let tracked = RuleTests.file("track_bfd {\nb\n}")
        let checkers = load(Self.block("b", "neighbor_ip 10.0.0.2\nchecker") + tracked)
        #expect(
            checkers.messages == [
                "the bfd_instance 'b' is only for checkers: the instance stays in FAULT"
            ])
    }

    @Test("The BFD process reads the sessions, and nothing of routers and servers")
    func scope() throws {
        var machine = FakeMachine()
        let text =
            "global_defs {\nbfd_priority -5\nbfd_process_name bb\n}\n" + Self.block()
            + RuleTests.file("track_bfd {\nb\n}") + VirtualServerTests.file("")
        machine.files["/k.conf"] = Array(text.utf8)
        let model = Configuration.load(path: "/k.conf", scope: .sessions, host: &machine).model
        #expect(model.sessions.map(\.name) == ["b"])
        #expect(model.global.bfdProcess.niceness == -5 && model.global.bfdProcess.name == "bb")
        #expect(model.instances == [] && model.virtualServers == [])
    }

    @Test("The dump shows a session as keepalived_bfd.data does")
    func dump() {
        let result = load(Self.block("b", "neighbor_ip 10.0.0.2\nmin_tx 200.5\nweight 3 reverse\nvrrp"))
        let text = ModelDump.text(of: result.model)
        #expect(
            text.contains(
                """
                 BFD Instance = b
                   Neighbor IP = 10.0.0.2
                   Required min RX interval = 10000 us
                   Desired min TX interval = 200500 us
                   Desired idle TX interval = 1000000 us
                   Detection multiplier = 5
                   TTL = 255
                   max_hops = 0
                   passive = false
                   multihop = false
                   Weight = 3 reverse
                   send event to VRRP process = Yes
                   send event to checker process = No

                """))
    }
}
