import Configuration
import HealthChecks
import NetworkTypes
import Notifications
import Timing
import VirtualServers

@testable import CheckDaemon

/// Numbers that a seed decides.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The decisions of a checker process with a kernel's table, targets that are healthy or not, and time.
struct CheckWorld {
    private(set) var checking = Checking()
    private(set) var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private(set) var kernel = VirtualServerTable()
    /// Effects in their order, of all events so far.
    private(set) var effects: [SupervisionEffect] = []
    /// The mails about checks.
    private(set) var mails: [Mail] = []
    /// What the daemon logged of checks.
    private(set) var lines: [String] = []
    /// How often each target was looked at.
    private(set) var visits: [String: Int] = [:]
    /// What the kernel refused.
    private(set) var refusals: [String] = []
    /// What the checks find out; healthy is what is not said.
    var verdicts: [String: Verdict] = [:]
    /// Whether this machine can make no check.
    var isShort = false
    /// How long each check takes.
    var duration: Duration = .milliseconds(10)
    private var running: [UInt64: (end: MonotonicInstant, verdict: Verdict?)] = [:]
    private var generator: SeededGenerator

    init(seed: Int = 1) { generator = SeededGenerator(seed: seed) }

    var servers: [VirtualServer] {
        kernel.servers.map { server in
            VirtualServer(
                server.service, destinations: server.destinations.sorted { $0.id < $1.id })
        }.sorted { $0.service.id < $1.service.id }
    }

    mutating func start(_ model: Model, over have: [VirtualServer] = []) {
        for server in have {
            make(.addService(server.service))
            for destination in server.destinations {
                make(.addDestination(server.service.id, destination))
            }
        }
        checking.prepare(model, at: now, using: &generator)
        decide { checking, now, acts in checking.start(over: have, at: now, into: &acts) }
    }

    mutating func reload(_ model: Model) {
        var generator = generator
        decide { checking, now, acts in
            checking.reload(model, at: now, using: &generator, into: &acts)
        }
        self.generator = generator
    }

    mutating func stop() { decide { checking, _, acts in checking.stop(into: &acts) } }

    mutating func tell(_ event: (inout Checking, MonotonicInstant, inout [Checking.Act]) -> Void) {
        decide(event)
    }

    /// Lets time pass: checks begin when they are due, and end when they are done.
    mutating func run(for duration: Duration) {
        let end = now + duration
        while true {
            let nextEnd = running.values.map(\.end).min()
            guard let next = [checking.deadline, nextEnd].compactMap(\.self).min(), next <= end else { break }
            now = max(now, next)
            // In the order of their ids, so that nothing depends on hashing.
            for (id, run) in running.sorted(by: { $0.key < $1.key }) where run.end <= now {
                running[id] = nil
                decide { checking, now, acts in
                    if let verdict = run.verdict {
                        checking.finished(id, verdict, at: now, into: &acts)
                    } else {
                        checking.couldNotRun(id, "no descriptors", at: now, into: &acts)
                    }
                }
            }
            decide { checking, now, acts in _ = checking.timeout(at: now, into: &acts) }
        }
        now = end
    }

    /// Ids of checks that run.
    var runningIDs: Set<UInt64> { Set(running.keys) }

    private mutating func decide(
        _ event: (inout Checking, MonotonicInstant, inout [Checking.Act]) -> Void
    ) {
        var acts: [Checking.Act] = []
        event(&checking, now, &acts)
        for act in acts {
            switch act {
            case .begin(let index):
                let check = checking.register[index]
                let target = check.kind.target ?? ""
                visits[target, default: 0] += 1
                running[check.id] = (now + duration, isShort ? nil : verdicts[target] ?? .success)
                checking.waits(check.id, until: now + duration + .seconds(1))
            case .cancel(let id): running[id] = nil
            case .table(let have, let want): for change in diff(have: have, want: want) { make(change) }
            case .perform(let effects, _): self.effects += effects
            case .mail(let mail): mails.append(mail)
            case .log(_, let line): lines.append(line)
            case .detail: break
            }
        }
    }

    private mutating func make(_ change: Change) {
        do throws(ChangeRefusal) {
            try kernel.make(change)
        } catch {
            refusals.append("\(change): \(error)")
        }
    }
}

/// Configurations as tests write them.
enum Sample {
    static func address(_ number: UInt8) -> IPAddress {
        .ipv4(IPv4Address(bits: 0x0A00_0000 + UInt32(number)))
    }

    static func service(_ number: UInt8) -> ServiceID {
        .address(.tcp, .ipv4(IPv4Address(bits: 0xC000_0200 + UInt32(number))), port: 80)
    }

    /// `TCP_CHECK` of the server with that number, which is up or down as the target `10.0.0.N:80` is.
    static func check(
        _ number: UInt8, every seconds: Int = 5, retries: Int = 1, startsDown: Bool = false
    ) -> Checker {
        var pace = CheckPace()
        pace.interval = .seconds(seconds)
        pace.warmup = .seconds(seconds)
        pace.retries = retries
        pace.startsDown = startsDown
        return Checker(.tcp(CheckConnection(address(number), port: 80)), pace: pace)
    }

    static func realServer(
        _ number: UInt8, weight: UInt32 = 1, checkers: [Checker]? = nil
    ) -> RealServerDefinition {
        var server = RealServerDefinition(
            Destination(DestinationID(address(number), port: 80), method: .route, weight: weight))
        server.checkers = checkers ?? [check(number)]
        return server
    }

    static func virtualServer(
        _ number: UInt8, _ realServers: [RealServerDefinition]
    ) -> VirtualServerDefinition {
        var server = VirtualServerDefinition(.service(service(number)), family: .ipv4)
        server.realServers = realServers
        return server
    }

    static func model(_ servers: [VirtualServerDefinition]) -> Model {
        var model = Model()
        model.virtualServers = servers
        return model
    }

    /// The numbers of the servers that serve, by the number of their service.
    static func serving(_ servers: [VirtualServer]) -> [String: [String]] {
        Dictionary(
            uniqueKeysWithValues: servers.map { server in
                ("\(server.service.id)", server.destinations.map { "\($0.id.address)*\($0.weight)" })
            })
    }
}
