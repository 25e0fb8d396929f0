import NetworkTypes
import Testing

@testable import VirtualServers

@Suite("A reload of what is supervised")
struct SupervisionReloadTests {
    private let failing = SupervisedServer(
        Destination(Sample.id(1)),
        checkers: [
            SupervisedChecker("TCP_CHECK"), SupervisedChecker("TCP_CHECK"), SupervisedChecker("DNS_CHECK"),
        ])

    @Test("An equal description has no effects, and keeps verdicts, weights and the quorum")
    func unchanged() throws {
        let service = Sample.web(
            failing, Sample.server(2, weight: 2), Sample.server(3, Sample.alpha), quorum: 2, hysteresis: 1,
            sorry: Sample.sorry(inhibited: true), omega: true, suspends: true)
        var scene = Scene(service)
        try scene.start()
        try scene.add(3, server: 1)
        try scene.report(.down, server: 0, checker: 1)
        #expect(try scene.reload(service).isEmpty)
        #expect(scene.table == [".2=5 .99=0"])
        #expect(scene.supervision.verdict(of: CheckerPlace(service: 0, server: 0, checker: 1)) == .down)
        #expect(scene.supervision.verdict(of: CheckerPlace(service: 0, server: 0, checker: 0)) == .up)
        #expect(scene.supervision.verdict(of: CheckerPlace(service: 0, server: 2, checker: 0)) == .down)
    }

    @Test("A server that is down stays down, wherever it now stands, and whatever else changes")
    func staysDown() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2)))
        try scene.start()
        try scene.report(.down, server: 0)
        try scene.add(4, server: 0)
        let effects = try scene.reload(
            Sample.web(Sample.server(3), Sample.server(2), Sample.server(1, weight: 3, inhibits: true)))
        #expect(
            effects == [
                .serverAdded(Sample.name(3)), .weight(Sample.name(1), from: 5, to: 7, .down),
            ])
        #expect(scene.table == [".1=0 .2=1 .3=1"])
        try scene.report(.up, server: 2)
        #expect(scene.table == [".1=7 .2=1 .3=1"])
    }

    @Test("A checker that is new starts as its server is")
    func newCheckers() throws {
        let old = [SupervisedChecker("TCP_CHECK")]
        let new = [SupervisedChecker("HTTP_GET", startsDown: true)]
        var scene = Scene(Sample.web(Sample.server(1, old), Sample.server(2, old)))
        try scene.start()
        try scene.report(.down, server: 0)
        #expect(try scene.reload(Sample.web(Sample.server(1, new), Sample.server(2, old + new))).isEmpty)
        #expect(scene.table == [".2=1"])
        try scene.report(.up, server: 0)
        #expect(scene.table == [".1=1 .2=1"])
    }

    @Test("A server comes up when the checkers that held it down are gone")
    func fewerCheckers() throws {
        let two = [SupervisedChecker("TCP_CHECK"), SupervisedChecker("HTTP_GET")]
        var scene = Scene(Sample.web(Sample.server(1, two)))
        try scene.start()
        try scene.report(.down, server: 0, checker: 1)
        let effects = try scene.reload(Sample.web(Sample.server(1)))
        #expect(effects.first == .server(Sample.name(1), .up, because: .reload, isInhibited: false))
        #expect(
            effects.fifoLines == ["RS [10.0.1.1]:tcp:80 [10.7.7.1]:tcp:80 UP", "VS [10.7.7.1]:tcp:80 UP"])
        #expect(scene.table == [".1=1"])
    }

    @Test(
        "Servers that go are notified as down, those that come start as configured; one decision on the quorum"
    )
    func servers() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2), Sample.server(3), quorum: 2))
        try scene.start()
        try scene.report(.down, server: 2)
        let effects = try scene.reload(
            Sample.web(Sample.server(2), Sample.server(4), Sample.server(5, Sample.alpha), quorum: 2))
        #expect(
            effects == [
                .server(Sample.name(1), .down, because: .removed, isInhibited: false),
                .serverAdded(Sample.name(4)),
            ])
        #expect(scene.table == [".2=1 .4=1"])
    }

    @Test("A quorum that changed is decided again, with its notifications and its sorry server")
    func quorum() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2), sorry: Sample.sorry()))
        try scene.start()
        let lost = try scene.reload(
            Sample.web(Sample.server(1), Sample.server(2), quorum: 3, sorry: Sample.sorry()))
        let sorry = Sample.name(99)
        #expect(
            lost == [
                .quorum(
                    Sample.web, .down, because: .reload, QuorumCount(quorum: 3, hysteresis: 0, weight: 2)),
                .sorryServer(sorry, .added), .aliveServers(Sample.web, .down),
            ])
        #expect(scene.table == [".99=1"])
        let gained = try scene.reload(
            Sample.web(Sample.server(1), Sample.server(2), quorum: 2, sorry: Sample.sorry()))
        #expect(gained.fifoLines == ["VS [10.7.7.1]:tcp:80 UP"])
        #expect(scene.table == [".1=1 .2=1"])
    }

    @Test("Sorry servers come, go and change places while they serve")
    func sorryServers() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2), quorum: 2, sorry: Sample.sorry()))
        try scene.start()
        try scene.report(.down, server: 0)
        let other = SorryServer(Destination(Sample.id(98)))
        let changed = try scene.reload(
            Sample.web(Sample.server(1), Sample.server(2), quorum: 2, sorry: other))
        #expect(
            changed == [
                .sorryServer(Sample.name(99), .removed), .sorryServer(Sample.name(98), .added),
            ])
        #expect(scene.table == [".98=1"])
        let removed = try scene.reload(Sample.web(Sample.server(1), Sample.server(2), quorum: 2))
        #expect(removed == [.sorryServer(Sample.name(98), .removed), .aliveServers(Sample.web, .up)])
        #expect(scene.table == [".2=1"])
    }

    @Test("A service that goes is notified as down; one that comes starts")
    func services() throws {
        let mark = ServiceName.service(.firewallMark(7, .ipv4))
        let other = SupervisedService(
            mark, services: [VirtualService(.firewallMark(7, .ipv4))], servers: [Sample.server(9)])
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2)))
        try scene.start()
        try scene.report(.down, server: 0)
        let effects = try scene.reload(other)
        #expect(
            effects.logLines == [
                "Removing Virtual Server [10.7.7.1]:tcp:80",
                "Removing service [10.0.1.2]:tcp:80 from VS [10.7.7.1]:tcp:80",
                "Gained quorum 1+0=1 <= 1 for VS FWM 7",
            ])
        #expect(
            effects.fifoLines == [
                "RS [10.0.1.2]:tcp:80 [10.7.7.1]:tcp:80 DOWN", "VS [10.7.7.1]:tcp:80 DOWN", "VS FWM 7 UP",
            ])
        #expect(scene.table == [".9=1"])
    }

    @Test("The presence of an address survives, and checks rest or go on when ha_suspend changes")
    func suspension() throws {
        var scene = Scene(Sample.web(Sample.server(1)))
        try scene.start()
        #expect(
            try scene.reload(Sample.web(Sample.server(1), suspends: true)) == [.checksSuspended(Sample.web)])
        try scene.on { $0.setAddressPresence(true, service: 0, into: &$1) }
        #expect(try scene.reload(Sample.web(Sample.server(1), suspends: true)).isEmpty)
    }

    @Test("Before the start a reload decides nothing")
    func beforeStart() throws {
        var scene = Scene(Sample.web(Sample.server(1), Sample.server(2)))
        try scene.report(.down, server: 0)
        #expect(try scene.reload(Sample.web(Sample.server(2), Sample.server(1))).isEmpty)
        #expect(scene.table.isEmpty)
        try scene.start()
        #expect(scene.table == [".2=1"])
    }
}
