internal import Election
internal import NetworkTypes
internal import Timing

/// One run of a seed.
public struct Run: Sendable {
    /// The seed.
    public let seed: UInt64
    /// What went wrong, or nil.
    public private(set) var violation: Violation?
    /// The branches that were taken.
    public private(set) var marks = Marks()
    /// Events handled.
    public private(set) var steps = 0
    /// The last events before a violation.
    public private(set) var history: [String] = []

    /// Runs the seed; if it fails, once more with its history kept.
    public init(seed: UInt64) {
        self.seed = seed
        go(keepsHistory: false)
        if violation != nil { go(keepsHistory: true) }
    }

    private mutating func go(keepsHistory: Bool) {
        var random = SplitMix64(seed: seed)
        let plan = Plan(&random)
        var world = World(plan, random: random)
        world.keepsHistory = keepsHistory
        do throws(Violation) {
            try world.live()
        } catch {
            violation = error
        }
        marks = world.marks
        steps = world.steps
        history = world.history
    }

    /// The seed, what went wrong and what happened before.
    public var report: String {
        guard let violation else { return "seed \(seed): \(steps) steps" }
        return "seed \(seed): \(violation)\n" + history.joined(separator: "\n")
    }
}

extension World {
    /// A start, trouble, healing, quiet, the loss of a master, quiet again, the resignation of a master.
    mutating func live() throws(Violation) {
        for index in nodes.indices where random.chance(90) {
            try run(until: now + random.duration(.zero...(.milliseconds(500))))
            try powerOn(index)
        }
        if random.chance(70) {
            for index in nodes.indices { try scriptRan(index, succeeded: true) }
        }
        let end = now + .seconds(plan.troubleSeconds)
        let gap = Duration.seconds(plan.troubleSeconds) / plan.troubleEvents
        while now < end {
            try run(until: now + random.duration(.zero...(gap * 2)))
            try trouble()
        }
        try heal()
        try run(until: now + settlingTime)
        try checkQuiet()
        try loseMaster()
        try resignMaster()
    }

    /// How long it may take until there is one master again: a start-up delay, the longest down interval, an
    /// advertisement that ends a conflict, then a `preempt_delay` and a down interval once more. A group
    /// waits for the last of its members, and begins again when one of them followed another master
    /// meanwhile.
    var settlingTime: Duration {
        var longest = Duration.zero
        var delay = Duration.zero
        for node in nodes {
            delay = max(delay, node.election.settings.startupDelay)
            for instance in node.election.settings.instances {
                let down = longestDownInterval(instance)
                let delayed = instance.preemptDelay > .zero ? instance.preemptDelay + down : .zero
                longest = max(longest, down + instance.advertisementInterval * 2 + delayed)
            }
        }
        return delay + longest * (plan.groupCount == 0 ? 1 : plan.mixesGroups ? quarrelRounds : 4)
            + .milliseconds(100)
    }

    /// Nodes whose groups each have a better member make each other yield, and begin again; each round leaves
    /// fewer that do not stand back.
    private var quarrelRounds: Int { 6 }

    /// With the longest interval of a master that the backup may have adopted.
    private func longestDownInterval(_ instance: InstanceSettings) -> Duration {
        var interval = instance.advertisementInterval
        for node in nodes {
            for other in node.election.settings.instances where other.name == instance.name {
                interval = max(interval, other.advertisementInterval)
            }
        }
        return interval * instance.downTimerAdverts + max(interval, .seconds(1))
    }

    private func masters(of router: Int) -> [Int] {
        nodes.indices.filter { index in
            guard nodes[index].isRunning, let instance = nodes[index].instance(of: router) else {
                return false
            }
            return nodes[index].election.state(instance: instance) == .master
        }
    }

    /// The nodes that can be master of the router.
    private func candidates(for router: Int) -> [Int] {
        nodes.indices.filter { index in
            guard nodes[index].isRunning, let instance = nodes[index].instance(of: router) else {
                return false
            }
            let state = nodes[index].election.state(instance: instance)
            return state == .backup || state == .master
        }
    }

    /// Every router with a candidate has exactly one master, the right one, and nothing changes any more.
    mutating func checkQuiet() throws(Violation) {
        for index in nodes.indices where nodes[index].isRunning { try checkNode(index) }
        for router in plan.routers.indices { try checkMaster(of: router) }
        let before = transitions
        try run(until: now + .seconds(3))
        guard transitions == before else {
            throw Violation(rule: "nobody changes without a cause on a healthy network", time: now)
        }
    }

    private func checkMaster(of router: Int) throws(Violation) {
        let masters = masters(of: router)
        let candidates = candidates(for: router)
        guard masters.count == (candidates.isEmpty ? 0 : 1) else {
            let rule = "router \(router) has one master among \(candidates), not \(masters)"
            throw Violation(rule: rule, time: now)
        }
        guard let master = masters.first, plan.routers[router].group == nil else { return }
        func priority(_ index: Int) -> UInt8 {
            nodes[index].instance(of: router).map { nodes[index].election.effectivePriority(instance: $0) }
                ?? 0
        }
        for index in candidates where priority(index) > priority(master) {
            guard let instance = nodes[index].instance(of: router) else { continue }
            if nodes[index].election.settings.instances[instance].isPreempting {
                throw Violation(rule: "router \(router): node \(index) does not preempt \(master)", time: now)
            }
        }
    }

    /// The master of the first router loses its power: within the down interval of the best survivor there is
    /// another.
    private mutating func loseMaster() throws(Violation) {
        guard let master = masters(of: 0).first else { return }
        powerOff(master)
        try expectSuccessor(within: { election, instance in election.masterDownInterval(instance: instance) })
        try powerOn(master)
        try scriptRan(master, succeeded: true)
        try run(until: now + settlingTime)
        try checkQuiet()
    }

    /// The master of the first router stops: with priority 0 there is another within the skew time.
    private mutating func resignMaster() throws(Violation) {
        guard let master = masters(of: 0).first else { return }
        try stop(master)
        if plan.routers[0].group != nil {
            // A group may wait a whole down interval for its last member.
            try expectSuccessor(within: { election, instance in
                election.masterDownInterval(instance: instance)
            })
            return
        }
        try expectSuccessor(within: { election, instance in
            election.masterDownInterval(instance: instance)
                - election.masterInterval(instance: instance)
                * election.settings.instances[instance].downTimerAdverts
        })
    }

    /// How many down intervals a successor may take: a group waits for its last member, and groups that each
    /// have a better member try again after they made each other yield.
    private var successorRounds: Int {
        guard plan.routers[0].group != nil else { return 1 }
        return plan.mixesGroups ? quarrelRounds : 2
    }

    private mutating func expectSuccessor(
        within bound: (Election, Int) -> Duration
    ) throws(Violation) {
        let candidates = candidates(for: 0)
        guard !candidates.isEmpty else { return }
        var best: Duration?
        for index in candidates {
            var longest = Duration.zero
            for instance in nodes[index].routerOf.indices
            where nodes[index].routerOf[instance] == 0
                || plan.routers[0].group != nil
                    && plan.routers[nodes[index].routerOf[instance]].group == plan.routers[0].group
            {
                let time = bound(nodes[index].election, instance)
                longest = max(longest, time * successorRounds)
            }
            best = min(best ?? longest, longest)
        }
        try run(until: now + (best ?? .zero) + .milliseconds(2))
        guard masters(of: 0).count >= 1 else {
            throw Violation(
                rule: "router 0 has no master after the down interval of the best survivor", time: now)
        }
    }
}
