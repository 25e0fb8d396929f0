import BFD
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("Which BFD session a packet is for, and what becomes of sockets and reloads")
struct SessionTableTests {
    private static let other = IPAddress.ipv4(IPv4Address(192, 0, 2, 9))

    @Test("RFC 5881 §5: another TTL than 255 is dropped and counted, unless max_hops allows it")
    func timeToLive() {
        var harness = Harness()
        harness.hear(hopLimit: 254)
        harness.hear(hopLimit: nil)
        #expect(harness.status.state == .down && harness.table.dropped.tooFar == 2)
        harness = Harness { $0.maximumHops = 2 }
        harness.hear(hopLimit: 252)
        #expect(harness.status.state == .down)
        harness.hear(hopLimit: 253)
        #expect(harness.status.state == .initializing)
    }

    @Test(
        "What is expected of a received TTL: what we send, less max_hops",
        arguments: [(255, 0, 255), (255, 1, 254), (255, 255, 0), (64, 0, 64), (10, 10, 0)]
            as [(UInt8, UInt8, UInt8)])
    func least(hopLimit: UInt8, hops: UInt8, expected: UInt8) {
        let settings = Harness.settings {
            $0.hopLimit = hopLimit
            $0.maximumHops = hops
        }
        #expect(settings.minimumReceivedHopLimit == expected)
    }

    @Test("§6.8.6: Your Discriminator alone finds the session; an unknown one is dropped and counted")
    func discriminator() {
        var harness = Harness()
        harness.hear { $0.yourDiscriminator ^= 1 }
        #expect(harness.table.dropped.unknownSession == 1)
        harness.packet.yourDiscriminator = harness.status.localDiscriminator
        harness.deliver(harness.packet.bytes, from: Self.other)
        #expect(harness.status.state == .initializing)
    }

    @Test("Without Your Discriminator: by the neighbor's address and ours")
    func addresses() {
        var harness = Harness([
            Harness.settings("any"), Harness.settings("own") { $0.source = Harness.own },
            Harness.settings("far") { $0.isMultihop = true },
        ])
        harness.packet.yourDiscriminator = 0
        let bytes = harness.packet.bytes
        harness.deliver(bytes)
        #expect(harness.reports.map(\.name) == ["own"])
        harness.deliver(bytes, to: Self.other)
        #expect(harness.reports.map(\.name) == ["any"])
        harness.deliver(bytes, isMultihop: true)
        #expect(harness.reports.map(\.name) == ["far"])
        harness.deliver(bytes, from: Self.other)
        #expect(harness.table.dropped.unknownSession == 1)
    }

    @Test("A discriminator of the other port is none")
    func wrongPort() {
        var harness = Harness()
        harness.packet.yourDiscriminator = harness.status.localDiscriminator
        harness.deliver(harness.packet.bytes, isMultihop: true)
        #expect(harness.table.dropped.unknownSession == 1)
    }

    @Test("What is no packet, and what carries authentication, is dropped and counted")
    func malformed() {
        var harness = Harness()
        harness.deliver([1, 2, 3])
        #expect(harness.table.dropped.malformed == 1)
        var bytes = harness.packet.bytes + [1, 4, 1, 0x78]
        bytes[1] |= 4
        bytes[3] = 28
        harness.deliver(bytes)
        #expect(harness.table.dropped.authenticated == 1)
        #expect(harness.status.state == .down)
        #expect(harness.table.dropped.total == 2)
    }

    @Test("Discriminators are not zero, differ, and depend on the seed")
    func discriminators() {
        let many = (0..<100).map { number in
            Harness.settings("s\(number)") { $0.neighbor = .ipv4(IPv4Address(10, 0, 0, UInt8(number))) }
        }
        let numbers = Harness(many).table.statuses.map(\.localDiscriminator)
        #expect(Set(numbers).count == 100 && !numbers.contains(0))
        var other = SessionTable(seed: 2)
        var acts: [SessionAct] = []
        other.configure(many, at: MonotonicInstant(nanoseconds: 0), into: &acts)
        #expect(other.statuses[0].localDiscriminator != numbers[0])
    }

    @Test("One listener a family and port; it goes with the last session that needs it")
    func listeners() {
        let far = Harness.settings("far") { $0.isMultihop = true }
        var harness = Harness([Harness.settings(), Harness.settings("b") { $0.source = Harness.own }, far])
        harness.configure([far])
        #expect(harness.acts.filter { if case .listen = $0 { true } else { false } } == [])
        #expect(harness.acts.contains(.stopListening(Listener(family: .ipv4, isMultihop: false))))
        #expect(!harness.acts.contains(.stopListening(Listener(family: .ipv4, isMultihop: true))))
        #expect(far.listener.port == 4784 && far.endpoint.port == 4784)
        #expect(Harness.settings().listener.port == 3784)
    }

    @Test("A reload keeps what is the same, with its state; what sends in another way begins anew")
    func reload() {
        var harness = Harness.up()
        let before = harness.status.localDiscriminator
        harness.configure([Harness.settings { $0.detectionMultiplier = 9 }])
        #expect(harness.status.state == .up && harness.status.localDiscriminator == before)
        harness.pass(.milliseconds(200))
        #expect(harness.sent.last?.detectionMultiplier == 9)
        harness.configure([Harness.settings { $0.hopLimit = 64 }])
        #expect(harness.status.state == .down && harness.status.localDiscriminator != before)
        #expect(harness.sent.map(\.state) == [.adminDown])
        #expect(harness.acts.contains(.open(session: 0, harness.status.settings.endpoint)))
    }

    @Test("A socket that cannot be opened is tried again after a second, and the log told once")
    func retriesEndpoint() {
        var harness = Harness([Harness.settings()], opens: false)
        #expect(harness.wait == nil)
        for attempt in 0..<3 {
            harness.event { $0.opened(0, failure: "no address", at: $1, into: &$2) }
            let note = SessionAct.note(.cannotSend(name: "lan", "no address"))
            #expect(harness.acts == (attempt == 0 ? [note] : []))
            #expect(harness.wait == .seconds(1))
            harness.pass(.seconds(1))
            #expect(harness.acts == [.open(session: 0, harness.status.settings.endpoint)])
        }
        harness.event { $0.opened(0, failure: nil, at: $1, into: &$2) }
        #expect(harness.acts == [.note(.sends(name: "lan"))])
        #expect(harness.wait == .zero)
    }

    @Test(
        "A packet that cannot be sent is told once, and once that it works again; the session goes on trying")
    func sending() {
        var harness = Harness.up()
        harness.event { table, _, acts in table.sent(0, failure: nil, into: &acts) }
        #expect(harness.acts == [])
        for attempt in 0..<3 {
            harness.event { table, _, acts in table.sent(0, failure: "no route", into: &acts) }
            #expect(harness.acts == (attempt == 0 ? [.note(.cannotSend(name: "lan", "no route"))] : []))
        }
        for attempt in 0..<2 {
            harness.event { table, _, acts in table.sent(0, failure: nil, into: &acts) }
            #expect(harness.acts == (attempt == 0 ? [.note(.sends(name: "lan"))] : []))
        }
        #expect(harness.status.state == .up)
    }

    @Test("A listener that cannot be opened is tried again, and the log told once")
    func retriesListener() {
        var harness = Harness([])
        let listener = Listener(family: .ipv4, isMultihop: false)
        harness.configure([Harness.settings()])
        for attempt in 0..<2 {
            harness.event { $0.listens(listener, failure: "in use", at: $1, into: &$2) }
            #expect(harness.acts.count == (attempt == 0 ? 1 : 0))
            harness.pass(.seconds(1))
            #expect(harness.acts.contains(.listen(listener)))
        }
        harness.event { $0.listens(listener, failure: nil, at: $1, into: &$2) }
        #expect(harness.acts == [.note(.listens(port: 3784))])
    }

    @Test("Numbers of ended sessions are used again, and answers for sessions that ended are ignored")
    func numbers() {
        var harness = Harness([Harness.settings("a"), Harness.settings("b") { $0.source = Harness.own }])
        harness.configure([Harness.settings("b") { $0.source = Harness.own }])
        harness.event { $0.opened(0, failure: nil, at: $1, into: &$2) }
        harness.event { table, _, acts in table.sent(7, failure: "x", into: &acts) }
        #expect(harness.acts == [])
        harness.configure([
            Harness.settings("b") { $0.source = Harness.own },
            Harness.settings("c") { $0.neighbor = Self.other },
        ])
        #expect(harness.table.statuses.map(\.settings.name) == ["c", "b"])
    }
}
