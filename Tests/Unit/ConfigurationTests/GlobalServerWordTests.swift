import Configuration
import ConfigurationSyntax
import NetworkTypes
import Testing
import VirtualServers

/// What `global_defs` says about IPVS and the checker process.
@Suite("Words of global_defs about virtual servers")
struct GlobalServerWordTests {
    private static let instance = """
        vrrp_instance A {
            interface eth0
            virtual_router_id 5
            virtual_ipaddress { 10.0.0.1 }
        }

        """
    private static let server = """
        virtual_server 10.0.0.1 80 {
            protocol TCP
            lb_algo rr
            lb_kind NAT
            real_server 10.0.0.2 80 {
            }
        }

        """

    private func load(
        _ lines: String, and rest: String = instance + server, on machine: FakeMachine = FakeMachine()
    ) -> ConfigurationResult {
        var machine = machine
        return machine.load("global_defs {\n\(lines)\n}\n" + rest)
    }

    private func ipvs(_ lines: String) -> IPVSDefinitions { load(lines).model.global.ipvs }

    @Test("Without a word everything is keepalived's default")
    func defaults() {
        let global = load("").model.global
        #expect(global.ipvs == IPVSDefinitions())
        #expect(global.checkerProcess == ProcessTuning())
    }

    @Test("The checker process has its name, priority, processors and memory")
    func process() {
        let result = load(
            """
            checker_process_name health
            checker_priority -5
            checker_rt_priority 7
            checker_no_swap
            checker_cpu_affinity 0 3
            """)
        var expected = ProcessTuning()
        expected.name = "health"
        expected.niceness = -5
        expected.realtimePriority = 7
        expected.locksMemory = true
        expected.processors = [0, 3]
        #expect(result.model.global.checkerProcess == expected)
        #expect(result.model.global.vrrpProcess == ProcessTuning())
        #expect(result.diagnostics == [])
        #expect(load("lvs_process_name old").model.global.checkerProcess.name == "old")
        #expect(load("process_names").model.global.checkerProcess.name == "keepalived_lvs")
    }

    @Test(
        "lvs_flush and lvs_flush_on_stop",
        arguments: [
            ("lvs_flush", true, .ownServers), ("lvs_flush_on_stop", false, .everything),
            ("lvs_flush_on_stop VS", false, .ownServices), ("lvs_flush_onstop VS", false, .ownServices),
            ("lvs_flush_on_stop vs", false, .ownServers),
        ] as [(String, Bool, IPVSDefinitions.FlushAtStop)])
    func flush(_ line: String, _ atStart: Bool, _ atStop: IPVSDefinitions.FlushAtStop) {
        let made = ipvs(line)
        #expect(made.flushesAtStart == atStart && made.flushAtStop == atStop)
    }

    @Test(
        "lvs_timeouts takes what is right of it, and several lines add up",
        arguments: [
            ("lvs_timeouts tcp 900 tcpfin 30 udp 300", 900, 30, 300, nil),
            ("lvs_timeouts udp 2678400", 0, 0, 2_678_400, nil),
            ("lvs_timeouts tcp 5\nlvs_timeouts udp 6 tcp 7", 7, 0, 6, nil),
            ("lvs_timeouts tcp 2678401 udp 6", 0, 0, 6, "2678401 is outside the range of 'tcp'"),
            ("lvs_timeouts tcp x udp 6", 0, 0, 6, "'x' is not a whole number"),
            ("lvs_timeouts udp 6 sctp", 0, 0, 6, "'sctp' is not an option of 'lvs_timeouts'"),
            ("lvs_timeouts udp 6 tcp", 0, 0, 6, "'tcp' needs a value"),
        ] as [(String, UInt32, UInt32, UInt32, String?)])
    func timeouts(_ lines: String, _ tcp: UInt32, _ fin: UInt32, _ udp: UInt32, _ error: String?) {
        let result = load(lines)
        let expected = ConnectionTimeouts(tcpSeconds: tcp, tcpFINSeconds: fin, udpSeconds: udp)
        #expect(result.model.global.ipvs.timeouts == expected)
        #expect(result.errors.map(\.message) == [error].compactMap { $0 })
    }

    @Test("lvs_sync_daemon follows an instance, whose number is its id if it has none of its own")
    func synchronization() {
        let full = "lvs_sync_daemon eth1 A id 9 maxlen 1000 port 8000 ttl 3 group 224.0.0.99"
        #expect(
            ipvs(full).synchronization
                == SynchronizationDefinition(
                    SynchronizationDaemon(
                        .master, interface: "eth1", syncID: 9, maximumLengthBytes: 1000,
                        group: .ipv4(IPv4Address(224, 0, 0, 99)), port: 8000, timeToLive: 3), instance: "A"))
        let named = SynchronizationDefinition(
            SynchronizationDaemon(.master, interface: "eth1", syncID: 5), instance: "A")
        #expect(ipvs("lvs_sync_daemon eth1 A").synchronization == named)
        #expect(ipvs("lvs_sync_daemon eth1 inst A").synchronization == named)
        #expect(
            ipvs("lvs_sync_daemon eth1").synchronization
                == SynchronizationDefinition(SynchronizationDaemon(.master, interface: "eth1")))
    }

    @Test(
        "What is wrong in lvs_sync_daemon is told, and the rest of it counts",
        arguments: [
            ("eth1 A id 256", "256 is outside the range of 'id'"),
            ("eth1 A maxlen 65508", "65508 is outside the range of 'maxlen'"),
            ("eth1 A port 0", "0 is outside the range of 'port'"),
            ("eth1 A ttl 256", "256 is outside the range of 'ttl'"),
            ("eth1 A group 10.0.0.1", "'10.0.0.1' is not a multicast address"),
            ("eth1 A port", "'port' needs a value"),
            ("eth1 A 5", "'5' is not an option of 'lvs_sync_daemon'"),
            ("eth1 inst A inst B", "the instance is given twice"),
            (
                "eth1 A\nlvs_sync_daemon eth0",
                "'lvs_sync_daemon' is repeated: the first one is used"
            ),
        ])
    func synchronizationMistakes(_ words: String, _ error: String) {
        let result = load("lvs_sync_daemon \(words)")
        #expect(result.errors.map(\.message) == [error])
        let expected = SynchronizationDefinition(
            SynchronizationDaemon(.master, interface: "eth1", syncID: 5), instance: "A")
        #expect(result.model.global.ipvs.synchronization == expected)
    }

    @Test("An instance that is not there leaves no synchronization daemon; an interface may come later")
    func synchronizationNames() {
        let unknown = load("lvs_sync_daemon eth1 B")
        #expect(unknown.model.global.ipvs.synchronization == nil)
        let message = "there is no vrrp_instance 'B': no synchronization daemon runs"
        #expect(unknown.errors.map(\.message) == [message])
        let long = load("lvs_sync_daemon abcdefghijklmnop A")
        #expect(long.model.global.ipvs.synchronization == nil && long.errors.count == 1)
        let later = load("lvs_sync_daemon eth7 A")
        #expect(later.model.global.ipvs.synchronization?.daemon.interface == "eth7")
        #expect(later.diagnostics.map(\.message) == ["there is no interface 'eth7' now"])
        #expect(later.errors == [])
        #expect(load("dynamic_interfaces\nlvs_sync_daemon eth7 A").diagnostics == [])
    }

    @Test("A dump shows what is set")
    func dump() {
        let text = ModelDump.text(
            of: load(
                """
                checker_priority 3
                lvs_flush_on_stop VS
                lvs_timeouts tcp 900
                lvs_sync_daemon eth1 A ttl 3
                """
            ).model)
        for line in [
            "Checker process priority = 3", "LVS flush = off", "LVS flush on stop = VS",
            "LVS TCP timeout = 900 seconds", "LVS UDP timeout = the kernel's",
            "LVS sync daemon = eth1 inst A id 5 ttl 3",
        ] {
            #expect(text.contains("   \(line)\n"), "\(line)")
        }
    }
}
