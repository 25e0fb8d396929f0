internal import Election
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

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
                try world.runScript(index)
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
        plan.routerCount = kind == .group ? 2 : 1
        plan.group = kind == .group ? ["VI_0", "VI_1"] : []
        plan.files = (0..<2).map { file(of: $0, plan, kind) }
        return plan
    }

    private static func file(of node: Int, _ plan: Plan, _ kind: Kind) -> NodeFile {
        var file = NodeFile()
        file.group = plan.group
        // It is run by the steps, and not before the paths end.
        file.script = NodeFile.Script(intervalSeconds: 3600)
        file.routers = (0..<plan.routerCount).map { index in
            var router = NodeFile.Router(
                name: "VI_\(index)", virtualRouterID: UInt8(index + 1), interface: "lan0",
                addresses: [Plan.virtualAddress(index, 0, .ipv4)])
            router.version = kind == .version3 ? 3 : 2
            router.priority = kind == .equalPriorities || node == 0 ? 150 : 100
            router.isPreempting = kind != .noPreempt
            router.delaySeconds = 0
            router.lowerPriorityRepeats = 0
            if kind == .version3, node == 1 { router.intervalMilliseconds = 300 }
            router.scriptWeight = kind == .group ? 0 : -100
            return router
        }
        return file
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
            nodes[0].isScriptGood.toggle()
            try runScript(0)
        case .pause:
            guard nodes[0].isRunning else { return false }
            nodes[0].power = .paused(until: now + .seconds(4))
        }
        return true
    }

    /// The script has run once more.
    mutating func runScript(_ index: Int) throws(Violation) {
        let succeeds = nodes[index].isScriptGood
        try event(index) { routing, now, acts in
            routing.scriptEnded("check", succeeded: succeeds, at: now, into: &acts)
        }
    }

    private mutating func toggle(_ index: Int, _ off: (inout World) throws(Violation) -> Void)
        throws(Violation)
    {
        guard nodes[index].isRunning else {
            try powerOn(index)
            try runScript(index)
            return
        }
        try off(&self)
    }

    /// Everything works again, and there is one master for each router.
    mutating func settle() throws(Violation) {
        try heal()
        for index in nodes.indices { try runScript(index) }
        try run(until: now + settlingTime)
        try checkQuiet()
    }
}
