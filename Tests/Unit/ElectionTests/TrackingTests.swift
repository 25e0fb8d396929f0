import Election
import NetworkTypes
import Testing
import Timing

/// What is tracked: an interface, a BFD session, or a script with the numbers of `rise` and `fall`, and `init_fail`.
enum Tracked {
    case interface
    case script(rise: Int, fall: Int, startsFailed: Bool)
    case session

    var subject: TrackedSubject {
        switch self {
        case .interface: .interface("thing")
        case .script: .script("thing")
        case .session: .session("thing")
        }
    }

    var script: ScriptSettings {
        var settings = ScriptSettings(name: "thing")
        if case .script(let rise, let fall, let startsFailed) = self {
            (settings.rise, settings.fall, settings.startsFailed) = (rise, fall, startsFailed)
        }
        return settings
    }
}

/// A tracking of tracker 0, the state of the tracker, and the priority it makes of 100.
struct Weighing: Sendable {
    let weight: Int
    var isReversed = false
    let isUp: Bool
    let priority: UInt8
}

@Suite("Tracking") struct TrackingTests {
    /// One instance that tracks one thing.
    static func scenario(
        _ tracked: Tracked, weight: Int = 0, isReversed: Bool = false,
        _ change: (inout InstanceSettings) -> Void = { _ in }
    ) -> Scenario {
        var instance = Scenario.settings(change)
        instance.trackings = [.init(tracked.subject, weight: weight, isReversed: isReversed)]
        return Scenario(
            ElectionSettings(
                instances: [instance],
                scripts: [tracked.script]))
    }

    @Test(
        "keepalived: a positive weight counts while up, a negative while down, reverse negates, 1 to 254 is the range",
        arguments: [
            Weighing(weight: 20, isUp: true, priority: 120), Weighing(weight: 20, isUp: false, priority: 100),
            Weighing(weight: -20, isUp: true, priority: 100),
            Weighing(weight: -20, isUp: false, priority: 80),
            Weighing(weight: 20, isReversed: true, isUp: true, priority: 80),
            Weighing(weight: 20, isReversed: true, isUp: false, priority: 100),
            Weighing(weight: -20, isReversed: true, isUp: true, priority: 100),
            Weighing(weight: -20, isReversed: true, isUp: false, priority: 120),
            Weighing(weight: 253, isUp: true, priority: 254),
            Weighing(weight: -253, isUp: false, priority: 1),
        ])
    func weights(weighing: Weighing) {
        var scenario = Self.scenario(.interface, weight: weighing.weight, isReversed: weighing.isReversed)
        scenario.start()
        scenario.setTracker(0, isUp: !weighing.isUp)
        scenario.setTracker(0, isUp: weighing.isUp)
        #expect(scenario.election.effectivePriority(instance: 0) == weighing.priority)
        #expect(scenario.state == .backup)
    }

    @Test("A changed priority moves a running down timer by the difference (keepalived)")
    func shiftsTimer() {
        var scenario = Self.scenario(.interface, weight: 50)
        scenario.interfacesDown = ["thing"]
        scenario.start()
        scenario.wait(.seconds(2))
        scenario.setTracker(0, isUp: true)
        #expect(scenario.effects == [.priorityChanged(instance: 0, from: 100, to: 150)])
        #expect(scenario.remaining == .nanoseconds(1_609_375_000 - 195_312_500))
        scenario.setTracker(0, isUp: false)
        #expect(scenario.remaining == .nanoseconds(1_609_375_000))
    }

    @Test("A master advertises a changed priority next time")
    func master() {
        var scenario = Self.scenario(.interface, weight: 50) { $0.announcement.masterDelay = .zero }
        scenario.start()
        scenario.fire()
        scenario.setTracker(0, isUp: true)
        scenario.fire()
        #expect(scenario.effects == [.advertise(instance: 0, priority: 150)])
    }

    @Test("keepalived: weight 0 is FAULT while down, or with reverse while up", arguments: [false, true])
    func fault(isReversed: Bool) {
        var scenario = Self.scenario(.interface, isReversed: isReversed)
        scenario.setTracker(0, isUp: !isReversed)
        scenario.start()
        scenario.fire()
        #expect(scenario.state == .master)
        scenario.setTracker(0, isUp: isReversed)
        let reason = isReversed ? FaultReason.interfaceUp("thing") : .interfaceDown("thing")
        #expect(
            scenario.effects == [
                .advertise(instance: 0, priority: 0), .note(instance: 0, .sentPriorityZero),
                .removeAddresses(instance: 0),
                .transition(instance: 0, from: .master, to: .fault, reason: .fault([reason])),
            ])
        #expect(scenario.election.faultReasons(instance: 0) == [reason])
        #expect(scenario.election.deadline == nil)
        scenario.hear(50)
        #expect(scenario.effects.isEmpty)
        scenario.setTracker(0, isUp: !isReversed)
        #expect(
            scenario.effects == [
                .transition(instance: 0, from: .fault, to: .backup, reason: .faultCleared)
            ])
        #expect(scenario.election.faultReasons(instance: 0).isEmpty)
    }

    @Test("FAULT lasts until its last reason is gone, and tells them all")
    func reasons() {
        var scenario = Self.scenario(.script(rise: 1, fall: 1, startsFailed: true)) {
            $0.configurationFault = "no room"
        }
        scenario.setSource(nil)
        scenario.start()
        let all: [FaultReason] = [
            .configuration("no room"), .noSourceAddress("eth0"), .tracker("thing", isUp: false),
        ]
        #expect(
            scenario.effects == [
                .transition(instance: 0, from: .initialize, to: .fault, reason: .fault(all))
            ])
        scenario.setSource(Scenario.own)
        scenario.scriptRan(0, succeeded: true)
        #expect(scenario.effects.isEmpty)
        #expect(scenario.election.faultReasons(instance: 0) == [.configuration("no room")])
        #expect(scenario.state == .fault)
    }

    @Test(
        "A BFD session waits while nothing is known of it, then it is FAULT while not up, or with reverse while up"
    )
    func session() {
        var scenario = Self.scenario(.session)
        scenario.start()
        #expect(scenario.state == .initialize)
        #expect(scenario.election.faultReasons(instance: 0) == [.trackerPending("thing")])
        scenario.setTracker(0, isUp: false)
        #expect(scenario.election.faultReasons(instance: 0) == [.session("thing", isUp: false)])
        scenario.setTracker(0, isUp: true)
        #expect(scenario.state == .backup)
        var reversed = Self.scenario(.session, isReversed: true)
        reversed.sessionsUp = ["thing"]
        reversed.start()
        #expect(reversed.election.faultReasons(instance: 0) == [.session("thing", isUp: true)])
    }

    @Test(
        "The path to the master fails: a backup that is set to takes over after its skew time, unless it hears it"
    )
    func pathLost() {
        for isSet in [false, true] {
            var scenario = Scenario.started { $0.takesOverOnPathLoss = isSet }
            scenario.hear(200, from: Scenario.higher)
            scenario.pathLost(to: Scenario.lower)
            #expect(scenario.effects == [])
            let usual = scenario.remaining
            scenario.pathLost(to: Scenario.higher)
            guard isSet else {
                #expect(scenario.effects == [] && scenario.remaining == usual)
                continue
            }
            #expect(scenario.effects == [.note(instance: 0, .pathLost(Scenario.higher))])
            #expect(scenario.remaining == .nanoseconds(156_000_000_000 / 256))
            scenario.hear(200, from: Scenario.higher)
            #expect(scenario.remaining == usual)
            scenario.pathLost(to: Scenario.higher)
            scenario.fire()
            #expect(scenario.state == .master)
            #expect(
                scenario.effects.contains(
                    .transition(
                        instance: 0, from: .backup, to: .master, reason: .pathLost(Scenario.higher))))
            scenario.pathLost(to: Scenario.higher)
            #expect(scenario.effects == [])
        }
    }

    @Test("No source address is FAULT, without a priority 0 that could not be sent")
    func noSource() {
        var scenario = Scenario.master()
        scenario.setSource(nil)
        #expect(
            scenario.effects == [
                .removeAddresses(instance: 0),
                .transition(
                    instance: 0, from: .master, to: .fault, reason: .fault([.noSourceAddress("eth0")])),
            ])
        #expect(
            scenario.election.advertisement(instance: 0, priority: 0, destination: Scenario.group).isEmpty)
    }

    @Test(
        "keepalived: an instance waits for the first result of a script with weight 0",
        arguments: [true, false])
    func pending(succeeds: Bool) {
        var scenario = Self.scenario(.script(rise: 3, fall: 3, startsFailed: false))
        scenario.start()
        #expect(scenario.effects.isEmpty)
        #expect(scenario.state == .initialize)
        #expect(scenario.election.faultReasons(instance: 0) == [.trackerPending("thing")])
        #expect(scenario.election.isUp(tracker: 0) == nil)
        scenario.scriptRan(0, succeeded: succeeds)
        #expect(scenario.state == (succeeds ? .backup : .fault))
    }

    @Test("keepalived: a script with a weight does not keep an instance waiting, nor count before its result")
    func pendingWeight() {
        for weight in [20, -20] {
            var scenario = Self.scenario(.script(rise: 1, fall: 1, startsFailed: false), weight: weight)
            scenario.start()
            #expect(scenario.state == .backup)
            #expect(scenario.election.effectivePriority(instance: 0) == 100)
        }
    }

    @Test(
        "keepalived: rise successes in a row bring a script up, fall failures in a row take it down",
        arguments: [
            // rise, fall, init_fail, results, up at the end
            (3, 2, false, "S", true), (3, 2, false, "F", false), (3, 2, false, "SF", true),
            (3, 2, false, "SFF", false), (3, 2, false, "SFSF", true), (3, 2, false, "FSS", false),
            (3, 2, false, "FSSS", true), (3, 2, false, "FSSFSS", false), (3, 2, true, "SS", false),
            (3, 2, true, "SSS", true), (1, 1, false, "SFS", true), (1, 1, false, "SF", false),
        ])
    func riseAndFall(rise: Int, fall: Int, startsFailed: Bool, results: String, isUp: Bool) {
        var scenario = Self.scenario(.script(rise: rise, fall: fall, startsFailed: startsFailed))
        scenario.start()
        for result in results { scenario.scriptRan(0, succeeded: result == "S") }
        #expect(scenario.election.isUp(tracker: 0) == isUp)
        #expect(scenario.state == (isUp ? .backup : .fault))
    }
}
