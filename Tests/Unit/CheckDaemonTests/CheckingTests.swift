import Configuration
import HealthChecks
import NetworkTypes
import Testing
import Timing
import VirtualServers

@testable import CheckDaemon

@Suite("From the ends of checks to the kernel's table")
struct CheckingTests {
    private let refused = Verdict.failure(.connection(.connection, problem: "Connection refused"))

    @Test("A server that fails leaves after its retries, and comes back with the first success")
    func failure() {
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1), Sample.realServer(2)])]))
        world.run(for: .seconds(10))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1", "10.0.0.2*1"]])
        world.verdicts["10.0.0.2:80"] = refused
        world.run(for: .seconds(7))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
        let line = "TCP_CHECK on service [10.0.0.2]:tcp:80 failed after 1 retries. Reason: Connection refused"
        #expect(world.lines == [line])
        world.verdicts = [:]
        world.run(for: .seconds(6))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1", "10.0.0.2*1"]])
        #expect(world.refusals == [])
    }

    @Test("A failure names the page or mail server, if there are several")
    func steps() {
        var first = Page()
        first.path = "/a"
        var second = Page()
        (second.path, second.virtualHost) = ("/b?x=1", "www.example")
        var several = PageCheck()
        several.pages = [first, second]
        var one = PageCheck()
        one.pages = [second]
        let mail = (2...3).map { CheckConnection(Sample.address($0), port: 25) }
        let kinds: [(Checker.Kind, target: String, reason: String)] = [
            (
                .http(CheckConnection(Sample.address(1), port: 80), several), "10.0.0.1:80",
                "url /b?x=1 of www.example: Connection refused"
            ),
            (.http(CheckConnection(Sample.address(1), port: 80), one), "10.0.0.1:80", "Connection refused"),
            (.smtp(mail, heloName: "me"), "10.0.0.2:25, 10.0.0.3:25", "host 10.0.0.2:25: Connection refused"),
        ]
        for (kind, target, reason) in kinds {
            var checker = Sample.check(1)
            checker.kind = kind
            checker.pace.logsAllFailures = true
            var world = CheckWorld()
            world.start(
                Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: [checker])])]))
            while world.visits[target] ?? 0 == 0 { world.run(for: .milliseconds(100)) }
            world.run(for: .seconds(1))
            world.verdicts[target] = refused
            world.run(for: .seconds(10))
            #expect(world.lines.count == 2)
            for line in world.lines { #expect(line.hasSuffix(". Reason: \(reason)"), "\(line)") }
        }
    }

    @Test("The same check of several servers is made once, and decides about all of them")
    func sharing() {
        var world = CheckWorld()
        world.start(
            Sample.model(
                (1...50).map { Sample.virtualServer($0, [Sample.realServer(1), Sample.realServer(2)]) }))
        #expect(world.checking.register.checks.count == 2)
        world.run(for: .seconds(50))
        #expect((9...11).contains(world.visits["10.0.0.1:80"] ?? 0))
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(7))
        #expect(world.servers.allSatisfy { $0.destinations.map(\.id.address) == [Sample.address(2)] })
        #expect(world.lines.last?.contains("(and 49 more)") == true)
    }

    @Test("Checks of one thing at two paces are two")
    func paces() {
        var world = CheckWorld()
        let slow = Sample.realServer(1, checkers: [Sample.check(1, every: 60)])
        world.start(
            Sample.model([Sample.virtualServer(1, [Sample.realServer(1)]), Sample.virtualServer(2, [slow])]))
        #expect(world.checking.register.checks.count == 2)
    }

    @Test("A reload keeps a server down that is down, and it comes back")
    func reloadKeepsFailure() {
        var world = CheckWorld()
        let model = Sample.model([Sample.virtualServer(1, [Sample.realServer(1), Sample.realServer(2)])])
        world.start(model)
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(20))
        let before = world.servers
        let effects = world.effects.count
        world.reload(model)
        #expect(world.servers == before)
        #expect(world.effects.count == effects)
        world.verdicts = [:]
        world.run(for: .seconds(6))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1", "10.0.0.2*1"]])
    }

    @Test("Another pace is no other check: what is known stays, and the next check comes as soon as it says")
    func reloadOfPace() {
        var world = CheckWorld()
        func model(_ seconds: Int) -> Model {
            Sample.model([
                Sample.virtualServer(1, [Sample.realServer(1, checkers: [Sample.check(1, every: seconds)])])
            ])
        }
        world.start(model(600))
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(1300))
        let id = world.checking.register.checks[0].id
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": []])
        world.reload(model(2))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": []])
        #expect(world.checking.register.checks[0].id == id)
        world.verdicts = [:]
        world.run(for: .seconds(3))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
    }

    @Test("A server that is new to a check that is known learns at once what it says")
    func meeting() {
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1)])]))
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(20))
        world.reload(
            Sample.model([
                Sample.virtualServer(1, [Sample.realServer(1)]),
                Sample.virtualServer(2, [Sample.realServer(1)]),
            ]))
        #expect(
            Sample.serving(world.servers) == ["TCP 192.0.2.1:80": [], "TCP 192.0.2.2:80": []])
    }

    @Test("A check that runs while it is reloaded ends as if nothing had happened")
    func reloadOfRunning() {
        var world = CheckWorld()
        let model = Sample.model([Sample.virtualServer(1, [Sample.realServer(1)])])
        world.start(model)
        world.duration = .seconds(60)
        world.run(for: .seconds(6))
        let running = world.runningIDs
        #expect(running.count == 1)
        world.reload(model)
        #expect(world.runningIDs == running)
        #expect(world.checking.register.checks[0].runningSince != nil)
        world.reload(Sample.model([Sample.virtualServer(1, [Sample.realServer(2)])]))
        #expect(world.runningIDs == [])
    }

    @Test("What this machine cannot check keeps its state, and is said once")
    func shortage() {
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1)])]))
        world.run(for: .seconds(10))
        world.isShort = true
        world.run(for: .seconds(60))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
        #expect(world.lines.count == 1)
        world.isShort = false
        world.run(for: .seconds(10))
        #expect(world.lines.last == "TCP_CHECK on service [10.0.0.1]:tcp:80 can be checked again")
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
    }

    @Test("A dynamic command sets the weight, also after a reload of the configured one")
    func weights() {
        var pace = CheckPace()
        pace.interval = .seconds(1)
        pace.warmup = .zero
        var program = ProgramCheck(Command(words: ["/bin/load"], text: "/bin/load"), timeout: .seconds(1))
        program.setsWeight = true
        let checker = Checker(.misc(program), pace: pace)
        func model(_ weight: UInt32) -> Model {
            Sample.model([
                Sample.virtualServer(1, [Sample.realServer(1, weight: weight, checkers: [checker])])
            ])
        }
        var world = CheckWorld()
        world.verdicts["/bin/load"] = Verdict(exitCode: 12, isDynamic: true)
        world.start(model(3))
        world.run(for: .seconds(2))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*10"]])
        world.reload(model(5))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*10"]])
        world.verdicts["/bin/load"] = Verdict(exitCode: 0, isDynamic: true)
        world.run(for: .seconds(2))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*5"]])
    }

    @Test("Pages take turns while all is well, and a server that was down shows all of them first")
    func pages() {
        var pace = CheckPace()
        pace.interval = .seconds(10)
        pace.warmup = .zero
        pace.retries = 0
        var check = PageCheck()
        check.pages = (1...3).map { number in
            var page = Page()
            page.path = "/\(number)"
            return page
        }
        let checker = Checker(.http(CheckConnection(Sample.address(1), port: 80), check), pace: pace)
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: [checker])])]))
        var pages: [Int] = []
        for _ in 0..<4 {
            world.run(for: .seconds(10))
            pages.append(world.checking.register[0].page)
        }
        #expect(pages == [1, 2, 0, 1] || pages == [2, 0, 1, 2])
        world.verdicts["10.0.0.1:80"] = refused
        world.run(for: .seconds(11))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": []])
        world.verdicts = [:]
        world.run(for: .seconds(15))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": []])
        world.run(for: .seconds(20))
        #expect(Sample.serving(world.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
    }

    @Test("Who takes over from a daemon that died leaves servers in service until their first check")
    func takingOver() {
        let model = Sample.model([
            Sample.virtualServer(
                1, [1, 2].map { Sample.realServer($0, checkers: [Sample.check($0, startsDown: true)]) })
        ])
        var dead = CheckWorld()
        dead.verdicts["10.0.0.2:80"] = refused
        dead.start(model)
        dead.run(for: .seconds(20))
        #expect(Sample.serving(dead.servers) == ["TCP 192.0.2.1:80": ["10.0.0.1*1"]])
        var world = CheckWorld()
        world.verdicts = dead.verdicts
        world.start(model, over: dead.servers)
        #expect(world.servers == dead.servers)
        world.run(for: .seconds(20))
        #expect(world.servers == dead.servers)
        #expect(world.refusals == [])
    }

    @Test("Checks rest while the address is elsewhere")
    func suspension() {
        var server = Sample.virtualServer(1, [Sample.realServer(1)])
        server.suspendsWithoutAddress = true
        var world = CheckWorld()
        world.start(Sample.model([server]))
        world.run(for: .seconds(60))
        #expect(world.visits == [:])
        world.tell { checking, now, acts in
            checking.addressesChanged([(0, true)], at: now, into: &acts)
        }
        world.run(for: .seconds(12))
        #expect((2...4).contains(world.visits["10.0.0.1:80"] ?? 0))
        world.tell { checking, now, acts in
            checking.addressesChanged([(0, false)], at: now, into: &acts)
        }
        let visits = world.visits
        world.run(for: .seconds(60))
        #expect(world.visits == visits)
    }

    @Test("A file's number adds to the weight, or takes the server out")
    func files() {
        func model(_ weight: Int) -> Model {
            let file = FileCheck(name: "f", path: "/run/f", weight: weight, isReversed: false)
            return Sample.model([
                Sample.virtualServer(1, [Sample.realServer(1, weight: 10, checkers: [Checker(.file(file))])])
            ])
        }
        func weights(_ weight: Int, _ values: [Int]) -> [[String]] {
            var world = CheckWorld()
            world.start(model(weight))
            return values.map { value in
                world.tell { checking, now, acts in
                    checking.fileRead("/run/f", value, at: now, into: &acts)
                }
                return Sample.serving(world.servers)["TCP 192.0.2.1:80"] ?? []
            }
        }
        #expect(
            weights(2, [0, 5, -3, 0]) == [
                ["10.0.0.1*10"], ["10.0.0.1*20"], ["10.0.0.1*4"], ["10.0.0.1*10"],
            ])
        #expect(weights(0, [0, 1, 0]) == [["10.0.0.1*10"], [], ["10.0.0.1*10"]])
        #expect(weights(1, [Int.min, Int.max]) == [[], ["10.0.0.1*2147483647"]])
    }

    @Test("A server follows its BFD session, whatever that was before; without news it stays as it began")
    func sessions() {
        func model(startsDown: Bool) -> Model {
            var pace = CheckPace()
            pace.startsDown = startsDown
            let checker = Checker(.session(name: "lan"), pace: pace)
            return Sample.model([Sample.virtualServer(1, [Sample.realServer(1, checkers: [checker])])])
        }
        for startsDown in [false, true] {
            var world = CheckWorld()
            world.start(model(startsDown: startsDown))
            world.run(for: .seconds(100))
            #expect(world.servers.first?.destinations.isEmpty == startsDown)
            for up in [[], ["lan", "other"], [], ["lan"]] as [Set<String>] {
                world.tell { checking, now, acts in checking.sessionsReported(up, at: now, into: &acts) }
                #expect(world.servers.first?.destinations.isEmpty == !up.contains("lan"), "\(up)")
            }
        }
    }

    @Test("A stop clears the table")
    func stop() {
        var world = CheckWorld()
        world.start(Sample.model([Sample.virtualServer(1, [Sample.realServer(1)])]))
        world.run(for: .seconds(10))
        world.stop()
        #expect(world.servers == [])
    }
}
