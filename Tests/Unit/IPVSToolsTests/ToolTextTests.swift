import IPVSControl
import NetworkTypes
import Testing
import VirtualServers

@testable import IPVSTools

@Suite("What the tools print and read")
struct ToolTextTests {
    private static let web = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
    private static let webUDP = ServiceID.address(.udp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
    private static let mark = ServiceID.firewallMark(7, .ipv6)

    @Test(
        "A service is named with or without its protocol",
        arguments: [
            ("tcp:192.0.2.1:80", [web]), ("TCP:192.0.2.1:80", [web]), ("192.0.2.1:80", [web, webUDP]),
            ("fwmark6:7", [mark]), ("fwmark:7", []), ("udp:192.0.2.1:81", []),
        ])
    func services(word: String, found: [ServiceID]) throws {
        let services = [Self.web, Self.webUDP, Self.mark].map { ObservedService(VirtualService($0)) }
        #expect(try #require(ServiceWord(word)).services(among: services) == found)
    }

    @Test(
        "Other words name no service",
        arguments: ["", "tcp:", "tcp:host:80", "fwmark:0", "fwmark:x", "192.0.2.1:", ":80"])
    func noServices(word: String) {
        #expect(ServiceWord(word) == nil)
    }

    @Test("A change says what was and what will be")
    func changes() {
        let old = Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, 1)), port: 80))
        var new = old
        new.weight = 3
        new.upperThreshold = 9
        let text = ChangeText(
            have: IPVSState(servers: [VirtualServer(VirtualService(Self.web), destinations: [old])]))
        #expect(
            text.text(.change(.editDestination(Self.web, new)))
                == "edit server 10.0.0.1:80 of TCP 192.0.2.1:80: weight 1 -> weight 3, at most 9 connections")
        #expect(
            text.text(.change(.editService(VirtualService(Self.web, scheduler: "rr"))))
                == "edit service TCP 192.0.2.1:80: scheduler wlc -> scheduler rr")
        #expect(text.text(.change(.deleteService(Self.mark))) == "remove service firewall mark 7 (IPv6)")
    }

    @Test("The live table is sorted by its order, servers below their service")
    func top() {
        func entry(_ id: ServiceID, rate: UInt64, active: [UInt32]) -> StateReport.Entry {
            var service = ObservedService(VirtualService(id))
            service.statistics.connectionRate = rate
            let servers = active.enumerated().map { index, count in
                ObservedDestination(
                    Destination(DestinationID(.ipv4(IPv4Address(10, 0, 0, UInt8(index))), port: 80)),
                    activeConnections: count)
            }
            return StateReport.Entry(service: service, destinations: servers)
        }
        let report = StateReport(
            version: IPVSVersion(code: 0x010201, connectionTableSize: 4096),
            timeouts: ConnectionTimeouts(tcpSeconds: 1, tcpFINSeconds: 1, udpSeconds: 1), daemons: [],
            entries: [entry(Self.web, rate: 1, active: [5, 123_456]), entry(Self.mark, rate: 9, active: [])])
        var view = TopView()
        #expect(
            view.lines(report, height: 24, width: 100).dropFirst(2).map { $0.prefix(22) } == [
                "firewall mark 7 (IPv6)", "TCP 192.0.2.1:80      ", "  -> 10.0.0.0:80      ",
                "  -> 10.0.0.1:80      ",
            ])
        view.order = .active
        let lines = view.lines(report, height: 5, width: 100)
        #expect(lines.count == 5)
        #expect(lines[3].hasPrefix("  -> 10.0.0.1:80"))
        #expect(lines[3].contains("123k"))
        #expect(lines.dropFirst().allSatisfy { $0.count <= 100 })
        view.offset = 99
        #expect(view.lines(report, height: 24, width: 100).count == 3)
    }
}
