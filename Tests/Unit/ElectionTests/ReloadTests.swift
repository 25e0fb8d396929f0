import Election
import NetworkTypes
import Testing
import Timing

@Suite("Reload") struct ReloadTests {
    private static let second = Scenario.settings {
        $0.name = "VI_2"
        $0.virtualRouterID = 52
    }

    private static func both() -> ElectionSettings {
        ElectionSettings(instances: [Scenario.settings(), second])
    }

    @Test("A master stays master, and takes and announces its addresses again")
    func master() {
        var scenario = Scenario.master()
        scenario.reload { $0.addresses.append(Scenario.higher) }
        #expect(
            scenario.effects == [.addAddresses(instance: 0)]
                + Array(repeating: .announce(instance: 0, address: 0), count: 5))
        #expect(scenario.state == .master)
        #expect(scenario.remaining == .seconds(1))
    }

    @Test("A backup keeps its master and its timer, which a changed priority moves")
    func backup() {
        var scenario = Scenario.started()
        scenario.hear(200)
        scenario.wait(.seconds(1))
        scenario.reload { $0.basePriority = 150 }
        #expect(scenario.effects == [.priorityChanged(instance: 0, from: 100, to: 150)])
        #expect(scenario.election.masterAddress(instance: 0) == Scenario.lower)
        #expect(scenario.remaining == .nanoseconds(2_414_062_500))
    }

    @Test("What went resigns with its old index, before anything else")
    func vanished() {
        var scenario = Scenario(Self.both())
        scenario.start()
        scenario.run(.seconds(4))
        scenario.reload(ElectionSettings(instances: [Self.second]))
        #expect(
            Array(scenario.acts.prefix(3)) == [
                .advertise(instance: 0, priority: 0), .removeAddresses(instance: 0),
                .transition(instance: 0, from: .master, to: .initialize, reason: .reload),
            ])
        #expect(scenario.acts.contains(.addAddresses(instance: 0)))
        #expect(scenario.state == .master)
    }

    @Test("retire does the part of a reload that needs the old indices, and reload does not repeat it")
    func retires() {
        var scenario = Scenario(Self.both())
        scenario.start()
        scenario.run(.seconds(4))
        let settings = ElectionSettings(instances: [Self.second])
        var effects: [Effect] = []
        scenario.election.retire(for: settings, at: scenario.now, into: &effects)
        #expect(effects.contains(.removeAddresses(instance: 0)))
        scenario.reload(settings)
        #expect(!scenario.effects.contains(.removeAddresses(instance: 0)))
    }

    @Test("What came starts as at the start")
    func added() {
        var scenario = Scenario.master()
        scenario.reload(Self.both())
        #expect(
            scenario.effects.last
                == .transition(instance: 1, from: .initialize, to: .backup, reason: .startup))
        #expect(scenario.state == .master)
    }

    @Test(
        "An instance is the same while name, family, VRID, interface and group are",
        arguments: 0..<4)
    func identity(field: Int) {
        var scenario = Scenario.master()
        var settings = ElectionSettings(instances: [Scenario.settings()])
        switch field {
        case 0: settings.instances[0].name = "other"
        case 1: settings.instances[0].virtualRouterID = 1
        case 2: settings.instances[0].interface = "eth1"
        default: settings.instances[0].multicastGroup = .ipv4(IPv4Address(224, 0, 0, 19))
        }
        scenario.reload(settings)
        #expect(scenario.state == .backup)
    }

    @Test("An interface is known by its name, whatever its index")
    func interfaceIndex() {
        var scenario = Scenario.master()
        var settings = ElectionSettings(instances: [Scenario.settings()])
        settings.instances.insert(
            Scenario.settings {
                $0.name = "X"; $0.interface = "eth7"
            }, at: 0)
        scenario.reload(settings)
        #expect(scenario.election.state(instance: 1) == .master)
    }

    @Test("A reload during the start-up delay does not end it, and the router listens afterwards")
    func duringStartupDelay() {
        var settings = ElectionSettings(instances: [Scenario.settings()])
        settings.startupDelay = .seconds(10)
        var scenario = Scenario(settings)
        scenario.start()
        scenario.wait(.seconds(5))
        scenario.reload(settings)
        #expect(scenario.remaining == .nanoseconds(8_609_375_000))
        scenario.hear(150)
        #expect(scenario.election.statistics(instance: 0)[.notListening] == 1)
        scenario.wait(.seconds(5))
        scenario.hear(150)
        #expect(scenario.election.masterPriority(instance: 0) == 150)
    }

    @Test("Trackers keep their state by name and kind, and scripts their count")
    func trackers() {
        var scenario = TrackingTests.scenario(.script(rise: 2, fall: 2, startsFailed: false))
        scenario.start()
        scenario.scriptRan(0, succeeded: true)
        scenario.scriptRan(0, succeeded: false)
        scenario.reload(scenario.election.settings)
        #expect(scenario.election.isUp(tracker: 0) == true)
        #expect(scenario.state == .backup)
        scenario.scriptRan(0, succeeded: false)
        #expect(scenario.state == .fault)
    }

    @Test("A script that comes with a reload does not take a mastership away before it has failed")
    func newScript() {
        var scenario = Scenario.master()
        let changed = TrackingTests.scenario(.script(rise: 1, fall: 1, startsFailed: false))
        scenario.reload(changed.election.settings)
        #expect(scenario.state == .master)
        scenario.scriptRan(0, succeeded: false)
        #expect(scenario.state == .fault)
    }

    @Test("A fault that comes with a reload takes effect, and so does its end")
    func faults() {
        var scenario = Scenario.master()
        scenario.reload { $0.configurationFault = "bad" }
        #expect(scenario.state == .fault)
        scenario.reload { _ in }
        #expect(scenario.state == .backup)
    }

    @Test("A master stays master with the source address that the reload brings, and not without one")
    func sourceAddress() {
        var scenario = Scenario.master()
        scenario.source = Scenario.higher
        scenario.reload { _ in }
        #expect(scenario.state == .master)
        #expect(scenario.election.sourceAddress(instance: 0) == Scenario.higher)
        scenario.closed[0] = .socket(interface: "eth0", "no room")
        scenario.reload { _ in }
        #expect(scenario.state == .fault)
        #expect(scenario.election.faultReasons(instance: 0) == [.socket(interface: "eth0", "no room")])
    }

    @Test("A socket that is still being opened lets a master go on, and a newcomer wait")
    func opening() {
        var scenario = Scenario.master()
        scenario.setEndpoint(.opening(source: Scenario.higher))
        #expect(scenario.state == .master)
        scenario.setEndpoint(.closed(.socket(interface: "eth0", "no room")))
        #expect(scenario.state == .fault)
        scenario.setEndpoint(.opening(source: Scenario.higher))
        #expect(scenario.state == .fault)
        scenario.setEndpoint(.open(source: Scenario.higher))
        #expect(scenario.state == .backup)
    }

    @Test("A shorter interval takes effect at once, counters stay")
    func interval() {
        var scenario = Scenario.master { $0.advertisementInterval = .seconds(60) }
        scenario.reload { $0.advertisementInterval = .seconds(1) }
        #expect(scenario.remaining == .seconds(1))
        #expect(scenario.election.statistics(instance: 0).becameMaster == 1)
    }

    @Test("Members that a reload brings together are united again by what they hear")
    func groups() {
        var scenario = Scenario.master { $0.announcement.masterDelay = .zero }
        var settings = Self.both()
        settings.groups = [GroupSettings(name: "G1", members: settings.instances.map(\.name))]
        scenario.reload(settings)
        #expect(scenario.state == .master)
        scenario.hear(200, instance: 1)
        #expect(scenario.state == .backup)
        #expect(scenario.election.state(group: 0) == .backup)
    }

    @Test("A reload before the start only changes the settings")
    func beforeStart() {
        var scenario = Scenario()
        scenario.reload(Self.both())
        #expect(scenario.effects.isEmpty)
        scenario.start()
        #expect(scenario.effects.count == 2)
    }
}
