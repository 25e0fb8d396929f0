import NetworkTypes
import Testing

@testable import VirtualServers

/// The lines of Debian's keepalived 2.2.7 in the same situations, but for the sign of a start without quorum.
@Suite("The words of a supervision")
struct SupervisionTextTests {
    @Test("A failure that costs the quorum, and the recovery")
    func sorryServer() throws {
        let servers = (Sample.server(1, weight: 2), Sample.server(2, weight: 2), Sample.server(3))
        var scene = Scene(
            Sample.web(servers.0, servers.1, servers.2, quorum: 3, hysteresis: 1, sorry: Sample.sorry()))
        #expect(try scene.start().logLines == ["Gained quorum 3+1=4 <= 5 for VS [10.7.7.1]:tcp:80"])
        #expect(
            try scene.report(.down, server: 0).logLines
                == ["Removing service [10.0.1.1]:tcp:80 from VS [10.7.7.1]:tcp:80"])
        #expect(
            try scene.report(.down, server: 1).logLines == [
                "Removing service [10.0.1.2]:tcp:80 from VS [10.7.7.1]:tcp:80",
                "Lost quorum 3-1=2 > 1 for VS [10.7.7.1]:tcp:80",
                "Adding sorry server [10.0.1.99]:tcp:80 to VS [10.7.7.1]:tcp:80",
                "Removing alive servers from the pool for VS [10.7.7.1]:tcp:80",
            ])
        #expect(
            try scene.add(5, server: 2).logLines == [
                "Changing weight from 1 to 6 for active service [10.0.1.3]:tcp:80 of VS [10.7.7.1]:tcp:80",
                "Gained quorum 3+1=4 <= 6 for VS [10.7.7.1]:tcp:80",
                "Removing sorry server [10.0.1.99]:tcp:80 from VS [10.7.7.1]:tcp:80",
                "Adding alive servers to the pool for VS [10.7.7.1]:tcp:80",
            ])
        #expect(
            try scene.report(.up, server: 0).logLines
                == ["Adding service [10.0.1.1]:tcp:80 to VS [10.7.7.1]:tcp:80"])
    }

    @Test("A service whose servers and sorry server are inhibited")
    func inhibited() throws {
        let mark = ServiceName.service(.firewallMark(3, .ipv4))
        let server = SupervisedServer(
            Destination(Sample.id(1, port: 0), weight: 2), isInhibitedOnFailure: true, checkers: Sample.alpha)
        let sorry = SorryServer(Destination(Sample.id(99, port: 0)), isInhibited: true)
        var scene = Scene(
            SupervisedService(
                mark, services: [VirtualService(.firewallMark(3, .ipv4))], servers: [server], quorum: 2,
                sorryServer: sorry, notifiesAtStop: true))
        #expect(
            try scene.start().logLines == [
                "Starting with quorum down 2+0=2 > 0 for VS FWM 3",
                "Enabling sorry server [10.0.1.99]:none:0 to VS FWM 3",
                "Removing alive servers from the pool for VS FWM 3",
            ])
        let up = try scene.report(.up, server: 0)
        #expect(
            up.logLines == [
                "Enabling service [10.0.1.1]:none:0 of VS FWM 3",
                "Gained quorum 2+0=2 <= 2 for VS FWM 3",
                "Disabling sorry server [10.0.1.99]:none:0 from VS FWM 3",
                "Adding alive servers to the pool for VS FWM 3",
            ])
        #expect(up.fifoLines == ["RS [10.0.1.1]:none:0 FWM 3 UP", "VS FWM 3 UP"])
        #expect(
            try scene.report(.down, server: 0).logLines.first
                == "Disabling service [10.0.1.1]:none:0 of VS FWM 3")
        #expect(
            try scene.add(1, server: 0).logLines
                == ["Changing weight from 2 to 3 for inactive service [10.0.1.1]:none:0 of VS FWM 3"])
        #expect(try scene.stop().logLines == ["Shutting down service [10.0.1.1]:none:0 from VS FWM 3"])
    }

    @Test("IPv6 services have brackets, too, and groups their name")
    func names() throws {
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(ServiceName.service(.address(.sctp, address, port: 7)).description == "[2001:db8::1]:sctp:7")
        #expect(ServiceName.group("G", .udp).description == "[G]:0")
        #expect(ServerName(Sample.id(1), of: .group("G", .udp)).description == "[10.0.1.1]:udp:80")
        #expect(
            SupervisionEffect.serviceRemoved(.group("G", .udp)).logLine == "Removing Virtual Server Group [G]"
        )
    }
}
