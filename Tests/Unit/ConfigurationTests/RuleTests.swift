import Configuration
import ConfigurationSyntax
import Election
import NetworkTypes
import Testing

/// What the rules make of an instance: defaults, rewrites, contradictions.
@Suite("Instance rules")
struct RuleTests {
    static func file(_ lines: String, addresses: String = "10.0.0.1/24") -> String {
        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 5\n\(lines)\nvirtual_ipaddress {\n\(addresses)\n}\n}\n"
    }

    private func load(_ lines: String, addresses: String = "10.0.0.1/24") -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(Self.file(lines, addresses: addresses))
    }

    private func instance(_ lines: String, addresses: String = "10.0.0.1/24") throws -> VRRPInstance {
        try #require(load(lines, addresses: addresses).model.instances.first)
    }

    @Test("The defaults are keepalived's")
    func defaults() throws {
        var expected = VRRPInstance(name: "A")
        expected.election.interface = "eth0"
        expected.election.virtualRouterID = 5
        expected.addresses = [
            VirtualAddress(address: .ipv4(IPv4Address(10, 0, 0, 1)), prefixLength: 24, interface: "eth0")
        ]
        expected.election.addresses = [.ipv4(IPv4Address(10, 0, 0, 1))]
        expected.election.announcedAddressCount = 1
        expected.election.trackings = [.init(.interface("eth0"), weight: 0)]
        #expect(try instance("") == expected)
    }

    struct Role: Sendable {
        let lines: String
        let priority: UInt8
        let startsAsMaster: Bool
        let isPreempting: Bool
    }

    static let elections = [
        Role(lines: "", priority: 100, startsAsMaster: false, isPreempting: true),
        Role(lines: "state MASTER", priority: 255, startsAsMaster: true, isPreempting: true),
        Role(lines: "state MASTER\npriority 7", priority: 7, startsAsMaster: true, isPreempting: true),
        Role(lines: "priority 255", priority: 255, startsAsMaster: true, isPreempting: true),
        Role(
            lines: "state BACKUP\npriority 255", priority: 255, startsAsMaster: false, isPreempting: true),
        Role(lines: "nopreempt", priority: 100, startsAsMaster: false, isPreempting: false),
        Role(lines: "nopreempt\npreempt", priority: 100, startsAsMaster: false, isPreempting: true),
        Role(
            lines: "state MASTER\npriority 9\nnopreempt", priority: 9, startsAsMaster: true,
            isPreempting: true),
        Role(lines: "priority 255\nnopreempt", priority: 255, startsAsMaster: true, isPreempting: true),
        Role(
            lines: "strict_mode\nstate MASTER\npriority 9", priority: 9, startsAsMaster: false,
            isPreempting: true),
    ]

    @Test("State, priority and nopreempt decide each other", arguments: elections)
    func election(_ role: Role) throws {
        let made = try instance(role.lines)
        #expect(made.election.basePriority == role.priority)
        #expect(made.election.startsAsMaster == role.startsAsMaster)
        #expect(made.election.isPreempting == role.isPreempting)
    }

    static let mistakes: [(lines: String, error: String)] = [
        (
            "state MASTER\npriority 9\nnopreempt",
            "'nopreempt' cannot be used with 'state MASTER' and is ignored"
        ),
        ("priority 255\nnopreempt", "'nopreempt' cannot be used with priority 255 and is ignored"),
        (
            "state MASTER\npriority 9\npreempt_delay 5",
            "'preempt_delay' cannot be used with 'state MASTER' and is ignored"
        ),
        ("nopreempt\npreempt_delay 5", "'preempt_delay' cannot be used with 'nopreempt' and is ignored"),
        ("strict_mode\npreempt_delay 5", "'preempt_delay' cannot be used with strict mode and is ignored"),
        ("strict_mode\nstate MASTER\npriority 9", "strict mode: with priority 9 the state is BACKUP"),
        ("strict_mode\ngarp_lower_prio_repeat 6", "strict mode: 'garp_lower_prio_repeat' is ignored"),
        ("strict_mode\ndown_timer_adverts 5", "strict mode: 'down_timer_adverts' is ignored"),
        ("strict_mode\nlower_prio_no_advert off", "strict mode: 'lower_prio_no_advert' is ignored"),
        ("strict_mode\nhigher_prio_send_advert", "strict mode: 'higher_prio_send_advert' is ignored"),
        ("strict_mode\nunicast_peer { 10.0.0.9 }", "strict mode forbids unicast"),
        (
            "strict_mode\nauthentication {\nauth_type PASS\nauth_pass a\n}",
            "strict mode does not allow authentication: the block is ignored"
        ),
        ("advert_int 1.5", "VRRP version 2 cannot advertise every 1.5 s: 2 s is used"),
        ("version 3\nadvert_int 41", "VRRP version 3 cannot advertise every 41 s: 40.95 s is used"),
        ("version 3\nadvert_int 0.016", "VRRP version 3 cannot advertise every 0.016 s: 0.02 s is used"),
        (
            "version 3\nauthentication {\nauth_type PASS\nauth_pass a\n}",
            "VRRP version 3 does not allow authentication: the block is ignored"
        ),
        ("authentication {\nauth_pass a\n}", "the authentication has no type and is ignored"),
        ("authentication {\nauth_type PASS\n}", "the authentication has no password and is ignored"),
        ("version 2\nversion 3", "version 3 contradicts version 2 above, which is used"),
        ("state MASTER\npriority 9\nstate BACKUP", "'state BACKUP' cannot undo 'state MASTER'"),
        ("garp_master_repeat 0", "0 is too low: 1 is used"),
        ("mcast_src_ip fe80::1", "IPv4 does not match the instance, which is IPv6"),
        ("track_interface {\neth7\n}", "there is no interface 'eth7'"),
        ("track_interface {\neth1 weight 254\n}", "a weight of 254 is out of range: 253 is used"),
        ("track_script {\nnone\n}", "there is no vrrp_script 'none': the instance stays in FAULT"),
        ("unicast_peer {\n10.0.0.9 min_ttl 9 max_ttl 3\n}", "min_ttl 9 is more than max_ttl 3"),
        (
            "notify /usr/bin/true\nnotify /usr/bin/true",
            "'notify' is repeated: the first one is used"
        ),
        ("track_src_ip", "'track_src_ip' of 'A' needs a source address"),
        ("mcast_dst_ip ff05::5", "'ff05::5' is not a link-local multicast group"),
    ]

    @Test("What cannot work as written is one error", arguments: mistakes)
    func told(_ mistake: (lines: String, error: String)) {
        let ordinary = load(mistake.lines).errors.filter { $0.category == .ordinary }
        #expect(ordinary.map(\.message) == [mistake.error])
    }

    static let oddities: [(lines: String, warning: String)] = [
        (
            "authentication {\nauth_type PASS\nauth_pass 123456789\n}",
            "the password is longer than 8 bytes: VRRP uses only the first 8"
        ),
        ("track_interface {\neth0\n}", "'eth0' is the instance's own interface, which is tracked anyway"),
        ("track_interface {\neth1\neth1\n}", "'eth1' is already tracked: this line is ignored"),
        (
            "unicast_peer {\n10.0.0.9\n}",
            "unicast without 'unicast_src_ip' uses the interface's first address"
        ),
        ("unicast_src_ip 10.0.0.8", "there is no unicast peer: advertisements go to the multicast group"),
        ("priority 100 200", "'200' after 'priority' is ignored"),
        ("lvs_sync_daemon_inteface eth1", "'lvs_sync_daemon_inteface' is an old spelling"),
    ]

    @Test("What works all the same is a warning", arguments: oddities)
    func warned(_ oddity: (lines: String, warning: String)) {
        let result = load(oddity.lines)
        #expect(result.messages == [oddity.warning])
        #expect(result.testStatus == 0)
    }

    @Test("The first address decides the family, and IPv6 means version 3")
    func family() throws {
        let made = try instance("", addresses: "fe80::5\n2001:db8::5/64")
        #expect(made.family == .ipv6)
        #expect(made.election.version == .v3)
        #expect("\(made.election.multicastGroup)" == "ff02::12")
        #expect(made.addresses.map(\.preferredLifetimeSeconds) == [0, nil])
        #expect(made.addresses.map(\.prefixLength) == [128, 64])
    }

    @Test("An address of the other family is refused, but may be excluded")
    func mixed() throws {
        let result = load("virtual_ipaddress_excluded {\nfe80::9\n}", addresses: "10.0.0.1\nfe80::5")
        #expect(result.errors.map(\.message) == ["IPv6 does not match the instance, which is IPv4"])
        let made = try #require(result.model.instances.first)
        #expect(made.addresses.count == 1)
        #expect(made.excludedAddresses.map { "\($0.address)" } == ["fe80::9"])
    }

    @Test("The words of an address line reach the model")
    func addressWords() throws {
        let made = try instance(
            "",
            addresses:
                "10.0.0.1/24 dev eth1 label eth1:7 scope link brd + noprefixroute no_track home autojoin\n"
                + "10.0.1.1/25 brd -\n10.0.2.1 peer 10.0.2.2 preferred_lft 60")
        let first = try #require(made.addresses.first)
        #expect(first.interface == "eth1")
        #expect(first.label == "eth1:7")
        #expect(first.scope == 253)
        #expect(first.broadcast == .address(IPv4Address(10, 0, 0, 255)))
        #expect(first.hasNoPrefixRoute && first.isUntracked && first.isHomeAddress && first.joinsMulticast)
        #expect(made.addresses[1].broadcast == .address(IPv4Address(10, 0, 1, 0)))
        #expect(made.addresses[2].peer == .ipv4(IPv4Address(10, 0, 2, 2)))
        #expect(made.addresses[2].preferredLifetimeSeconds == 60)
    }

    @Test("Addresses beyond what an advertisement holds are set but not advertised")
    func tooManyAddresses() throws {
        let lines = (0..<300).map { "10.0.\($0 / 250).\($0 % 250 + 1)/24" }.joined(separator: "\n")
        let result = load("", addresses: lines)
        let made = try #require(result.model.instances.first)
        #expect(made.addresses.count == 255)
        #expect(made.excludedAddresses.count == 45)
        #expect(result.testStatus == 0)
        var machine = FakeMachine()
        machine.interfaces["eth0"]?.mtuBytes = 76
        let small = machine.load(Self.file("", addresses: lines))
        #expect(small.model.instances.first?.addresses.count == 10)
    }

    @Test("An instance without addresses is advised against in version 2 and an error in version 3")
    func noAddresses() {
        #expect(load("", addresses: "").messages == ["the instance 'A' has no virtual address"])
        #expect(load("", addresses: "").testStatus == 0)
        #expect(load("no_virtual_ipaddress", addresses: "").messages == [])
        #expect(load("version 3", addresses: "").testStatus == 5)
        #expect(
            load("version 3", addresses: "").model.instances.first?.election.configurationFault
                == "no virtual address")
    }

    @Test("A wrong address is one error, not also a missing one")
    func wrongAddress() {
        #expect(
            load("", addresses: "10.0.0.300/24").messages == [
                "'10.0.0.300/24' is not an IPv4 or IPv6 address"
            ])
        #expect(load("", addresses: "10.0.0.1/33").messages == ["'10.0.0.1/33' has no valid prefix length"])
    }

    @Test("Two instances may not share a virtual_router_id where they hear each other")
    func duplicateVirtualRouterID() throws {
        let second = { (lines: String) in
            Self.file(lines, addresses: "10.0.0.9/24").replacing("vrrp_instance A", with: "vrrp_instance B")
        }
        var machine = FakeMachine()
        let clash = machine.load(Self.file("") + second(""))
        #expect(clash.errors.map(\.message) == ["virtual_router_id 5 is already used on eth0 by 'A'"])
        #expect(
            clash.model.instances.map(\.election.configurationFault) == [
                nil, "virtual_router_id 5 is already used by 'A'",
            ])
        #expect(machine.load(Self.file("") + second("interface eth1")).testStatus == 0)
        #expect(machine.load(Self.file("") + second("mcast_dst_ip 224.0.0.99")).testStatus == 0)
        let peers = Self.file("unicast_src_ip 10.0.0.3\nunicast_peer { 10.0.0.4 }")
        #expect(
            machine.load(peers + second("unicast_src_ip 10.0.0.3\nunicast_peer { 10.0.0.5 }")).testStatus == 0
        )
        #expect(
            machine.load(peers + second("unicast_src_ip 10.0.0.3\nunicast_peer { 10.0.0.4 }")).testStatus == 5
        )
    }

    @Test("Global words are defaults of the instances, wherever they stand")
    func globalDefaults() throws {
        var machine = FakeMachine()
        let globals = """
            global_defs {
            vrrp_version 3
            vrrp_garp_master_repeat 2
            vrrp_garp_master_delay 3
            vrrp_garp_lower_prio_repeat 7
            vrrp_garp_interval 0.5
            vrrp_mcast_group4 224.0.0.77
            vrrp_down_timer_adverts 4
            vrrp_lower_prio_no_advert
            vrrp_skip_check_adv_addr on
            }
            """
        let made = try #require(
            machine.load(Self.file("garp_master_delay 9") + globals).model.instances.first)
        #expect(made.election.version == .v3)
        #expect(made.election.announcement.masterRepeat == 2)
        #expect(made.election.announcement.masterDelay == .seconds(9))
        #expect(made.election.announcement.lowerPriorityDelay == .seconds(3))
        #expect(made.election.announcement.lowerPriorityRepeat == 7)
        #expect(made.election.announcement.interval == .milliseconds(500))
        #expect("\(made.election.multicastGroup)" == "224.0.0.77")
        #expect(made.election.downTimerAdverts == 4)
        #expect(!made.election.answersLowerPriority)
        #expect(made.election.skipsAddressCheckOfKnownMaster)
    }

    @Test("A missing interface is one error, however often it is named, unless interfaces may come later")
    func missingInterface() {
        let text = Self.file("interface eth9\ntrack_interface {\neth9\n}", addresses: "10.0.0.1 dev eth9")
        var machine = FakeMachine()
        #expect(machine.load(text).errors.map(\.message) == ["there is no interface 'eth9'"])
        #expect(machine.load(text + "global_defs { dynamic_interfaces\n}").testStatus == 0)
    }

    @Test(
        "A missing interface in a list without effect is an error too",
        arguments: ["static_ipaddress", "static_routes"])
    func missingInterfaceInList(_ block: String) {
        var machine = FakeMachine()
        let result = machine.load("\(block) {\n10.1.0.0/16 dev eth9\n}")
        #expect(result.errors.map(\.message) == ["there is no interface 'eth9'"])
        #expect(result.testStatus == 5)
    }

    @Test("A missing network namespace is one error, and its interfaces are not missed too")
    func networkNamespace() {
        var machine = FakeMachine()
        let missing = machine.load("net_namespace red\n" + Self.file("interface eth9"))
        #expect(missing.errors.map(\.message) == ["there is no network namespace 'red'"])
        let repeated = machine.load(
            "net_namespace x\nnet_namespace y\ninstance a\ninstance b\n" + Self.file(""))
        #expect(
            repeated.errors.map(\.message) == [
                "'net_namespace' is repeated: the first one is used",
                "'instance' is repeated: the first one is used",
            ])
        #expect(repeated.model.global.networkNamespace == "x")
        #expect(repeated.model.global.instance == "a")
        #expect(repeated.model.global.usesPIDDirectory)
    }

    @Test("The network namespace of the command line overrides the file's")
    func givenNetworkNamespace() {
        var machine = FakeMachine()
        machine.files["/k.conf"] = Array("net_namespace x\n".utf8)
        let result = Configuration.load(path: "/k.conf", networkNamespace: "blue", host: &machine)
        #expect(result.messages == ["the network namespace 'blue' from the command line is used"])
        #expect(result.model.global.networkNamespace == "blue")
    }

    @Test("Without interface or virtual_router_id there is no instance")
    func incomplete() {
        var machine = FakeMachine()
        let result = machine.load("vrrp_instance A {\nvirtual_ipaddress { 10.0.0.1 }\n}")
        #expect(
            result.errors.map(\.message) == [
                "the instance 'A' has no interface", "the instance 'A' has no virtual_router_id",
            ])
        #expect(result.model.instances == [])
    }

    @Test("A root list with a missing interface alone gives status 4")
    func fatal() {
        var machine = FakeMachine()
        #expect(machine.load("interface_up_down_delays {\neth9 3\n}").testStatus == 4)
        #expect(machine.load("interface_up_down_delays {\neth9 3\n}\nfoo").testStatus == 5)
    }
}
