import BFD
import PacketFormats
import Testing
import Timing

@Suite("Two BFD sessions over a bad link")
struct SimulationTests {
    /// Settings, clocks and a link, all of them drawn from the seed.
    private static func play(
        _ seed: UInt64, lossPerMille: Int? = nil, _ change: (inout SessionSettings, Int) -> Void = { _, _ in }
    ) -> SimulatedLink {
        var random = Random(state: seed &* 77)
        let settings = SimulatedLink.settings { settings, index in
            settings.requiredMinRxInterval = .milliseconds(Int.random(in: 10...300, using: &random))
            settings.desiredMinTxInterval = .milliseconds(Int.random(in: 10...300, using: &random))
            settings.detectionMultiplier = UInt8.random(in: 1...6, using: &random)
            settings.isPassive = index == 1 && Bool.random(using: &random)
            change(&settings, index)
        }
        let skew = (0..<2).map { _ in Int64.random(in: -200...200, using: &random) }
        var link = SimulatedLink(seed: seed, settings, skewPPM: skew)
        link.lossPerMille = lossPerMille ?? Int.random(in: 0...300, using: &random)
        link.delay = Int64.random(in: 10_000...20_000_000, using: &random)
        link.delayVariation = Int64.random(in: 0...20_000_000, using: &random)
        return link
    }

    private static let seeds = 1...300 as ClosedRange<UInt64>

    @Test("Both sessions come up, whatever the link loses, and go down only for a reason that the link gave")
    func comesUp() {
        for seed in Self.seeds {
            var link = Self.play(seed)
            link.run(.seconds(120)) { $0.areUp }
            #expect(link.areUp, "seed \(seed)")
            link.run(.seconds(20))
            // A passive system that has lost its neighbor is silent, and the neighbor loses it.
            let isPassive = link.systems[1].table.statuses[0].settings.isPassive
            if !isPassive { expectJustifiedExpiries(link, "seed \(seed)") }
            expectPace(link, "seed \(seed)")
        }
    }

    @Test("Without loss a session that is up stays up")
    func staysUp() {
        for seed in Self.seeds {
            var link = Self.play(seed, lossPerMille: 0) { settings, _ in settings.detectionMultiplier = 3 }
            link.run(.seconds(30)) { $0.areUp }
            // A word that another overtook may bring it down once more.
            link.run(.seconds(5))
            let start = link.time
            link.run(.seconds(60))
            #expect(!link.events.contains { $0.time > start && $0.isDown }, "seed \(seed)")
            #expect(link.areUp, "seed \(seed)")
        }
    }

    @Test(
        "A cut is noticed within the detection time, by both if it is both ways, and by word if it is one way"
    )
    func cut() throws {
        for seed in Self.seeds {
            var link = Self.play(seed, lossPerMille: 0) { settings, _ in settings.detectionMultiplier = 3 }
            link.run(.seconds(30)) { $0.areUp }
            link.run(.seconds(5))
            let isOneWay = seed % 2 == 0
            link.isCut = [true, !isOneWay]
            let limits = link.systems.map(\.table.statuses[0].detectionTime)
            let start = link.time
            link.run(.seconds(5))
            let slack = link.delay + link.delayVariation + 2_000_000
            for index in 0..<2 {
                let down = try #require(
                    link.events.first { $0.time > start && $0.system == index && $0.isDown })
                let limit = isOneWay ? limits[1] : limits[index]
                let most = limit.wholeNanoseconds + slack * (isOneWay ? 2 : 1)
                #expect(down.time - start <= most, "seed \(seed), system \(index)")
            }
            link.isCut = [false, false]
            link.run(.seconds(30)) { $0.areUp }
            #expect(link.areUp, "seed \(seed)")
        }
    }

    @Test("A system that starts again is noticed by its first word, long before the detection time")
    func restart() throws {
        for seed in Self.seeds {
            let settings = SimulatedLink.settings { settings, _ in
                settings.requiredMinRxInterval = .seconds(2)
                settings.detectionMultiplier = 10
            }
            var link = SimulatedLink(seed: seed, settings)
            link.run(.seconds(60)) { $0.areUp }
            let start = link.time
            link.restart(1, settings[1])
            link.run(.seconds(5))
            let down = try #require(link.events.first { $0.time > start && $0.system == 0 && $0.isDown })
            #expect(down.time - start <= 2 * link.delay, "seed \(seed)")
            link.run(.seconds(60)) { $0.areUp }
            #expect(link.areUp, "seed \(seed)")
        }
    }

    @Test("Intervals that change under way, to shorter and longer ones, take no session down")
    func reload() {
        for seed in Self.seeds {
            var random = Random(state: seed)
            let first = SimulatedLink.settings { settings, _ in settings.detectionMultiplier = 3 }
            var link = SimulatedLink(seed: seed, first)
            link.delay = 2_000_000
            link.run(.seconds(30)) { $0.areUp }
            let start = link.time
            for _ in 0..<20 {
                var settings = first[0]
                settings.requiredMinRxInterval = .milliseconds(Int.random(in: 5...500, using: &random))
                settings.desiredMinTxInterval = .milliseconds(Int.random(in: 5...500, using: &random))
                link.configure(0, settings)
                link.run(.milliseconds(Int.random(in: 1...1500, using: &random)))
            }
            #expect(!link.events.contains { $0.time > start && $0.isDown }, "seed \(seed)")
        }
    }

    /// No detection time expired without the loss of as many packets as it takes, unless the neighbor had lost the session
    /// itself, and had become slow.
    private func expectJustifiedExpiries(_ link: SimulatedLink, _ seed: Comment) {
        for event in link.events {
            guard case .report(let report, let time) = event.kind, case .detectionTimeExpired = report.reason
            else { continue }
            let start = event.time - time.wholeNanoseconds - link.delay
            let end = event.time - link.delay - link.delayVariation
            let before = link.events.filter { $0.time <= event.time }
            let neighbor = before.filter { $0.system != event.system }
            let states = neighbor.compactMap { event -> (time: Int64, state: BFDState)? in
                guard case .report(let report, _) = event.kind else { return nil }
                return (event.time, report.state)
            }
            let isUp = states.last?.state == .up && !states.contains { $0.time >= start && $0.state != .up }
            let lost = neighbor.count { other in
                guard case .sent(_, wasLost: true) = other.kind else { return false }
                return other.time >= start && other.time <= end
            }
            // Delays that vary and clocks that differ may cost one.
            let multiplier = link.systems[1 - event.system].table.statuses[0].settings.detectionMultiplier
            #expect(!isUp || lost >= Int(multiplier) - 1, seed)
            let heard = before.contains {
                guard $0.system == event.system, case .received = $0.kind else { return false }
                return $0.time > event.time - time.wholeNanoseconds * 999 / 1000 && $0.time < event.time
            }
            #expect(!heard, seed)
        }
    }

    /// No packet leaves before its time: between two periodic ones there is at most one early word of a change.
    private func expectPace(_ link: SimulatedLink, _ seed: Comment) {
        for index in 0..<2 {
            let neighbor = link.systems[1 - index].table.statuses[0].settings
            let sent = link.events.compactMap { event -> (time: Int64, interval: Int64)? in
                guard event.system == index, case .sent(let packet, _) = event.kind, !packet.isFinal else {
                    return nil
                }
                let required =
                    packet.yourDiscriminator == 0 ? 0 : neighbor.requiredMinRxInterval.wholeNanoseconds
                return (event.time, max(required, Int64(packet.desiredMinTxIntervalMicroseconds) * 1000))
            }
            for index in sent.indices.dropFirst(3) {
                let least = (sent[index - 3...index].map(\.interval).min() ?? 0) * 3 / 4
                #expect(sent[index].time - sent[index - 3].time >= least * 999 / 1000, seed)
            }
        }
    }
}

extension SimulatedLink.Event {
    fileprivate var isDown: Bool {
        if case .report(let report, _) = kind { report.state == .down } else { false }
    }
}
