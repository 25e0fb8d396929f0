import Configuration
import ConfigurationSyntax
import Election
import Testing

/// What an election depends on and cannot be had keeps the instance in FAULT, with the reason: it must not
/// take an address by ignoring it.
@Suite("Configuration faults")
struct FaultTests {
    struct Example: Sendable {
        let lines: String
        let error: String
        let fault: String
    }

    private func load(_ text: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(text)
    }

    private static func unsupported(_ keyword: String, _ lines: String) -> Example {
        Example(
            lines: lines, error: "'\(keyword)' is not supported yet: the instance stays in FAULT",
            fault: "'\(keyword)' is not supported yet")
    }

    static let all = [
        Example(
            lines: "track_file {\nnone\n}",
            error: "there is no track_file 'none': the instance stays in FAULT",
            fault: "there is no track_file 'none'"),
        Example(
            lines: "track_process {\nnone\n}",
            error: "there is no vrrp_track_process 'none': the instance stays in FAULT",
            fault: "there is no vrrp_track_process 'none'"),
        Example(
            lines: "track_bfd {\nnone\n}",
            error: "there is no bfd_instance 'none': the instance stays in FAULT",
            fault: "there is no bfd_instance 'none'"),
        Example(
            lines: "track_bfd {\nlame weight 5\n}",
            error: "there is no bfd_instance 'lame': the instance stays in FAULT",
            fault: "there is no bfd_instance 'lame'"),
        unsupported("virtual_routes", "virtual_routes {\n10.1.0.0/16 via 10.0.0.9\n}"),
        unsupported("virtual_rules", "virtual_rules {\nfrom 10.1.0.0/16 table 5\n}"),
        unsupported("use_vmac", "use_vmac"),
        unsupported("use_vmac_addr", "use_vmac_addr"),
        unsupported("use_ipvlan", "use_ipvlan"),
        unsupported("auth_hmac", "auth_hmac {\nkey 1 x\n}"),
        unsupported("auth_type AH", "authentication {\nauth_type AH\nauth_pass a\n}"),
        Example(
            lines: "track_script {\nbroken\n}",
            error:
                "the script 'broken' never runs, as there is no program '/none': the instance stays in FAULT",
            fault: "the script 'broken' never runs: there is no program '/none'"),
        Example(
            lines: "track_script {\nempty\n}",
            error: "the script 'empty' never runs, as it has no command: the instance stays in FAULT",
            fault: "the script 'empty' never runs: it has no command"),
        Example(
            lines: "track_script {\nnone\n}",
            error: "there is no vrrp_script 'none': the instance stays in FAULT",
            fault: "there is no vrrp_script 'none'"),
        Example(
            lines: "track_interface {\neth7\n}", error: "there is no interface 'eth7'",
            fault: "there is no interface 'eth7'"),
        Example(
            lines: "virtual_ipaddress_excluded {\n10.0.0.3 dev eth7\n}",
            error: "there is no interface 'eth7'",
            fault: "there is no interface 'eth7' for its addresses"),
        Example(
            lines: "unicast_peer {\n10.0.0.300\n}", error: "'10.0.0.300' is not an IPv4 or IPv6 address",
            fault: "none of its unicast peers can be used"),
        Example(
            lines: "virtual_ipaddress {\n10.0.0.2\n}\nunicast_peer {\nfe80::5\n}",
            error: "IPv6 does not match the instance, which is IPv4",
            fault: "none of its unicast peers can be used"),
        Example(
            lines: "unicast_peer {\n10.0.0.9 min_ttl 9 max_ttl 3\n}",
            error: "min_ttl 9 is more than max_ttl 3",
            fault: "none of its unicast peers can be used"),
        Example(
            lines: "unicast_src_ip x", error: "'x' is not an IPv4 or IPv6 address",
            fault: "its unicast_src_ip cannot be used"),
        Example(
            lines: "virtual_ipaddress {\n10.0.0.2\n}\nunicast_src_ip fe80::5\nunicast_peer {\n10.0.0.9\n}",
            error: "IPv6 does not match the instance, which is IPv4",
            fault: "its unicast_src_ip cannot be used"),
    ]

    private static let trackers = """
        vrrp_script broken { script /none
        }
        vrrp_script empty {
        }
        track_file f { file /tmp/f
        }
        vrrp_track_process p { process x
        }
        bfd_instance lame { passive
        }

        """

    @Test("It is an error, and the instance carries the reason", arguments: all)
    func instance(_ example: Example) throws {
        let result = load(Self.trackers + RuleTests.file(example.lines))
        #expect(result.errors.map(\.message).contains(example.error))
        #expect(result.testStatus == 5)
        let made = try #require(result.model.instances.first)
        #expect(made.election.configurationFault == example.fault)
    }

    @Test(
        "A sync group's tracker that cannot be had keeps all its instances in FAULT",
        arguments: [
            ("track_file {\nnone\n}", "there is no track_file 'none'"),
            ("track_process {\nnone\n}", "there is no vrrp_track_process 'none'"),
            ("track_bfd {\nnone\n}", "there is no bfd_instance 'none'"),
            ("track_script {\nbroken\n}", "the script 'broken' never runs: there is no program '/none'"),
            ("track_interface {\neth7\n}", "there is no interface 'eth7'"),
        ])
    func group(_ lines: String, _ fault: String) {
        let second = RuleTests.file("virtual_router_id 6", addresses: "10.0.0.2")
            .replacing("vrrp_instance A", with: "vrrp_instance B")
        let result = load(
            Self.trackers + RuleTests.file("") + second + "vrrp_sync_group G {\ngroup { A B }\n\(lines)\n}")
        #expect(
            result.model.instances.map(\.election.configurationFault)
                == Array(repeating: "sync group 'G': \(fault)", count: 2))
        #expect(result.testStatus == 5)
    }

    @Test("All reasons are kept")
    func several() {
        let result = load(RuleTests.file("use_vmac\nunicast_src_ip x"))
        #expect(
            result.model.instances.first?.election.configurationFault
                == "its unicast_src_ip cannot be used; 'use_vmac' is not supported yet")
    }

    @Test("An empty list of what is not supported yet is only advised against")
    func emptyList() {
        let result = load(RuleTests.file("virtual_routes {\n}"))
        #expect(result.messages == ["'virtual_routes' is not supported yet and is treated as empty"])
        #expect(result.model.instances.first?.election.configurationFault == nil)
    }

    @Test("A list of peers that is empty, as in keepalived, means multicast; one that is wrong never does")
    func noPeers() {
        let result = load(RuleTests.file("unicast_peer {\n}"))
        #expect(result.messages == ["there is no unicast peer: advertisements go to the multicast group"])
        #expect(result.model.instances.first?.election.configurationFault == nil)
    }
}
