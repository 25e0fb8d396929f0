import NetworkTypes
import Testing
import VirtualServers

@testable import IPVSControl

@Suite("The servers that /proc/net/ip_vs shows")
struct DestinationSummariesTests {
    private static let text = """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port Forward Weight ActiveConn InActConn
        TCP  C0000201:0050 rr  
          -> 0A000001:0050      Route   1      7          123       
          -> 0A000002:1F90      Masq    2147483647 0          0         
        UDP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0035 sh ops 
          -> [2001:0db8:0000:0000:0000:0000:0000:000a]:0035      Tunnel  0      0          4294967295
        SCTP C0000201:0050 wlc persistent 300 FFFFFFFF
        FWM  00000007 rr 
          -> 0A000001:0000      Route   1      0          0         
        TCP  C0000209:0050 rr  
          -> 0A000009:0050      Martian 1      0          0         

        """

    private static let web = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
    private static let names = ServiceID.address(
        .udp, .ipv6(IPv6Address(groups: [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])), port: 53)
    private static let sctp = ServiceID.address(.sctp, .ipv4(IPv4Address(192, 0, 2, 1)), port: 80)
    private static let mark = ServiceID.firewallMark(7, .ipv4)
    private static let odd = ServiceID.address(.tcp, .ipv4(IPv4Address(192, 0, 2, 9)), port: 80)

    private func summaries(_ services: [ServiceID], _ text: String = text) -> DestinationSummaries {
        DestinationSummaries(
            of: services.map { ObservedService(VirtualService($0)) }, text: Array(text.utf8))
    }

    @Test("Each service has its servers, in the file's order")
    func servers() throws {
        let found = summaries([Self.web, Self.names, Self.sctp, Self.mark, Self.odd])
        let web = try #require(found[0])
        #expect(web.map(\.id.description) == ["10.0.0.1:80", "10.0.0.2:8080"])
        #expect(web.map(\.method) == [.route, .masquerade])
        #expect(web.map(\.weight) == [1, 2_147_483_647])
        #expect(web.map(\.activeConnections) == [7, 0])
        #expect(web.map(\.inactiveConnections) == [123, 0])
        let names = try #require(found[1])
        #expect(names.map(\.id.description) == ["[2001:db8::a]:53"])
        #expect(names.map(\.inactiveConnections) == [.max])
        #expect(try #require(found[2]).isEmpty)
    }

    @Test(
        "A mark has none, since the file does not tell its family, and neither has a server of an unknown kind"
    )
    func unknown() {
        let found = summaries([Self.web, Self.names, Self.sctp, Self.mark, Self.odd])
        #expect(found[3] == nil)
        #expect(found[4] == nil)
    }

    @Test("A service that is not in the file has none, and the others keep theirs")
    func change() {
        let found = summaries([Self.mark, Self.web, Self.odd, Self.names])
        #expect(found[0] == nil)
        #expect(found[1]?.count == 2)
        #expect(found[2] == nil)
        #expect(found[3]?.count == 1)
    }

    @Test("No cut or changed byte leads astray")
    func damage() {
        let bytes = Array(Self.text.utf8)
        let services = [Self.web, Self.names, Self.sctp].map { ObservedService(VirtualService($0)) }
        for length in 0...bytes.count {
            _ = DestinationSummaries(of: services, text: Array(bytes[..<length]))[0]
            var changed = bytes
            if length < bytes.count { changed[length] ^= 0x5F }
            for index in services.indices { _ = DestinationSummaries(of: services, text: changed)[index] }
        }
    }
}
