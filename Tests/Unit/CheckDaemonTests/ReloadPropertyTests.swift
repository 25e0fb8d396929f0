import Configuration
import HealthChecks
import NetworkTypes
import Testing
import Timing
import VirtualServers

@testable import CheckDaemon

@Suite("Any sequence of reloads")
struct ReloadPropertyTests {
    private let refused = Verdict.failure(.connection(.connection, problem: "Connection refused"))
    private static let targets: ClosedRange<UInt8> = 1...6

    /// Services of a few addresses with servers of a few others, in every variation.
    private func model(_ generator: inout SeededGenerator) -> Model {
        var numbers = Array(UInt8(1)...4)
        numbers.shuffle(using: &generator)
        return Sample.model(
            numbers.prefix(Int.random(in: 1...4, using: &generator)).map { number in
                var targets = Array(Self.targets)
                targets.shuffle(using: &generator)
                let servers = targets.prefix(Int.random(in: 1...5, using: &generator)).map {
                    realServer($0, &generator)
                }
                var server = Sample.virtualServer(number, servers)
                server.quorum = UInt32.random(in: 1...3, using: &generator)
                if Bool.random(using: &generator) {
                    let id = DestinationID(Sample.address(9), port: 80)
                    server.sorryServer = .init(
                        Destination(id, method: .route, weight: 1),
                        isInhibited: Bool.random(using: &generator))
                }
                return server
            })
    }

    private func realServer(_ target: UInt8, _ generator: inout SeededGenerator) -> RealServerDefinition {
        // A second checker may look at another server.
        let targets = [target, UInt8.random(in: Self.targets, using: &generator)]
        let checkers = targets.prefix(Int.random(in: 0...2, using: &generator)).map { target in
            Sample.check(
                target, every: Int.random(in: 1...3, using: &generator),
                retries: Int.random(in: 0...2, using: &generator), startsDown: Bool.random(using: &generator))
        }
        var server = Sample.realServer(
            target, weight: UInt32.random(in: 0...3, using: &generator), checkers: checkers)
        server.inhibitsOnFailure = Bool.random(using: &generator)
        return server
    }

    @Test(
        "leads to what a fresh start with the last configuration and the same verdicts would",
        arguments: 0..<40)
    func convergence(_ block: Int) {
        for seed in (block * 10)..<((block + 1) * 10) {
            var generator = SeededGenerator(seed: seed)
            var world = CheckWorld(seed: seed)
            var last = model(&generator)
            world.start(last)
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    last = model(&generator)
                    world.reload(last)
                case 1:
                    let target = "10.0.0.\(UInt8.random(in: Self.targets, using: &generator)):80"
                    world.verdicts[target] = Bool.random(using: &generator) ? refused : .success
                case 2:
                    world.isShort = Int.random(in: 0..<4, using: &generator) == 0
                default:
                    world.run(for: .milliseconds(Int64.random(in: 0...9000, using: &generator)))
                }
                consistency(of: world, seed)
            }
            world.isShort = false
            world.run(for: .seconds(60))
            var fresh = CheckWorld(seed: seed)
            fresh.verdicts = world.verdicts
            fresh.start(last)
            fresh.run(for: .seconds(60))
            #expect(world.servers == fresh.servers, "seed \(seed)")
            #expect(world.refusals == [], "seed \(seed)")
        }
    }

    /// The table is what is wanted, and no check is forgotten.
    private func consistency(of world: CheckWorld, _ seed: Int) {
        let wanted = world.checking.supervision.wanted.map { server in
            VirtualServer(server.service, destinations: server.destinations.sorted { $0.id < $1.id })
        }.sorted { $0.service.id < $1.service.id }
        #expect(world.servers == wanted, "seed \(seed)")
        for (index, check) in world.checking.register.checks.enumerated() {
            #expect(world.checking.register.deadlines[index] != nil, "seed \(seed): \(check.kind) is not due")
            #expect((check.runningSince != nil) == world.runningIDs.contains(check.id), "seed \(seed)")
        }
    }

    @Test("changes nothing by itself: a reload of the same configuration has no effects", arguments: 0..<10)
    func idempotence(_ block: Int) {
        for seed in (block * 50)..<((block + 1) * 50) {
            var generator = SeededGenerator(seed: seed)
            var world = CheckWorld(seed: seed)
            let model = model(&generator)
            world.start(model)
            for target in Self.targets where Bool.random(using: &generator) {
                world.verdicts["10.0.0.\(target):80"] = refused
            }
            world.run(for: .milliseconds(Int64.random(in: 0...20_000, using: &generator)))
            let servers = world.servers
            let effects = world.effects
            let due = world.checking.register.checks.indices.map { world.checking.register.deadlines[$0] }
            world.reload(model)
            #expect(world.servers == servers, "seed \(seed)")
            #expect(world.effects == effects, "seed \(seed)")
            #expect(
                world.checking.register.checks.indices.map { world.checking.register.deadlines[$0] } == due)
        }
    }
}
