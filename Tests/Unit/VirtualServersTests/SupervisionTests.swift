import NetworkTypes
import Testing

@testable import VirtualServers

@Suite("From verdicts to a table")
struct SupervisionTests {
    @Test("A server is alive only while all its checkers are up, and always without any")
    func allCheckers() throws {
        let two = [SupervisedChecker("TCP_CHECK"), SupervisedChecker("HTTP_GET")]
        var scene = Scene(Sample.web(Sample.server(1, two), Sample.server(2, [])))
        try scene.start()
        #expect(scene.table == [".1=1 .2=1"])
        try scene.report(.down, server: 0, checker: 0)
        #expect(try scene.report(.down, server: 0, checker: 1).isEmpty)
        #expect(try scene.report(.up, server: 0, checker: 0).isEmpty)
        #expect(scene.table == [".2=1"])
        let effects = try scene.report(.up, server: 0, checker: 1)
        #expect(
            effects == [
                .server(Sample.name(1), .up, because: .checker(definition: "HTTP_GET"), isInhibited: false)
            ])
        #expect(scene.table == [".1=1 .2=1"])
    }

    @Test("A quorum is gained at quorum + hysteresis, lost below quorum - hysteresis, counted in weight")
    func hysteresis() throws {
        let servers = (Sample.server(1, weight: 2), Sample.server(2, weight: 2), Sample.server(3))
        var scene = Scene(Sample.web(servers.0, servers.1, servers.2, quorum: 3, hysteresis: 1))
        #expect(try scene.start().fifoLines == ["VS [10.7.7.1]:tcp:80 UP"])
        try scene.report(.down, server: 0)
        try scene.report(.down, server: 2)
        #expect(scene.supervision.quorum(service: 0) == .up)
        let count = QuorumCount(quorum: 3, hysteresis: 1, weight: 1)
        try scene.report(.up, server: 2)
        #expect(
            try scene.report(.down, server: 1).last
                == .quorum(Sample.web, .down, because: .server(Sample.id(2), .down), count))
        try scene.report(.down, server: 2)
        try scene.report(.up, server: 1)
        try scene.report(.up, server: 2)
        #expect(scene.supervision.quorum(service: 0) == .down)
        #expect(try scene.report(.up, server: 0).fifoLines.last == "VS [10.7.7.1]:tcp:80 UP")
    }

    @Test("A start within the hysteresis is a start without quorum")
    func startWithinHysteresis() throws {
        var scene = Scene(Sample.web(Sample.server(1, weight: 3), quorum: 3, hysteresis: 1))
        #expect(try scene.start().fifoLines == ["VS [10.7.7.1]:tcp:80 DOWN"])
    }

    @Test("Nothing alive, or nothing with a weight, is no quorum")
    func weightZero() throws {
        var scene = Scene(Sample.web(Sample.server(1, weight: 2), quorum: 1))
        try scene.start()
        let effects = try scene.add(-5, server: 0)
        #expect(effects.first == .weight(Sample.name(1), from: 2, to: 0, .up))
        #expect(effects.fifoLines == ["VS [10.7.7.1]:tcp:80 DOWN"])
        #expect(scene.table == [".1=0"])
    }

    @Test("Without a sorry server the servers that are alive go on without quorum")
    func noSorryServer() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2), quorum: 2))
        try scene.start()
        try scene.report(.down, server: 0)
        #expect(scene.supervision.quorum(service: 0) == .down)
        #expect(scene.table == [".2=1"])
    }

    @Test("The sorry server serves alone while the quorum is lost; who is alive is known all the same")
    func sorryServer() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2), quorum: 2, sorry: Sample.sorry()))
        try scene.start()
        #expect(scene.table == [".1=1 .2=1"])
        try scene.report(.down, server: 0)
        #expect(scene.table == [".99=1"])
        #expect(scene.supervision.liveness(service: 0, server: 1) == .up)
        try scene.report(.up, server: 0)
        #expect(scene.table == [".1=1 .2=1"])
    }

    @Test("What is inhibited stays in the table with weight 0: failed, kept from serving, or not needed")
    func inhibition() throws {
        let servers = (Sample.server(1, inhibits: true), Sample.server(2, inhibits: true), Sample.server(3))
        var scene = Scene(
            Sample.web(servers.0, servers.1, servers.2, quorum: 2, sorry: Sample.sorry(inhibited: true)))
        try scene.start()
        #expect(scene.table == [".1=1 .2=1 .3=1 .99=0"])
        try scene.report(.down, server: 0)
        #expect(scene.table == [".1=0 .2=1 .3=1 .99=0"])
        try scene.report(.down, server: 2)
        #expect(scene.table == [".1=0 .2=0 .99=1"])
    }

    @Test("A checker that starts down holds its server down; the first failure is told once")
    func alpha() throws {
        var scene = Scene(
            Sample.web(Sample.server(1, Sample.alpha), Sample.server(2, inhibits: true, Sample.alpha)))
        #expect(try scene.start().fifoLines == ["VS [10.7.7.1]:tcp:80 DOWN"])
        #expect(scene.table == [".2=0"])
        #expect(
            try scene.report(.down, server: 0) == [
                .server(
                    Sample.name(1), .down, because: .firstCheck(definition: "TCP_CHECK"), isInhibited: false)
            ])
        #expect(try scene.report(.down, server: 0).isEmpty)
        try scene.report(.up, server: 1)
        #expect(scene.table == [".2=1"])
        #expect(scene.supervision.quorum(service: 0) == .up)
    }

    @Test("What checkers add to a weight adds up, within the kernel's bounds, and counts for the quorum")
    func weights() throws {
        let two = [SupervisedChecker("FILE_CHECK a"), SupervisedChecker("FILE_CHECK b")]
        var scene = Scene(Sample.web(Sample.server(1, weight: 3, two), quorum: 5))
        try scene.start()
        try scene.add(4, server: 0, checker: 0)
        #expect(scene.supervision.quorum(service: 0) == .up)
        try scene.add(-2, server: 0, checker: 1)
        #expect(scene.table == [".1=5"])
        try scene.add(.max, server: 0, checker: 0)
        try scene.add(.max, server: 0, checker: 1)
        #expect(scene.table == [".1=2147483647"])
        try scene.add(.min, server: 0, checker: 0)
        #expect(scene.table == [".1=3"])
        try scene.add(.min, server: 0, checker: 1)
        #expect(scene.table == [".1=0"])
    }

    @Test("A weight set while a server is down is the one that it comes back with")
    func weightWhileDown() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2)))
        try scene.start()
        try scene.report(.down, server: 0)
        #expect(try scene.add(6, server: 0) == [.weight(Sample.name(1), from: 1, to: 7, .down)])
        #expect(scene.table == [".2=1"])
        try scene.report(.up, server: 0)
        #expect(scene.table == [".1=7 .2=1"])
    }

    @Test(
        "rs_init_notifies: a server that starts as up is notified of, at the start and after a reload that adds it"
    )
    func initialServers() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2, Sample.alpha), initial: true))
        let start = try scene.start()
        #expect(start.fifoLines == ["RS [10.0.1.1]:tcp:80 [10.7.7.1]:tcp:80 UP", "VS [10.7.7.1]:tcp:80 UP"])
        #expect(start.logLines == ["Gained quorum 1+0=1 <= 1 for VS [10.7.7.1]:tcp:80"])
        #expect(try scene.report(.up, server: 1).fifoLines == ["RS [10.0.1.2]:tcp:80 [10.7.7.1]:tcp:80 UP"])
        let added = try scene.reload(
            Sample.web(
                Sample.server(1), Sample.server(2, Sample.alpha), Sample.server(3), initial: true))
        #expect(added.fifoLines == ["RS [10.0.1.3]:tcp:80 [10.7.7.1]:tcp:80 UP"])
        #expect(added.logLines == ["Adding service [10.0.1.3]:tcp:80 to VS [10.7.7.1]:tcp:80"])
    }

    @Test("At the end everything leaves; only who asks for it is notified, and only of what was up")
    func omega() throws {
        var scene = Scene(
            Sample.web(Sample.server(1), Sample.server(2), omega: true),
            SupervisedService(
                .service(.firewallMark(1, .ipv4)), services: [VirtualService(.firewallMark(1, .ipv4))],
                servers: [Sample.server(3)]))
        try scene.start()
        try scene.report(.down, server: 0)
        #expect(
            try scene.stop().fifoLines == [
                "RS [10.0.1.2]:tcp:80 [10.7.7.1]:tcp:80 DOWN", "VS [10.7.7.1]:tcp:80 DOWN",
            ])
        #expect(scene.table.isEmpty)
        #expect(try scene.report(.up, server: 0).isEmpty)
        #expect(try scene.start().fifoLines == ["VS [10.7.7.1]:tcp:80 UP", "VS FWM 1 UP"])
        #expect(scene.table == [".1=1 .2=1", ".3=1"])
    }

    @Test("Checks rest while the address is elsewhere; the table stays")
    func suspension() throws {
        var scene = Scene(Sample.web(Sample.server(1), suspends: true))
        #expect(try scene.start().first == .checksSuspended(Sample.web))
        #expect(scene.table == [".1=1"])
        let resumed = try scene.on { $0.setAddressPresence(true, service: 0, into: &$1) }
        #expect(resumed == [.checksResumed(Sample.web)])
        #expect(try scene.on { $0.setAddressPresence(true, service: 0, into: &$1) }.isEmpty)
        #expect(!scene.supervision.areChecksSuspended(service: 0))
        let suspended = try scene.on { $0.setAddressPresence(false, service: 0, into: &$1) }
        #expect(suspended == [.checksSuspended(Sample.web)])
    }

    @Test("The services of a group share servers; one without a port gets that of each service")
    func group() throws {
        let other = ServiceID.address(.tcp, .ipv4(IPv4Address(10, 7, 7, 2)), port: 81)
        let server = SupervisedServer(Destination(Sample.id(1, port: 0)), checkers: [SupervisedChecker("x")])
        var scene = Scene(
            SupervisedService(
                .group("web", .tcp),
                services: [Sample.webID, other, .firewallMark(9, .ipv4)].map { VirtualService($0) },
                servers: [server]))
        try scene.start()
        #expect(scene.kernel.servers.map { $0.destinations.map(\.id.port) } == [[80], [81], [0]])
        #expect(
            try scene.report(.down, server: 0).fifoLines
                == ["RS [10.0.1.1]:tcp:0 [web]:0 DOWN", "VS [web]:0 DOWN"])
        #expect(scene.table == ["", "", ""])
    }

    @Test("A server in two services is two servers")
    func shared() throws {
        let mark = ServiceID.firewallMark(1, .ipv4)
        var scene = Scene(
            Sample.web(Sample.server(1)),
            SupervisedService(
                .service(mark), services: [VirtualService(mark)], servers: [Sample.server(1)]))
        try scene.start()
        try scene.report(.down, server: 0)
        #expect(scene.table == ["", ".1=1"])
    }

    @Test("What the kernel cannot hold twice is there once: services, servers, a sorry server among them")
    func duplicates() throws {
        let same = SorryServer(Destination(Sample.id(1), weight: 5), isInhibited: true)
        let first = Sample.web(
            Sample.server(1, weight: 2, inhibits: true),
            SupervisedServer(Destination(Sample.id(1, port: 0), weight: 9)), quorum: 10, sorry: same)
        var second = Sample.web(Sample.server(7))
        second.name = .group("again", .tcp)
        var scene = Scene(first, second)
        try scene.start()
        #expect(scene.table == [".1=2"])
        try scene.report(.down, server: 0)
        #expect(scene.table == [".1=5"])
    }
}
