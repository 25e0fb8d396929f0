import NetworkTypes
import Testing

@testable import VirtualServers

@Suite("Any sequence of verdicts, weights and reloads")
struct SupervisionPropertyTests {
    @Test(
        "The table is that of a fresh start with the same verdicts, and every change has a reason",
        arguments: 0..<20)
    func sequences(series: UInt64) throws {
        for number in 0..<100 {
            let seed = series * 100 + UInt64(number)
            var run = RandomRun(seed: seed)
            do {
                for _ in 0..<Int(1 + seed % 16) {
                    try run.step()
                    try run.check()
                }
                try run.checkFreshStart()
            } catch {
                Issue.record("seed \(seed), event \(run.events), \(run.lastEvent): \(error)")
                return
            }
        }
    }
}

/// What must not be.
private struct Violation: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// What names a checker across reloads.
private struct CheckerKey: Hashable {
    var server: ServerName
    var definition: String
}

/// A supervision, a table as the kernel's, and a second account of what is to be known, kept in another way.
private struct RandomRun {
    var random: SplitMix
    var scene: Scene
    var descriptions: [SupervisedService]
    var events = 0
    var lastEvent = ""
    var verdicts: [CheckerKey: Liveness] = [:]
    var offsets: [CheckerKey: Int] = [:]
    var quorums: [ServiceName: Liveness] = [:]
    var servers: [ServerName: Liveness] = [:]
    var suspended: Set<ServiceName> = []

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        scene = Scene()
        descriptions = RandomDescription.services(&random)
        scene.supervision = ServiceSupervision(descriptions)
        learnCheckers(from: [])
    }

    mutating func step() throws {
        events += 1
        let before = scene.kernel.servers
        let old = descriptions
        let effects = try event()
        let wanted = scene.supervision.wanted
        let changes = diff(have: before, want: wanted)
        try note(effects)
        if descriptions == old, scene.supervision.isRunning, !changes.isEmpty, effects.isEmpty {
            throw Violation("a change without a reason")
        }
        for case .deleteDestination(let service, let server) in changes {
            let kept = wanted.first { $0.service.id == service }
            if kept?.destinations.contains(where: { $0.id == server }) == true {
                throw Violation("\(server) is removed and kept")
            }
        }
        if !diff(have: scene.kernel.servers, want: wanted).isEmpty {
            throw Violation("the kernel does not have what is wanted")
        }
        if Set(effects).count != effects.count { throw Violation("an effect twice") }
    }

    private mutating func event() throws -> [SupervisionEffect] {
        if !scene.supervision.isRunning, random.chance(50) {
            lastEvent = "start"
            return try scene.start()
        }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: return try report()
        case 50..<75: return try addWeight()
        case 75..<82: return try moveAddress()
        case 82..<98: return try reload()
        default:
            lastEvent = "stop"
            return try scene.stop()
        }
    }

    private mutating func report() throws -> [SupervisionEffect] {
        guard let place = randomPlace() else { return [] }
        let verdict: Liveness = random.chance(50) ? .up : .down
        lastEvent = "\(place) \(verdict)"
        verdicts[key(place)] = verdict
        return try scene.on { $0.report(verdict, by: place, into: &$1) }
    }

    private mutating func addWeight() throws -> [SupervisionEffect] {
        guard let place = randomPlace() else { return [] }
        let offset = Int.random(in: -4...4, using: &random)
        lastEvent = "\(place) adds \(offset)"
        offsets[key(place)] = offset
        return try scene.on { $0.setWeightOffset(offset, by: place, into: &$1) }
    }

    private mutating func moveAddress() throws -> [SupervisionEffect] {
        guard let service = descriptions.indices.randomElement(using: &random) else { return [] }
        let isPresent = random.chance(50)
        lastEvent = "address of \(service): \(isPresent)"
        return try scene.on { $0.setAddressPresence(isPresent, service: service, into: &$1) }
    }

    private mutating func reload() throws -> [SupervisionEffect] {
        let old = descriptions
        let new = RandomDescription.services(changing: old, &random)
        lastEvent = "reload"
        let effects = try scene.on { $0.reload(new, into: &$1) }
        if old == new, !effects.isEmpty { throw Violation("an equal description has effects") }
        descriptions = new
        if scene.supervision.descriptions != new { throw Violation("another description") }
        learnCheckers(from: old)
        return effects
    }

    /// Forgets what is no longer configured, and learns what is new: it starts as its server was, if that was there.
    private mutating func learnCheckers(from old: [SupervisedService]) {
        var alive: [ServerName: Liveness] = [:]
        for service in old {
            for server in service.servers {
                let name = ServerName(server.destination.id, of: service.name)
                let isUp = server.checkers.allSatisfy {
                    verdicts[CheckerKey(server: name, definition: $0.definition)] == .up
                }
                alive[name] = isUp ? .up : .down
            }
        }
        let (known, added) = (verdicts, offsets)
        (verdicts, offsets) = ([:], [:])
        for service in descriptions {
            for server in service.servers {
                let name = ServerName(server.destination.id, of: service.name)
                for checker in server.checkers {
                    let key = CheckerKey(server: name, definition: checker.definition)
                    verdicts[key] = known[key] ?? alive[name] ?? (checker.startsDown ? .down : .up)
                    offsets[key] = added[key] ?? 0
                }
            }
        }
    }

    private mutating func randomPlace() -> CheckerPlace? {
        var places: [CheckerPlace] = []
        for (service, description) in descriptions.enumerated() {
            for (server, settings) in description.servers.enumerated() {
                for checker in settings.checkers.indices {
                    places.append(CheckerPlace(service: service, server: server, checker: checker))
                }
            }
        }
        return places.randomElement(using: &random)
    }

    private func key(_ place: CheckerPlace) -> CheckerKey {
        let service = descriptions[place.service]
        let server = service.servers[place.server]
        return CheckerKey(
            server: ServerName(server.destination.id, of: service.name),
            definition: server.checkers[place.checker].definition)
    }
}

extension RandomRun {
    /// Notifications alternate, for servers (whose start is not notified) as for quorums.
    fileprivate mutating func note(_ effects: [SupervisionEffect]) throws {
        for effect in effects {
            switch effect {
            case .quorum(let name, let liveness, let reason, let count):
                if quorums[name] == liveness { throw Violation("\(name) is \(liveness) again") }
                if reason == .start, quorums[name] != nil { throw Violation("\(name) starts again") }
                if liveness == .up, count.weight < UInt64(count.quorum) + UInt64(count.hysteresis) {
                    throw Violation("\(name) is up with \(count)")
                }
                quorums[name] = liveness
            case .server(let name, let liveness, _, _):
                if servers[name] == liveness { throw Violation("\(name) is \(liveness) again") }
                servers[name] = liveness
            case .checksSuspended(let name):
                if !suspended.insert(name).inserted { throw Violation("\(name) rests again") }
            case .checksResumed(let name):
                if suspended.remove(name) == nil { throw Violation("\(name) did not rest") }
            default: break
            }
        }
        let names = Set(descriptions.map(\.name))
        let isRunning = scene.supervision.isRunning
        quorums = quorums.filter { isRunning && names.contains($0.key) }
        suspended = suspended.filter { isRunning && names.contains($0) }
        let ids = Set(
            descriptions.flatMap { service in
                service.servers.map { ServerName($0.destination.id, of: service.name) }
            })
        servers = servers.filter { isRunning && ids.contains($0.key) }
    }

    /// What must hold after every event.
    fileprivate func check() throws {
        let supervision = scene.supervision
        guard supervision.isRunning else {
            if !scene.kernel.servers.isEmpty { throw Violation("a table without a supervision") }
            return
        }
        for index in descriptions.indices {
            try checkKnowledge(index)
            try checkTable(index)
            if quorums[descriptions[index].name] != supervision.quorum(service: index) {
                throw Violation("a quorum changed without a notification")
            }
            let isSuspended = suspended.contains(descriptions[index].name)
            if isSuspended != supervision.areChecksSuspended(service: index) {
                throw Violation("checks rest, or do not, without a notification")
            }
        }
    }

    private func checkKnowledge(_ index: Int) throws {
        for (number, server) in descriptions[index].servers.enumerated() {
            let name = ServerName(server.destination.id, of: descriptions[index].name)
            let keys = server.checkers.map { CheckerKey(server: name, definition: $0.definition) }
            for (checker, key) in keys.enumerated() {
                let place = CheckerPlace(service: index, server: number, checker: checker)
                if scene.supervision.verdict(of: place) != verdicts[key] {
                    throw Violation("\(key) is wrong")
                }
            }
            let weight = keys.reduce(Int(server.destination.weight)) { $0 + (offsets[$1] ?? 0) }
            if Int(scene.supervision.weight(service: index, server: number)) != max(weight, 0) {
                throw Violation("\(name) has a wrong weight")
            }
        }
    }

    /// No server that is down has a weight, none that is not inhibited is there at all, and the sorry server serves
    /// exactly without quorum, alone.
    private func checkTable(_ index: Int) throws {
        let description = descriptions[index]
        let hasQuorum = scene.supervision.quorum(service: index) == .up
        for table in scene.supervision.wanted(service: index) {
            let sorry = description.sorryServer?.destination.placed(in: table.service.id)?.id
            for (number, server) in description.servers.enumerated() {
                guard let id = server.destination.placed(in: table.service.id)?.id, id != sorry else {
                    continue
                }
                let isAlive = scene.supervision.liveness(service: index, server: number) == .up
                let entry = table.destinations.first { $0.id == id }
                let serves = isAlive && (hasQuorum || sorry == nil)
                if !serves, !server.isInhibitedOnFailure, entry != nil { throw Violation("a dead server") }
                if !serves, entry.map({ $0.weight > 0 }) == true { throw Violation("a dead server's weight") }
                if serves, entry == nil { throw Violation("an alive server is missing") }
            }
            let sorryEntry = table.destinations.first { $0.id == sorry }
            let isServer = description.servers.contains {
                $0.destination.placed(in: table.service.id)?.id == sorry
            }
            if let sorry, !isServer, (sorryEntry.map { $0.weight > 0 } ?? false) == hasQuorum {
                throw Violation("quorum \(hasQuorum) with sorry server \(sorry)")
            }
        }
    }

    /// A fresh start with the same verdicts and weights comes to the same table, unless only the hysteresis, which is
    /// memory, keeps the quorum.
    fileprivate func checkFreshStart() throws {
        guard scene.supervision.isRunning else { return }
        var fresh = ServiceSupervision(descriptions)
        var effects: [SupervisionEffect] = []
        for (service, description) in descriptions.enumerated() {
            for (server, settings) in description.servers.enumerated() {
                for checker in settings.checkers.indices {
                    let place = CheckerPlace(service: service, server: server, checker: checker)
                    fresh.report(verdicts[key(place)] ?? .up, by: place, into: &effects)
                    fresh.setWeightOffset(offsets[key(place)] ?? 0, by: place, into: &effects)
                }
            }
        }
        fresh.start(into: &effects)
        for index in descriptions.indices {
            let count = fresh.count(service: index)
            if fresh.quorum(service: index) == scene.supervision.quorum(service: index) {
                if fresh.wanted(service: index) != scene.supervision.wanted(service: index) {
                    throw Violation("a fresh start has another table")
                }
            } else if scene.supervision.quorum(service: index) == .down || count.weight == 0
                || count.weight + UInt64(count.hysteresis) < UInt64(count.quorum)
            {
                throw Violation("a fresh start has another quorum")
            }
        }
    }
}

/// Descriptions of up to four services with up to five servers each, from so few names that reloads meet.
private enum RandomDescription {
    private static let names: [ServiceName] = [
        .service(.firewallMark(1, .ipv4)), .service(.firewallMark(2, .ipv4)), Sample.web, .group("G", .tcp),
        .group("H", .tcp),
    ]

    static func services(_ random: inout SplitMix) -> [SupervisedService] {
        names.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).map {
            service($0, &random)
        }
    }

    static func services(
        changing old: [SupervisedService], _ random: inout SplitMix
    ) -> [SupervisedService] {
        var new = old
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return old
        case 1: return services(&random)
        case 2: new.shuffle(using: &random)
        default: break
        }
        guard let index = new.indices.randomElement(using: &random) else { return new }
        let other = service(new[index].name, &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: new[index] = other
        case 1: (new[index].quorum, new[index].hysteresis) = (other.quorum, other.hysteresis)
        case 2: new[index].sorryServer = other.sorryServer
        default: new[index].servers = other.servers
        }
        return new
    }

    private static func service(_ name: ServiceName, _ random: inout SplitMix) -> SupervisedService {
        let ids: [ServiceID] =
            switch name {
            case .service(let id): [id]
            // Groups that overlap with each other and with a service.
            case .group("G", _): [.firewallMark(2, .ipv4), .firewallMark(3, .ipv4), .firewallMark(4, .ipv4)]
            case .group: [Sample.webID, .firewallMark(4, .ipv4)]
            }
        let scheduler = random.chance(50) ? "rr" : "wlc"
        let quorum = UInt32.random(in: 1...5, using: &random)
        let numbers = (1...5).shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random))
        return SupervisedService(
            name, services: ids.map { VirtualService($0, scheduler: scheduler) },
            servers: numbers.map { server(UInt8($0), &random) }, quorum: quorum,
            hysteresis: UInt32.random(in: 0..<quorum, using: &random),
            sorryServer: random.chance(50) ? sorry(&random) : nil, notifiesAtStop: random.chance(50),
            suspendsChecks: random.chance(30))
    }

    private static func server(_ number: UInt8, _ random: inout SplitMix) -> SupervisedServer {
        let checkers = ["TCP_CHECK", "HTTP_GET", "MISC_CHECK"].filter { _ in random.chance(50) }
        return Sample.server(
            number, weight: UInt32.random(in: 0...3, using: &random), inhibits: random.chance(30),
            checkers.map { SupervisedChecker($0, startsDown: random.chance(30)) })
    }

    /// A server of its own, seldom one of the others.
    private static func sorry(_ random: inout SplitMix) -> SorryServer {
        let number: UInt8 = random.chance(20) ? 1 : random.chance(50) ? 98 : 99
        return SorryServer(
            Destination(Sample.id(number), weight: UInt32.random(in: 1...2, using: &random)),
            isInhibited: random.chance(50))
    }
}
