import BFD
import NetworkTypes
import PacketFormats
import Testing
import Timing

@Suite("The state machine of a BFD session (RFC 5880 §6.8)")
struct SessionTests {
    @Test("§6.2: Down, Init, Up, each told at once, with the neighbor's discriminator")
    func handshake() {
        var harness = Harness()
        harness.pass(.zero)
        harness.hear { $0.yourDiscriminator = 0 }
        #expect(harness.reports.map(\.state) == [.initializing])
        #expect(harness.sent.map(\.state) == [.initializing])
        #expect(harness.sent.map(\.yourDiscriminator) == [Harness.remoteDiscriminator])
        harness.pass(.seconds(1))
        harness.hear { $0.state = .up }
        #expect(
            harness.reports.map(\.description) == ["BFD session lan is Up: the neighbor hears us"])
        #expect(harness.status.state == .up)
    }

    @Test(
        "§6.8.6: every state with every state of the neighbor",
        arguments: [
            (BFDState.down, [BFDState.down, .initializing, .up, .down]),
            (.initializing, [.down, .initializing, .up, .up]),
            (.up, [.down, .down, .up, .up]),
        ])
    func transitions(from state: BFDState, to expected: [BFDState]) {
        let order: [BFDState] = [.adminDown, .down, .initializing, .up]
        for (received, wanted) in zip(order, expected) {
            var harness = Harness.in(state)
            harness.hear { $0.state = received }
            // A session that is down and hears a neighbor that is down is the beginning of another.
            let isBeginning = state == .down && received == .down
            #expect(
                harness.status.state == (isBeginning ? .initializing : wanted), "\(state) hears \(received)")
        }
    }

    @Test("§6.8.6: Init after Down begins Up at once")
    func downHearsInit() {
        var harness = Harness()
        harness.hear { $0.state = .initializing }
        #expect(harness.status.state == .up)
    }

    @Test("§6.8.6: the neighbor signals Down: diagnostic 3, and its own reason in the report")
    func neighborDown() {
        var harness = Harness.up()
        harness.hear {
            $0.state = .down
            $0.diagnostic = .detectionTimeExpired
        }
        #expect(harness.reports.map(\.reason) == [.neighborSignaledDown(.detectionTimeExpired)])
        #expect(harness.status.diagnostic == .neighborSignaledDown)
        #expect(harness.sent.first?.diagnostic == .neighborSignaledDown)
    }

    @Test("§6.8.16: the neighbor's administrator holds the session down")
    func neighborHeldDown() {
        var harness = Harness.up()
        harness.hear { $0.state = .adminDown }
        #expect(harness.reports.map(\.reason) == [.neighborHeldDown])
        harness.hear { $0.state = .adminDown }
        #expect(harness.reports == [])
        #expect(harness.status.state == .down)
    }

    @Test(
        "RFC 5882 §3.2: what the neighbor's administrator does is no failure, until the session fails on its way back"
    )
    func alive() {
        var harness = Harness()
        harness.hear { $0.state = .adminDown }
        #expect(!harness.status.isAlive)
        harness = .up()
        harness.hear { $0.state = .adminDown }
        harness.pass(.seconds(20))
        #expect(harness.status.state == .down && harness.status.isAlive)
        harness.hear { $0.state = .down }
        #expect(harness.status.state == .initializing && harness.status.isAlive)
        harness.pass(.seconds(20))
        #expect(!harness.status.isAlive)
        harness = .up()
        harness.hear { $0.state = .down }
        #expect(!harness.status.isAlive)
    }

    @Test("§6.8.4: the detection time is the neighbor's multiplier times the slower of its pace and ours")
    func detection() {
        var harness = Harness.up()
        #expect(harness.status.detectionTime == .milliseconds(900))
        harness.pass(.milliseconds(899))
        #expect(harness.reports == [])
        harness.pass(.milliseconds(1))
        #expect(harness.reports.map(\.reason) == [.detectionTimeExpired(.milliseconds(900))])
        #expect(harness.status.diagnostic == .detectionTimeExpired)
        #expect(harness.reports.first?.description.hasSuffix("nothing was heard for 900 ms") ?? false)
        harness = Harness.up()
        harness.hear { $0.desiredMinTxIntervalMicroseconds = 1_000_500 }
        #expect(harness.status.detectionTime == .microseconds(3_001_500))
    }

    @Test("§6.8.1: after the detection time the neighbor's discriminator is forgotten, in any state")
    func forgotten() {
        var harness = Harness()
        harness.hear { $0.state = .adminDown }
        #expect(harness.status.remoteDiscriminator == Harness.remoteDiscriminator)
        harness.pass(.seconds(3))
        #expect(harness.status.remoteDiscriminator == 0)
        #expect(harness.reports == [])
    }

    @Test("§6.8.4: a session in Init expires as well")
    func initExpires() {
        var harness = Harness.in(.initializing)
        harness.pass(.seconds(2))
        #expect(harness.reports == [])
        harness.pass(.seconds(1))
        #expect(harness.reports.map(\.state) == [.down])
    }

    @Test("§6.8.6: a discarded packet does not put off the detection time")
    func discardedDoesNotCount() {
        var harness = Harness.up()
        harness.pass(.milliseconds(800))
        harness.hear(hopLimit: 254)
        harness.pass(.milliseconds(100))
        #expect(harness.reports.map(\.state) == [.down])
    }

    @Test("A neighbor that started again is noticed by its first packet, which knows no session")
    func restarted() {
        var harness = Harness.up()
        harness.hear {
            $0.state = .down
            $0.myDiscriminator = 7
            $0.yourDiscriminator = 0
        }
        #expect(harness.status.state == .down)
        #expect(harness.sent.map(\.yourDiscriminator) == [7])
    }

    @Test(
        "§6.8.16: a stop is told as Down, for the host is no longer there, and the end of a session as AdminDown"
    )
    func end() {
        var harness = Harness.up()
        harness.configure([])
        #expect(harness.sent.map(\.state) == [.adminDown])
        harness = .up()
        harness.event { table, _, acts in table.stop(into: &acts) }
        #expect(harness.sent.map(\.state) == [.down])
        #expect(harness.sent.map(\.diagnostic) == [.administrativelyDown])
        #expect(harness.acts.contains(.close(session: 0)))
        #expect(harness.acts.last == .stopListening(Listener(family: .ipv4, isMultihop: false)))
        #expect(harness.table.deadline == nil || harness.table.statuses.isEmpty)
    }
}

extension Harness {
    /// A session in that state.
    static func `in`(_ state: BFDState) -> Harness {
        switch state {
        case .up: return up()
        case .initializing: return initializing()
        default: return Harness()
        }
    }
}
