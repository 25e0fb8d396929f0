import BFD
import PacketFormats
import Testing
import Timing

@Suite("When a BFD session sends what (RFC 5880 §6.8.3, §6.8.7, §6.5)")
struct TransmissionTests {
    @Test(
        "Down: the first packet at once, then at the idle interval, 75 to 100 % of it, without discriminator")
    func idle() throws {
        var harness = Harness()
        #expect(harness.wait == .zero)
        var waits: [Duration] = []
        for _ in 0..<200 {
            harness.pass(try #require(harness.wait))
            #expect(harness.sent.map(\.state) == [.down])
            #expect(harness.sent.map(\.desiredMinTxIntervalMicroseconds) == [1_000_000])
            #expect(harness.sent.map(\.requiredMinRxIntervalMicroseconds) == [300_000])
            waits.append(try #require(harness.wait))
        }
        let (least, most) = (try #require(waits.min()), try #require(waits.max()))
        #expect(least >= .milliseconds(750) && least < .milliseconds(770))
        #expect(most <= .seconds(1) && most > .milliseconds(980))
    }

    @Test("A multiplier of 1 leaves 75 to 90 % (§6.8.7)")
    func jitterOfOne() throws {
        var harness = Harness { $0.detectionMultiplier = 1 }
        var longest = Duration.zero
        for _ in 0..<200 {
            harness.pass(try #require(harness.wait))
            longest = max(longest, try #require(harness.wait))
        }
        #expect(longest <= .milliseconds(900) && longest > .milliseconds(885))
    }

    @Test("Up: the slower of our pace and what the neighbor takes")
    func pace() {
        var harness = Harness.up()
        #expect(harness.status.transmitInterval == .milliseconds(200))
        harness.hear { $0.requiredMinRxIntervalMicroseconds = 250_000 }
        #expect(harness.status.transmitInterval == .milliseconds(250))
    }

    @Test("§6.8.3: a shorter interval of the neighbor takes effect at once")
    func faster() throws {
        var harness = Harness.up()
        harness.hear { $0.requiredMinRxIntervalMicroseconds = 10_000_000 }
        harness.pass(.milliseconds(800))
        harness.hear { $0.requiredMinRxIntervalMicroseconds = 100_000 }
        #expect(try #require(harness.wait) <= .zero)
    }

    @Test("§6.8.7: the passive role is silent until the neighbor is heard")
    func passive() {
        var harness = Harness { $0.isPassive = true }
        #expect(harness.wait == nil)
        harness.hear { $0.yourDiscriminator = 0 }
        #expect(harness.sent.map(\.state) == [.initializing])
        #expect(harness.wait != nil)
        harness.pass(.seconds(10))
        #expect(harness.wait == nil)
        #expect(harness.status.state == .down)
    }

    @Test("§6.8.7: nothing periodic to a neighbor that wants none, or whose demand mode is active")
    func silent() {
        var harness = Harness.up()
        harness.hear { $0.requiredMinRxIntervalMicroseconds = 0 }
        harness.pass(.milliseconds(899))
        #expect(harness.sent == [])
        harness = Harness.up()
        harness.hear { $0.isDemand = true }
        harness.pass(.milliseconds(899))
        #expect(harness.sent == [])
        #expect(harness.packet.isDemand)
        harness.hear { $0.isPoll = true }
        #expect(harness.sent.map(\.isFinal) == [true])
    }

    @Test("§6.8.7: a poll is answered at once, with Final and never with Poll, whatever the interval")
    func final() {
        var harness = Harness.in(.initializing)
        harness.hear {
            $0.state = .up
            $0.isPoll = true
        }
        #expect(harness.sent.map(\.isFinal) == [false, true])
        #expect(harness.sent.map(\.isPoll) == [true, false])
        for _ in 0..<3 {
            harness.hear()
            #expect(harness.sent.map(\.isFinal) == [true])
        }
    }

    @Test("§6.8.3: Up begins a poll sequence for the fast interval, until Final is heard")
    func pollAtUp() {
        var harness = Harness.in(.initializing)
        harness.hear { $0.state = .up }
        #expect(harness.sent.map(\.isPoll) == [true])
        #expect(harness.sent.map(\.desiredMinTxIntervalMicroseconds) == [200_000])
        harness.pass(.milliseconds(600))
        #expect(harness.sent.count >= 2 && harness.sent.allSatisfy(\.isPoll))
        harness.hear { $0.isFinal = true }
        harness.pass(.milliseconds(600))
        #expect(harness.sent.count >= 2 && !harness.sent.contains { $0.isPoll })
    }

    @Test("§6.8.3: a longer interval is announced at once, and used only once the neighbor has confirmed it")
    func slowerReload() {
        var harness = Harness.up()
        harness.configure([Harness.settings { $0.desiredMinTxInterval = .seconds(5) }])
        #expect(harness.status.transmitInterval == .milliseconds(200))
        harness.pass(.milliseconds(200))
        #expect(harness.sent.last?.desiredMinTxIntervalMicroseconds == 5_000_000)
        #expect(harness.sent.last?.isPoll == true)
        harness.hear { $0.isFinal = true }
        #expect(harness.status.transmitInterval == .seconds(5))
    }

    @Test(
        "§6.8.3: a shorter reception interval shortens the detection time only once the neighbor has confirmed it"
    )
    func stricterReload() {
        var harness = Harness.up()
        harness.configure([Harness.settings { $0.requiredMinRxInterval = .milliseconds(100) }])
        #expect(harness.status.detectionTime == .milliseconds(900))
        harness.hear { $0.isFinal = true }
        #expect(harness.status.detectionTime == .milliseconds(450))
        harness.configure([Harness.settings { $0.requiredMinRxInterval = .milliseconds(400) }])
        #expect(harness.status.detectionTime == .milliseconds(1200))
    }

    @Test("§6.5: the end of a poll sequence says nothing of a change since it began")
    func pollAgain() {
        var harness = Harness.up()
        harness.configure([Harness.settings { $0.desiredMinTxInterval = .seconds(1) }])
        harness.configure([Harness.settings { $0.desiredMinTxInterval = .seconds(2) }])
        harness.hear { $0.isFinal = true }
        #expect(harness.status.transmitInterval == .milliseconds(200))
        harness.hear { $0.isFinal = true }
        #expect(harness.status.transmitInterval == .seconds(2))
    }

    @Test("Down again: the idle interval at once, and no poll")
    func backToIdle() {
        var harness = Harness.up()
        harness.hear { $0.state = .down }
        #expect(harness.status.transmitInterval == .seconds(1))
        #expect(harness.sent.map(\.isPoll) == [false])
        #expect(harness.sent.map(\.desiredMinTxIntervalMicroseconds) == [1_000_000])
    }

    @Test("§6.8.4: the last word of a passive session that lost its neighbor still tells so")
    func passiveExpiry() {
        var harness = Harness.up { $0.isPassive = true }
        harness.pass(.milliseconds(900))
        #expect(harness.sent.last?.state == .down)
        #expect(harness.sent.last?.yourDiscriminator == Harness.remoteDiscriminator)
        #expect(harness.wait == nil)
    }

    @Test(
        "A session that expires when a packet is due as well tells so at once, and not an idle interval later"
    )
    func expiryWhenDue() {
        for isPassive in [false, true] {
            var harness = Harness.up { $0.isPassive = isPassive }
            harness.oversleep(.milliseconds(900))
            #expect(harness.reports.map(\.state) == [.down])
            #expect(harness.sent.map(\.state) == [.down], "passive: \(isPassive)")
        }
    }

    @Test("A neighbor that flaps as fast as it can makes us tell at most one change between two packets")
    func flapping() {
        var harness = Harness.up()
        var sent = 0
        for _ in 0..<100 {
            harness.hear { $0.state = .down }
            sent += harness.sent.count
            harness.hear { $0.state = .initializing }
            sent += harness.sent.count
        }
        #expect(sent <= 1)
    }
}
