internal import Election
internal import NetworkTypes
internal import Timing

/// Every sequence of a few events, up to a length, on two nodes with one router or one group of two.
public struct Exploration: Sendable {
    /// What is different about the two nodes.
    public enum Kind: CaseIterable, Sendable {
        /// The first has the higher priority.
        case priorities
        /// Both have the same priority.
        case equalPriorities
        /// The second does not preempt the first.
        case noPreempt
        /// VRRPv3 with different intervals.
        case version3
        /// Two routers in a sync group.
        case group
    }

    /// One thing that can happen.
    enum Step: CaseIterable, Sendable {
        /// The next timer fires.
        case timer
        /// The oldest datagram on the wire arrives.
        case deliver
        /// The oldest datagram on the wire is lost.
        case lose
        /// The first node crashes, or starts.
        case crash
        /// The second node stops, or starts.
        case stop
        /// The first node's script fails, or succeeds.
        case script
        /// The first node sleeps until its master would be dead, while datagrams wait.
        case pause
    }

    /// How many sequences were tried.
    public private(set) var sequences = 0
    /// What went wrong first, with the steps that led there.
    public private(set) var failure: String?

    /// Tries all sequences of `depth` steps.
    public init(_ kind: Kind, depth: Int) {
        var world = World(Self.plan(kind), random: SplitMix64(seed: 0))
        world.minimumDelay = .milliseconds(1)
        world.maximumDelay = .milliseconds(1)
        do throws(Violation) {
            for index in world.nodes.indices {
                try world.powerOn(index)
                try world.scriptRan(index, succeeded: true)
            }
        } catch {
            failure = "\(error)"
        }
        explore(world, depth, [])
    }

    private mutating func explore(_ world: World, _ depth: Int, _ path: [Step]) {
        guard failure == nil else { return }
        guard depth > 0 else {
            sequences += 1
            var end = world
            do throws(Violation) {
                try end.settle()
            } catch {
                failure = "after \(path): \(error)"
            }
            return
        }
        for step in Step.allCases {
            var next = world
            do throws(Violation) {
                guard try next.take(step) else { continue }
            } catch {
                failure = "after \(path + [step]): \(error)"
                return
            }
            explore(next, depth - 1, path + [step])
        }
    }

    private static func plan(_ kind: Kind) -> Plan {
        var plan = Plan()
        let routerCount = kind == .group ? 2 : 1
        plan.groupCount = kind == .group ? 1 : 0
        for index in 0..<routerCount {
            plan.routers.append(
                RouterPlan(
                    virtualRouterID: UInt8(index + 1), lan: 0, version: kind == .version3 ? .v3 : .v2,
                    family: .ipv4, isUnicast: false,
                    addresses: [.ipv4(IPv4Address(10, 1, UInt8(index), 100))],
                    group: kind == .group ? 0 : nil))
        }
        for node in 0..<2 { plan.nodes.append(settings(of: node, plan, kind)) }
        return plan
    }

    private static func settings(of node: Int, _ plan: Plan, _ kind: Kind) -> ElectionSettings {
        let instances = plan.routers.map { router in
            var instance = InstanceSettings(
                name: "VI_\(router.virtualRouterID - 1)", interface: "lan0",
                virtualRouterID: router.virtualRouterID)
            instance.version = router.version
            instance.addresses = router.addresses
            instance.announcedAddressCount = 1
            instance.announcement.masterRepeat = 1
            instance.announcement.masterDelay = .zero
            instance.announcement.lowerPriorityRepeat = 0
            instance.basePriority = kind == .equalPriorities || node == 0 ? 150 : 100
            instance.isPreempting = kind != .noPreempt
            if kind == .version3, node == 1 { instance.advertisementInterval = .milliseconds(300) }
            instance.trackings = [
                .init(.interface("lan0"), weight: 0),
                .init(.script("check"), weight: kind == .group ? 0 : -100),
            ]
            return instance
        }
        return ElectionSettings(
            instances: instances,
            groups: kind == .group ? [GroupSettings(name: "G", members: instances.map(\.name))] : [],
            scripts: [ScriptSettings(name: "check")])
    }
}

extension World {
    /// Lets the step happen; false if it cannot.
    mutating func take(_ step: Exploration.Step) throws(Violation) -> Bool {
        switch step {
        case .timer:
            let times = nodes.compactMap(\.wakeTime)
            guard let next = times.min(), let index = nodes.firstIndex(where: { $0.wakeTime == next }) else {
                return false
            }
            now = max(now, next)
            try wake(index)
        case .deliver:
            guard let delivery = wire.pop() else { return false }
            now = max(now, delivery.time)
            try arrive(delivery)
        case .lose:
            return wire.pop() != nil
        case .crash:
            try toggle(0) { world in world.powerOff(0) }
        case .stop:
            try toggle(1) { (world) throws(Violation) in try world.stop(1) }
        case .script:
            guard nodes[0].isRunning else { return false }
            let tracker = nodes[0].election.tracker(of: .script("check"))
            try scriptRan(0, succeeded: tracker.flatMap { nodes[0].election.isUp(tracker: $0) } != true)
        case .pause:
            guard nodes[0].isRunning else { return false }
            nodes[0].power = .paused(until: now + .seconds(4))
        }
        return true
    }

    private mutating func toggle(
        _ index: Int, _ end: (inout World) throws(Violation) -> Void
    ) throws(Violation) {
        guard nodes[index].power == .off else {
            guard nodes[index].isRunning else { return }
            try end(&self)
            return
        }
        try powerOn(index)
        try scriptRan(index, succeeded: true)
    }

    /// Heals everything and expects one master.
    fileprivate mutating func settle() throws(Violation) {
        try heal()
        try run(until: now + settlingTime)
        try checkQuiet()
    }
}
