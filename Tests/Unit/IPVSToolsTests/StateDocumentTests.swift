import IPVSControl
import JSON
import NetworkTypes
import Testing
import VirtualServers

@testable import IPVSTools

@Suite("The JSON form of a state")
struct StateDocumentTests {
    private func state(_ text: String) throws -> IPVSState {
        try IPVSState(json: try JSONValue(Array(text.utf8)))
    }

    @Test("What a report says, a state reads")
    func roundTrip() throws {
        let web = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
        let mark = ServiceID.firewallMark(.max, .ipv6)
        let servers = [
            VirtualServer(
                VirtualService(
                    web, scheduler: "sh", flags: [.persistent, .scheduler1], persistenceSeconds: 50,
                    clientMask: .ipv4(IPv4Address(255, 255, 0, 0)), persistenceEngine: "sip"),
                destinations: [
                    Destination(
                        DestinationID(.ipv4(IPv4Address(10, 0, 0, 1)), port: 80), method: .tunnel, weight: 0,
                        upperThreshold: 9, lowerThreshold: 3,
                        tunnel: Tunnel(.gue, port: 6080, checksum: .remote)),
                    Destination(
                        DestinationID(.ipv4(IPv4Address(10, 0, 0, 2)), port: 8080), method: .masquerade),
                ]),
            VirtualServer(VirtualService(mark, flags: .onePacket, clientMask: .ipv6(prefixLength: 64))),
        ]
        let daemon = SynchronizationDaemon(
            .backup, interface: "eth0", syncID: 7, maximumLengthBytes: 1400,
            group: .ipv4(IPv4Address(224, 0, 0, 81)),
            port: 8848, timeToLive: 1)
        let timeouts = ConnectionTimeouts(tcpSeconds: 900, tcpFINSeconds: 120, udpSeconds: 300)
        let report = StateReport(
            version: IPVSVersion(code: 0x010201, connectionTableSize: 4096), timeouts: timeouts,
            daemons: [daemon],
            entries: servers.map { server in
                StateReport.Entry(
                    service: ObservedService(server.service),
                    destinations: server.destinations.map { ObservedDestination($0) })
            })
        let text = report.json.text(.indented)
        #expect(try state(text) == IPVSState(servers: servers, timeouts: timeouts, daemons: [daemon]))
    }

    @Test("A short form has the defaults of ipvsadm")
    func defaults() throws {
        let text =
            #"{"services": [{"protocol": "udp", "address": "2001:db8::1", "port": 53, "persistent": true, "servers": [{"address": "2001:db8::2"}]}]}"#
        let service = VirtualService(
            .address(.udp, .ipv6(IPv6Address(groups: [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])), port: 53),
            flags: .persistent,
            persistenceSeconds: 360)
        let server = Destination(
            DestinationID(.ipv6(IPv6Address(groups: [0x2001, 0xdb8, 0, 0, 0, 0, 0, 2])), port: 53))
        #expect(try state(text) == IPVSState(servers: [VirtualServer(service, destinations: [server])]))
    }

    @Test(
        "What is wrong is said with its place",
        arguments: [
            (#"[]"#, "must be an object"),
            (#"{"servcies": []}"#, "servcies: is not a known member"),
            (
                #"{"services": [{"address": "192.0.2.1"}]}"#,
                "services[0].protocol: or firewall_mark is required"
            ),
            (
                #"{"services": [{"firewall_mark": 0}]}"#,
                "services[0].firewall_mark: must be a number from 1 to 4294967295"
            ),
            (
                #"{"services": [{"firewall_mark": 1, "servers": [{"address": "10.0.0.1", "weigth": 2}]}]}"#,
                "services[0].servers[0].weigth: is not a known member"
            ),
            (
                #"{"services": [{"firewall_mark": 1, "servers": [{"address": "10.0.0.1", "weight": -1}]}]}"#,
                "services[0].servers[0].weight: must be a number from 0 to 2147483647"
            ),
            (
                #"{"services": [{"firewall_mark": 1, "servers": [{"address": "2001:db8::1"}]}]}"#,
                "services[0].servers[0].address: must be of the service's family, unless forward is tunnel"
            ),
            (
                #"{"services": [{"firewall_mark": 1, "scheduler": "0123456789abcdef"}]}"#,
                "services[0].scheduler: must be a string of at most 15 bytes"
            ),
            (
                #"{"services": [{"firewall_mark": 1, "persistence_engine": "0123456789abcdef"}]}"#,
                "services[0].persistence_engine: must be a string of at most 15 bytes"
            ),
            (
                #"{"daemons": [{"role": "master", "interface": "0123456789abcdef"}]}"#,
                "daemons[0].interface: must be a string of at most 15 bytes"
            ),
            (
                #"{"services": [{"firewall_mark": 1}, {"firewall_mark": 1}]}"#,
                "services[1]: repeats services[0]"
            ),
        ])
    func errors(text: String, message: String) {
        #expect {
            try state(text)
        } throws: { error in
            "\(error)".hasPrefix(message)
        }
    }
}
