import Configuration
import HealthChecks
import NetworkTypes
import Notifications
import Testing
import Timing
import VirtualServers

@testable import CheckDaemon

@Suite("What a reload knows")
struct ReloadTests {
    private let refused = Verdict.failure(.connection(.connection, problem: "Connection refused"))

    private func notifications(_ world: CheckWorld, since count: Int) -> [String] {
        world.effects.dropFirst(count).compactMap { Notification($0)?.fifoLine }
    }

    @Test("A server that is known to be down never enters a service that is new, and is told of once")
    func knownDown() {
        var world = CheckWorld()
        let first = Sample.virtualServer(1, [Sample.realServer(1)])
        world.start(Sample.model([first]))
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(20))
        let count = world.effects.count
        world.reload(Sample.model([first, Sample.virtualServer(2, [Sample.realServer(1)])]))
        #expect(Sample.serving(world.servers)["TCP 192.0.2.2:80"] == [])
        world.run(for: .seconds(60))
        #expect(
            notifications(world, since: count) == [
                "VS [192.0.2.2]:tcp:80 DOWN", "RS [10.0.0.1]:tcp:80 [192.0.2.2]:tcp:80 DOWN",
            ])
    }

    @Test("A server with alpha that is known to be up serves a service that is new at once")
    func knownUp() {
        var world = CheckWorld()
        let server = Sample.realServer(1, checkers: [Sample.check(1, startsDown: true)])
        let first = Sample.virtualServer(1, [server])
        world.start(Sample.model([first]))
        world.run(for: .seconds(20))
        let count = world.effects.count
        world.reload(Sample.model([first, Sample.virtualServer(2, [server])]))
        #expect(Sample.serving(world.servers)["TCP 192.0.2.2:80"] == ["10.0.0.1*1"])
        world.run(for: .seconds(60))
        #expect(notifications(world, since: count) == ["VS [192.0.2.2]:tcp:80 UP"])
    }

    @Test("Checks that never run hold nobody down")
    func neverRun() {
        var pace = CheckPace()
        pace.startsDown = true
        var program = ProgramCheck(Command(words: ["/bin/no"], text: "/bin/no"), timeout: .seconds(1))
        program.disabledBecause = "it is missing"
        let checkers = [Checker(.misc(program), pace: pace)]
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: checkers)])]))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
    }

    @Test("The weight that a command asks for ends with its check, and begins with it, at every server")
    func sharedWeight() {
        func checker(_ seconds: Int) -> Checker {
            var pace = CheckPace()
            pace.interval = .seconds(seconds)
            pace.warmup = .zero
            var program = ProgramCheck(Command(words: ["/bin/load"], text: "/bin/load"), timeout: .seconds(1))
            program.setsWeight = true
            return Checker(.misc(program), pace: pace)
        }
        func model(_ paces: [Int]) -> Model {
            Sample.model([
                Sample.virtualServer(
                    1,
                    paces.enumerated().map { index, pace in
                        Sample.realServer(UInt8(index + 1), weight: 3, checkers: [checker(pace)])
                    })
            ])
        }
        var world = CheckWorld()
        world.verdicts["/bin/load"] = Verdict(exitCode: 12, isDynamic: true)
        world.start(model([5, 5]))
        world.run(for: .seconds(6))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*10", "10.0.0.2*10"]])
        world.verdicts["/bin/load"] = .success
        world.reload(model([5, 1]))
        world.run(for: .seconds(12))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*3", "10.0.0.2*3"]])
    }

    @Test("Another pace for every one of thousands of checks is no matter of their square")
    func manyPaces() {
        func model(_ seconds: Int) -> Model {
            Sample.model(
                (0..<100).map { service in
                    Sample.virtualServer(
                        UInt8(service),
                        (0..<50).map { number in
                            var server = Sample.realServer(UInt8(number))
                            var pace = CheckPace()
                            pace.interval = .seconds(seconds)
                            let port = UInt16(1000 + service * 50 + number)
                            let connection = CheckConnection(Sample.address(UInt8(number)), port: port)
                            server.checkers = [Checker(.tcp(connection), pace: pace)]
                            return server
                        })
                })
        }
        var world = CheckWorld()
        world.start(model(600))
        let ids = Set(world.checking.register.checks.map(\.id))
        #expect(ids.count == 5000)
        let start = ContinuousClock.now
        world.reload(model(500))
        // Copying the whole table of checks for each of them takes many times as long.
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(Set(world.checking.register.checks.map(\.id)) == ids)
    }

    @Test("A mail server that fails has all hosts of its check asked again before it comes back")
    func mailHosts() {
        var pace = CheckPace()
        pace.interval = .seconds(10)
        pace.warmup = .zero
        pace.retries = 0
        let hosts = [1, 2].map { CheckConnection(Sample.address($0), port: 25) }
        let checker = Checker(.smtp(hosts, heloName: "x"), pace: pace)
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: [checker])])]))
        world.run(for: .seconds(12))
        let target = "10.0.0.1:25, 10.0.0.2:25"
        world.verdicts[target] = refused
        world.run(for: .seconds(12))
        #expect(world.checking.register[0].page == 0)
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": []])
        let visits = world.visits[target] ?? 0
        world.verdicts = [:]
        world.run(for: .seconds(10))
        #expect((world.visits[target] ?? 0) - visits >= 2)
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
    }
}
