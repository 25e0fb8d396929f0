import Election
import Testing

@Suite("Tracked files") struct FileTrackingTests {
    /// The number in a file, the weight, and the priority that it makes of 100; nil: FAULT.
    struct Example: Sendable {
        let number: Int
        let weight: Int
        var isReversed = false
        let priority: UInt8?
    }

    private static func settings(
        weight: Int, isReversed: Bool = false, _ change: (inout InstanceSettings) -> Void = { _ in }
    ) -> InstanceSettings {
        var instance = Scenario.settings(change)
        instance.trackings = [.init(.file("number"), weight: weight, isReversed: isReversed)]
        return instance
    }

    @Test(
        "keepalived: the number times the weight is added; less than -253, or any but 0 for weight 0, is FAULT",
        arguments: [
            Example(number: 10, weight: 1, priority: 110), Example(number: -10, weight: 1, priority: 90),
            Example(number: 4, weight: 2, isReversed: true, priority: 92),
            Example(number: 5, weight: -3, priority: 85), Example(number: 300, weight: 1, priority: 254),
            Example(number: -253, weight: 1, priority: 1), Example(number: -254, weight: 1, priority: nil),
            Example(number: -1, weight: 254, priority: nil),
            Example(number: 86, weight: 3, isReversed: true, priority: nil),
            Example(number: 2_147_483_647, weight: 254, priority: 254),
            Example(number: 0, weight: 0, priority: 100), Example(number: 1, weight: 0, priority: nil),
            Example(number: -1, weight: 0, priority: nil),
            Example(number: 0, weight: 0, isReversed: true, priority: nil),
            Example(number: 1, weight: 0, isReversed: true, priority: 100),
        ])
    func numbers(_ example: Example) {
        var scenario = Scenario(
            ElectionSettings(
                instances: [Self.settings(weight: example.weight, isReversed: example.isReversed)]))
        scenario.start()
        scenario.setTracker(0, number: example.number)
        guard let priority = example.priority else {
            #expect(scenario.state == .fault)
            #expect(
                scenario.election.faultReasons(instance: 0) == [.fileNumber("number", example.number)])
            return
        }
        #expect(scenario.state == .backup)
        #expect(scenario.election.effectivePriority(instance: 0) == priority)
    }

    @Test("keepalived: of a product above 253, only 253 is added")
    func limit() {
        var instance = Scenario.settings { $0.basePriority = 10 }
        instance.trackings = [.init(.file("large"), weight: 1), .init(.file("small"), weight: 1)]
        var scenario = Scenario(ElectionSettings(instances: [instance]))
        scenario.start()
        scenario.setTracker(0, number: 500)
        #expect(scenario.election.effectivePriority(instance: 0) == 254)
        scenario.setTracker(1, number: -100)
        #expect(scenario.election.effectivePriority(instance: 0) == 163)
    }

    @Test("A number that means FAULT no longer is the end of it")
    func recovery() {
        var scenario = Scenario(ElectionSettings(instances: [Self.settings(weight: 1)]))
        scenario.start()
        scenario.setTracker(0, number: -300)
        scenario.setTracker(0, number: 5)
        #expect(scenario.state == .backup)
        #expect(scenario.election.effectivePriority(instance: 0) == 105)
    }

    @Test(
        "keepalived: a member's own file of weight 1 counts as with weight 0, unless the group says otherwise",
        arguments: [(false, .fault), (true, .backup)] as [(Bool, State)])
    func member(_ countsWeights: Bool, _ state: State) {
        var group = GroupSettings(name: "G", members: ["VI_1"])
        group.membersTrackWeights = countsWeights
        var scenario = Scenario(
            ElectionSettings(instances: [Self.settings(weight: 1)], groups: [group]))
        scenario.start()
        scenario.setTracker(0, number: 10)
        #expect(scenario.state == state)
        scenario.setTracker(0, number: 0)
        #expect(scenario.state == .backup)
        scenario.setTracker(0, number: -300)
        #expect(scenario.state == .fault)
    }

    @Test("A group's file counts for each of its members")
    func group() {
        var group = GroupSettings(name: "G", members: ["VI_1"])
        group.trackings = [.init(.file("number"), weight: 2)]
        var scenario = Scenario(ElectionSettings(instances: [Scenario.settings()], groups: [group]))
        scenario.start()
        scenario.setTracker(0, number: 10)
        #expect(scenario.election.effectivePriority(instance: 0) == 120)
    }
}
