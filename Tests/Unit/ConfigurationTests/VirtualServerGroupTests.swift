import Configuration
import ConfigurationSyntax
import NetworkTypes
import Testing
import VirtualServers

/// `virtual_server_group` and the virtual servers that name one.
@Suite("Virtual server groups")
struct VirtualServerGroupTests {
    private func load(_ lines: String) -> ConfigurationResult {
        VirtualServerTests.load("virtual_server_group G {\n\(lines)\n}\n")
    }

    private func range(_ first: String, _ last: String, port: UInt16) throws -> VirtualServerGroup.Member {
        .addresses(
            first: try VirtualServerTests.address(first), last: try VirtualServerTests.address(last),
            port: port)
    }

    static let ranges: [(line: String, first: String, last: String, port: UInt16)] = [
        ("10.0.0.5", "10.0.0.5", "10.0.0.5", 0), ("10.0.0.5 80", "10.0.0.5", "10.0.0.5", 80),
        ("10.0.0.7-9 80", "10.0.0.7", "10.0.0.9", 80),
        ("10.0.0.250-10.0.1.3 80", "10.0.0.250", "10.0.1.3", 80),
        ("10.0.1.0/30 81", "10.0.1.0", "10.0.1.3", 81),
        ("2001:db8::1-ff 80", "2001:db8::1", "2001:db8::ff", 80),
        ("2001:db8::/120", "2001:db8::", "2001:db8::ff", 0),
    ]

    @Test("Addresses and ranges", arguments: ranges)
    func member(_ line: String, _ first: String, _ last: String, _ port: UInt16) throws {
        let result = load(line)
        #expect(result.messages == [])
        #expect(result.model.virtualServerGroups.map(\.members) == [[try range(first, last, port: port)]])
    }

    @Test("Marks with and without a family")
    func marks() {
        let members = load("fwmark 5\nfwmark 6 inet6").model.virtualServerGroups.first?.members
        #expect(members == [.firewallMark(5, nil), .firewallMark(6, .ipv6)])
    }

    static let mistakes: [(line: String, message: String)] = [
        ("10.0.0.9-5", "the range '10.0.0.9-5' does not end above its start"),
        ("10.0.0.9-9", "the range '10.0.0.9-9' does not end above its start"),
        ("10.0.0.9-300", "'10.0.0.9-300' is not an address or a range of addresses"),
        ("10.0.0.9-2001:db8::1", "'10.0.0.9-2001:db8::1' is not an address or a range of addresses"),
        ("10.0.1.3/30", "'10.0.1.3/30' is not a network: it has bits set beyond its prefix"),
        ("16.0.0.0/4", "'16.0.0.0/4' is more than 65536 addresses"),
        ("::/0", "'::/0' is more than 65536 addresses"),
        ("10.0.0.5 99999", "'99999' is not a port"), ("fwmark 0", "'fwmark' needs a mark"),
        ("fwmark 5 frob", "'frob' is not an address family"),
        ("", "the virtual server group 'G' is empty and is ignored"),
    ]

    @Test("A line that cannot be is an error, once", arguments: mistakes)
    func told(_ line: String, _ message: String) {
        let result = load(line)
        #expect(result.errors.map(\.message) == [message])
        #expect(result.testStatus == 5)
        #expect(result.model.virtualServerGroups == [])
    }

    @Test("A line or group that stands twice counts once")
    func twice() {
        let result = load("10.0.0.5 80\n10.0.0.5 80\n}\nvirtual_server_group G {\n10.0.0.6 80")
        #expect(
            result.messages == [
                "'10.0.0.5' is already in the group",
                "the virtual_server_group 'G' is defined twice: the first one is used",
            ])
        #expect(result.testStatus == 0)
        #expect(result.model.virtualServerGroups.map(\.members.count) == [1])
    }

    private func load(_ lines: String, method: String, real: String, persistence: String = "")
        -> ConfigurationResult
    {
        let group = "virtual_server_group G {\n\(lines)\n}\n"
        return VirtualServerTests.load(
            group + VirtualServerTests.file(persistence, head: "group G", method: method, real: real))
    }

    private func services(_ result: ConfigurationResult) -> [String] {
        result.model.virtualServers.flatMap { result.model.services(of: $0).map(\.description) }
    }

    @Test("Services that no server can serve because of its family are left out, and told")
    func families() throws {
        let both = "10.0.0.7 80\n2001:db8::7 80\nfwmark 5\nfwmark 6 inet6"
        let real = "real_server 10.0.0.2 80 {\n}"
        let result = load(both, method: "NAT", real: real)
        #expect(
            result.messages == [
                "the group 'G' has IPv6 services, but no real server is IPv6: they are left out"
            ])
        #expect(result.testStatus == 0)
        #expect(services(result) == ["TCP 10.0.0.7:80", "firewall mark 5"])
        let tunnelled = load(both, method: "TUN", real: "real_server 10.0.0.2 {\n}")
        #expect(tunnelled.messages == [] && services(tunnelled).count == 4)
        let own = load(both, method: "NAT", real: "real_server 10.0.0.2 {\nlvs_method TUN\n}")
        #expect(own.messages == [] && services(own).count == 4)
    }

    @Test("A virtual server of a group that has no service of its servers' family is ignored, and told")
    func otherFamily() {
        let result = load("2001:db8::7 80", method: "NAT", real: "real_server 10.0.0.2 80 {\n}")
        #expect(
            result.messages == [
                "the group 'G' has only IPv6 services, but no real server is IPv6: the virtual server is ignored"
            ])
        #expect(result.testStatus == 0 && result.model.virtualServers == [])
    }

    @Test(
        "persistence_granularity makes the services of a group persistent, and nothing more, as in keepalived"
    )
    func granularity() throws {
        for (member, real, mask) in [
            ("10.0.0.7 80\nfwmark 5", "10.0.0.2", "255.255.255.0"), ("2001:db8::7 80", "2001:db8::2", "64"),
        ] {
            let result = load(
                member, method: "NAT", real: "real_server \(real) 80 {\n}",
                persistence: "persistence_granularity \(mask)")
            let server = try #require(result.model.virtualServers.first)
            #expect(server.persistenceSeconds == 360)
            for id in result.model.services(of: server) {
                #expect(server.service(id).clientMask == .host(id.family))
            }
            #expect(
                result.messages == [
                    "'persistence_granularity' has no effect on a group: the whole client address is used"
                ])
            #expect(result.testStatus == 0)
        }
    }

    @Test("A virtual server of a group stands for its services, each once")
    func services() throws {
        let group = "virtual_server_group G {\n10.0.0.7-9 80\n10.0.0.9 80\nfwmark 5\n}\n"
        // The group may stand below.
        let model = VirtualServerTests.load(
            VirtualServerTests.file("", head: "group G", method: "NAT", real: "real_server 10.0.0.2 {\n}")
                + group
        ).model
        let server = try #require(model.virtualServers.first)
        #expect(server.name == .group("G", .tcp))
        #expect(
            model.services(of: server).map(\.description) == [
                "TCP 10.0.0.7:80", "TCP 10.0.0.8:80", "TCP 10.0.0.9:80", "firewall mark 5",
            ])
        let service = server.service(.firewallMark(5, .ipv4))
        #expect(service.scheduler == "rr" && service.clientMask == .host(.ipv4))
    }
}
