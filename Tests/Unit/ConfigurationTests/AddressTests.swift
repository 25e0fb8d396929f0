import Configuration
import ConfigurationSyntax
import Election
import NetworkTypes
import Testing
import VirtualServers

/// Addresses as people write them, and what keepalived 2.2.7 makes of them.
@Suite("Addresses")
struct AddressTests {
    private func load(_ text: String) -> ConfigurationResult {
        var machine = FakeMachine()
        return machine.load(text)
    }

    @Test("A prefix length where none belongs is told and cut off")
    func prefixLengths() throws {
        let text = """
            vrrp_instance A {
            interface eth0
            virtual_router_id 9
            unicast_src_ip 10.44.0.1/24
            unicast_peer {
            10.44.0.2/24
            10.44.0.3/99 min_ttl 3
            10.44.0.4/x
            }
            virtual_ipaddress {
            10.44.0.9/24
            }
            }
            vrrp_instance B {
            interface eth1
            virtual_router_id 9
            mcast_src_ip 10.45.0.1/24
            mcast_dst_ip 224.0.0.77/24
            virtual_ipaddress {
            10.45.0.9/24
            }
            }
            virtual_server 10.44.0.9/24 80 {
            lb_algo rr
            lb_kind NAT
            protocol TCP
            sorry_server 10.45.0.9/24 80
            real_server 10.45.0.1/24 80 {
            SMTP_CHECK {
            host {
            connect_ip 10.45.0.1/24
            bindto 10.45.0.2/24
            }
            }
            }
            }
            """
        let result = load(text)
        #expect(result.testStatus == 0)
        #expect(
            result.messages
                == [
                    "10.44.0.1/24", "10.44.0.2/24", "10.44.0.3/99", "10.44.0.4/x", "10.45.0.1/24",
                    "224.0.0.77/24", "10.44.0.9/24", "10.45.0.9/24", "10.45.0.1/24", "10.45.0.1/24",
                    "10.45.0.2/24",
                ].map { written in
                    let address = written.split(separator: "/")[0]
                    return "the prefix length of '\(written)' is ignored: \(address) is used"
                })
        let first = try #require(result.model.instances.first)
        #expect(first.election.peers.map { "\($0)" } == ["10.44.0.2", "10.44.0.3", "10.44.0.4"])
        #expect(first.sourceAddress == IPAddress("10.44.0.1"))
        #expect(first.election.configurationFault == nil)
        #expect(result.model.instances.last?.sourceAddress == IPAddress("10.45.0.1"))
        #expect(result.model.instances.last?.election.multicastGroup == IPAddress("224.0.0.77"))
        let server = try #require(result.model.virtualServers.first)
        #expect("\(server.name)" == "[10.44.0.9]:tcp:80")
        #expect(server.sorryServer?.destination.id.address == IPAddress("10.45.0.9"))
        guard case .smtp(let hosts, _) = server.realServers.first?.checkers.first?.kind else {
            Issue.record("no checker")
            return
        }
        #expect(hosts.map(\.address) == [IPAddress("10.45.0.1")])
        #expect(hosts.map(\.sourceAddress) == [IPAddress("10.45.0.2")])
    }

    @Test("Among the words of a line it is an error, as in keepalived")
    func peerOfALine() {
        let result = load(RuleTests.file("", addresses: "10.0.0.1 peer 10.0.0.2/24"))
        #expect(result.errors.map(\.message) == ["'10.0.0.2/24' is not an IPv4 or IPv6 address"])
    }

    static let lines: [(line: String, message: String, kept: String?)] = [
        (
            "fe80::1/64 dev eth1 scope link", "'scope' is ignored: only IPv4 addresses have one",
            "fe80::1/64 dev eth1"
        ),
        (
            "fe80::1/64 scope bad", "'scope' is ignored: only IPv4 addresses have one", "fe80::1/64 dev eth0"
        ),
        (
            "fe80::1/64 label foo", "'label' is ignored: only IPv4 addresses have one", "fe80::1/64 dev eth0"
        ),
        ("fe80::1/64 brd 10.0.0.255", "an IPv6 address has no broadcast address: the line is ignored", nil),
        ("10.0.0.1/24 scope bad", "'bad' is not a scope: global is used", "10.0.0.1/24 dev eth0"),
        ("10.0.0.1/24 scope 256", "'256' is not a scope: global is used", "10.0.0.1/24 dev eth0"),
        ("10.0.0.1/24 brd foo", "'foo' is not a broadcast address", nil),
        ("10.0.0.1/24 label abcdefghijklmnopq", "'abcdefghijklmnopq' is longer than 15 bytes", nil),
        ("10.0.0.1/24 preferred_lft foo", "'foo' is not a lifetime", "10.0.0.1/24 dev eth0"),
    ]

    @Test("Of a line with a wrong word the address is kept where keepalived keeps it", arguments: lines)
    func kept(_ example: (line: String, message: String, kept: String?)) {
        let result = load(RuleTests.file("", addresses: example.line))
        #expect(result.messages.contains(example.message))
        #expect(result.model.instances.first?.addresses.map(\.line) == [example.kept].compactMap(\.self))
    }
}
