import BFD
import NetworkTypes
import PacketFormats
import Timing

/// One session under test, a neighbor whose packets are made by hand, a clock, and what the last event wanted done.
struct Harness {
    static let own = IPAddress.ipv4(IPv4Address(192, 0, 2, 1))
    static let neighbor = IPAddress.ipv4(IPv4Address(192, 0, 2, 2))
    static let remoteDiscriminator: UInt32 = 0xBEEF

    var table = SessionTable(seed: 1)
    private(set) var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    private(set) var acts: [SessionAct] = []
    /// The neighbor's next packet, but for what a test changes.
    var packet: BFDControlPacket

    /// min_rx 300 ms, min_tx 200 ms, multiplier 3, changed by `change`.
    static func settings(
        _ name: String = "lan", _ change: (inout SessionSettings) -> Void = { _ in }
    ) -> SessionSettings {
        var settings = SessionSettings(name: name, neighbor: neighbor)
        settings.requiredMinRxInterval = .milliseconds(300)
        settings.desiredMinTxInterval = .milliseconds(200)
        settings.detectionMultiplier = 3
        change(&settings)
        return settings
    }

    init(_ settings: [SessionSettings], opens: Bool = true) {
        packet = BFDControlPacket(
            state: .down, detectionMultiplier: 3, myDiscriminator: Self.remoteDiscriminator,
            yourDiscriminator: 0, desiredMinTxIntervalMicroseconds: 1_000_000,
            requiredMinRxIntervalMicroseconds: 100_000)
        configure(settings)
        guard opens else { return }
        for (number, _) in settings.enumerated() {
            event { $0.opened(number, failure: nil, at: $1, into: &$2) }
        }
    }

    init(_ change: (inout SessionSettings) -> Void = { _ in }) { self.init([Self.settings("lan", change)]) }

    /// A session that is Up, with no poll sequence under way, whose last periodic packet has just left.
    static func up(_ change: (inout SessionSettings) -> Void = { _ in }) -> Harness {
        var harness = initializing(change)
        harness.hear {
            $0.state = .initializing
            $0.desiredMinTxIntervalMicroseconds = 150_000
        }
        harness.passUntilSent()
        harness.hear {
            $0.state = .up
            $0.isFinal = true
        }
        harness.packet.isFinal = false
        return harness
    }

    /// A session in Init, whose last periodic packet has just left.
    static func initializing(_ change: (inout SessionSettings) -> Void = { _ in }) -> Harness {
        var harness = Harness(change)
        harness.pass(.zero)
        harness.hear { $0.state = .down }
        harness.passUntilSent()
        return harness
    }

    /// Time passes until the session sends.
    mutating func passUntilSent() {
        repeat { pass(wait ?? .zero) } while sent.isEmpty && wait != nil
    }

    var status: SessionStatus { table.statuses[0] }
    var reports: [SessionReport] {
        acts.compactMap { if case .report(let report) = $0 { report } else { nil } }
    }
    /// What was sent.
    var sent: [BFDControlPacket] {
        acts.compactMap { act in
            guard case .send(_, let bytes) = act else { return nil }
            return try? BFDControlPacket(bytes.span)
        }
    }
    /// The time until something is due.
    var wait: Duration? { table.deadline.map { $0 - now } }

    mutating func event(_ body: (inout SessionTable, MonotonicInstant, inout [SessionAct]) -> Void) {
        acts = []
        body(&table, now, &acts)
    }

    mutating func configure(_ settings: [SessionSettings]) {
        event { $0.configure(settings, at: $1, into: &$2) }
    }

    /// The neighbor sends its packet with these changes, which stay; it knows the session unless it is told otherwise.
    mutating func hear(hopLimit: UInt8? = 255, _ change: (inout BFDControlPacket) -> Void = { _ in }) {
        packet.yourDiscriminator = status.localDiscriminator
        change(&packet)
        deliver(packet.bytes, hopLimit: hopLimit)
    }

    /// Any bytes arrive.
    mutating func deliver(
        _ bytes: [UInt8], from source: IPAddress = neighbor, to destination: IPAddress? = own,
        hopLimit: UInt8? = 255, isMultihop: Bool = false
    ) {
        let listener = Listener(family: source.family, isMultihop: isMultihop)
        let datagram = Datagram(
            source: source, destination: destination, hopLimit: hopLimit, listener: listener)
        event { $0.receive(bytes.span, datagram, at: $1, into: &$2) }
    }

    /// Time passes, and everything that has become due is done at its end: a process that wakes late.
    mutating func oversleep(_ time: Duration) {
        now = now + time
        event { $0.timeout(at: $1, into: &$2) }
    }

    /// Time passes, and what is due is done: the acts of all of it.
    mutating func pass(_ time: Duration) {
        let end = now + time
        var all: [SessionAct] = []
        while let deadline = table.deadline, deadline <= end {
            now = max(now, deadline)
            event { $0.timeout(at: $1, into: &$2) }
            all += acts
        }
        now = end
        acts = all
    }
}
