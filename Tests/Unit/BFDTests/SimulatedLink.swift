import BFD
import NetworkTypes
import PacketFormats
import Timing

/// Two systems with one session each, and a link between them that loses, delays and reorders. The same seed plays the
/// same again.
struct SimulatedLink {
    /// One of the two systems: its sessions, and its clock, which runs at its own pace.
    struct System {
        var table: SessionTable
        let address: IPAddress
        /// How much faster than real time the clock runs, in millionths, and what it showed at the start.
        var skewPPM: Int64
        var offset: Int64 = 0
        var isUp: Bool { table.statuses.first?.state == .up }

        func local(_ time: Int64) -> MonotonicInstant {
            MonotonicInstant(nanoseconds: offset + time + time / 1_000_000 * skewPPM)
        }

        /// When the clock shows that: never earlier.
        func real(_ instant: MonotonicInstant) -> Int64 {
            let shown = instant.nanoseconds - offset
            var time = shown - shown / (1_000_000 + skewPPM) * skewPPM
            while local(time) < instant { time += 1 }
            return time
        }
    }

    /// Something that happened, with the time at which it did.
    struct Event {
        var time: Int64
        var system: Int
        var kind: Kind

        enum Kind {
            case sent(BFDControlPacket, wasLost: Bool)
            case received
            case report(SessionReport, detectionTime: Duration)
        }
    }

    private struct Flight {
        var arrival: Int64
        var order: Int
        var receiver: Int
        var bytes: [UInt8]
    }

    var systems: [System]
    /// In a thousand packets, each way.
    var lossPerMille = 0
    var isCut = [false, false]
    var delay: Int64 = 1_000_000
    var delayVariation: Int64 = 0
    private(set) var time: Int64 = 0
    private(set) var events: [Event] = []
    private var flights: [Flight] = []
    private var random: Random
    private var order = 0

    init(seed: UInt64, _ settings: [SessionSettings], skewPPM: [Int64] = [0, 0]) {
        random = Random(state: seed)
        systems = []
        for (index, settings) in settings.enumerated() {
            systems.append(
                System(
                    table: SessionTable(seed: random.next()), address: settings.source ?? settings.neighbor,
                    skewPPM: skewPPM[index], offset: Int64(index + 1) * 1_000_000_000_000))
            configure(index, settings)
        }
    }

    /// Whether both sessions are up.
    var areUp: Bool { systems.allSatisfy { $0.isUp } }

    /// Two sessions with each other.
    static func settings(
        _ change: (inout SessionSettings, _ index: Int) -> Void = { _, _ in }
    ) -> [SessionSettings] {
        (0..<2).map { index in
            let addresses = (1...2).map { IPAddress.ipv4(IPv4Address(10, 0, 0, $0)) }
            var settings = SessionSettings(name: "s", neighbor: addresses[1 - index])
            settings.source = addresses[index]
            change(&settings, index)
            return settings
        }
    }

    mutating func configure(_ index: Int, _ settings: SessionSettings) {
        let now = systems[index].local(time)
        act(index) { $0.configure([settings], at: now, into: &$1) }
        act(index) { $0.opened(0, failure: nil, at: now, into: &$1) }
    }

    /// A system dies and another takes its place, which knows nothing.
    mutating func restart(_ index: Int, _ settings: SessionSettings) {
        systems[index].table = SessionTable(seed: random.next())
        configure(index, settings)
    }

    /// Plays on for that long.
    mutating func run(_ duration: Duration, until isDone: (SimulatedLink) -> Bool = { _ in false }) {
        let end = time + duration.wholeNanoseconds
        while !isDone(self) {
            let due = systems.indices.compactMap { index in
                systems[index].table.deadline.map { (time: max(time, systems[index].real($0)), index: index) }
            }.min { ($0.time, $0.index) < ($1.time, $1.index) }
            let flight = flights.indices.min {
                (flights[$0].arrival, flights[$0].order) < (flights[$1].arrival, flights[$1].order)
            }
            let arrival = flight.map { flights[$0].arrival } ?? .max
            // What has arrived comes before what is due, as in the shell.
            guard min(arrival, due?.time ?? .max) <= end else { break }
            if let flight, arrival <= due?.time ?? .max {
                time = arrival
                arrive(flights.remove(at: flight))
            } else if let due {
                time = due.time
                let now = systems[due.index].local(time)
                act(due.index) { $0.timeout(at: now, into: &$1) }
            }
        }
        if !isDone(self) { time = end }
    }

    private mutating func arrive(_ flight: Flight) {
        let now = systems[flight.receiver].local(time)
        let datagram = Datagram(
            source: systems[1 - flight.receiver].address, destination: systems[flight.receiver].address,
            hopLimit: 255, listener: Listener(family: .ipv4, isMultihop: false))
        events.append(Event(time: time, system: flight.receiver, kind: .received))
        act(flight.receiver) { $0.receive(flight.bytes.span, datagram, at: now, into: &$1) }
    }

    private mutating func act(_ index: Int, _ body: (inout SessionTable, inout [SessionAct]) -> Void) {
        let before = systems[index].table.statuses.first?.detectionTime ?? .zero
        var acts: [SessionAct] = []
        body(&systems[index].table, &acts)
        for act in acts {
            switch act {
            case .report(let report):
                events.append(Event(time: time, system: index, kind: .report(report, detectionTime: before)))
            case .send(_, let bytes): send(bytes, from: index)
            case .listen, .stopListening, .open, .close, .note: break
            }
        }
    }

    private mutating func send(_ bytes: [UInt8], from index: Int) {
        let isLost = isCut[index] || Int.random(in: 0..<1000, using: &random) < lossPerMille
        if let packet = try? BFDControlPacket(bytes.span) {
            events.append(Event(time: time, system: index, kind: .sent(packet, wasLost: isLost)))
        }
        guard !isLost else { return }
        let late = delayVariation > 0 ? Int64.random(in: 0...delayVariation, using: &random) : 0
        order += 1
        flights.append(
            Flight(arrival: time + delay + late, order: order, receiver: 1 - index, bytes: bytes))
    }
}

/// Random numbers from a seed.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var bits = state
        bits = (bits ^ bits >> 33) &* 0xFF51_AFD7_ED55_8CCD
        return bits ^ bits >> 33
    }
}
