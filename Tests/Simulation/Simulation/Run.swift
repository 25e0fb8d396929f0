internal import Election
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

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
    /// How often each kind of trouble was met.
    public private(set) var troubles: [String: Int] = [:]
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
        troubles = world.troubles
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

    /// How long it may take until there is one master again: a script's first results, a
    /// start-up delay, the longest down interval, an advertisement that ends a conflict, then a `preempt_delay` and a down
    /// interval once more. A group waits for the last of its members, and begins again when one of them followed another
    /// master meanwhile.
    var settlingTime: Duration {
        var longest = Duration.zero
        var delay = Duration.seconds(8)
        for file in plan.files {
            delay = max(delay, .seconds(8 + file.startupDelaySeconds))
            for router in file.routers {
                let down = longestDownInterval(router)
                let delayed =
                    router.preemptDelaySeconds > 0 ? .seconds(router.preemptDelaySeconds) + down : .zero
                longest = max(longest, down + .milliseconds(2 * router.intervalMilliseconds) + delayed)
            }
        }
        return delay + longest * (plan.group.isEmpty ? 1 : plan.mixesGroups ? quarrelRounds : 4)
            + .milliseconds(100)
    }

    /// Nodes whose groups each have a better member make each other yield, and begin again; each round leaves
    /// fewer that do not stand back.
    private var quarrelRounds: Int { 6 }

    /// With the longest interval of a master that the backup may have adopted.
    private func longestDownInterval(_ router: NodeFile.Router) -> Duration {
        var interval = Duration.milliseconds(router.intervalMilliseconds)
        for file in plan.files {
            for other in file.routers where other.name == router.name {
                interval = max(interval, .milliseconds(other.intervalMilliseconds))
            }
        }
        return interval * router.downTimerAdverts + max(interval, .seconds(1))
    }

    private func nodes(in states: [State], of name: String) -> [Int] {
        nodes.indices.filter { index in
            guard nodes[index].isRunning, let instance = nodes[index].instance(name) else { return false }
            return states.contains(nodes[index].routing.election.state(instance: instance))
        }
    }

    private func masters(of name: String) -> [Int] { nodes(in: [.master], of: name) }

    /// The nodes that can be master of the router.
    private func candidates(for name: String) -> [Int] { nodes(in: [.master, .backup], of: name) }

    /// Every router with a candidate has exactly one master, the right one, and nothing changes any more; each process is
    /// as one that has just started.
    mutating func checkQuiet() throws(Violation) {
        for index in nodes.indices where nodes[index].isRunning {
            try checkNode(index)
            try checkAgainstFreshStart(index)
            let election = nodes[index].routing.election
            let isDeaf = election.settings.instances.indices.contains {
                election.statistics(instance: $0)[.notListening] > 0
            }
            if isDeaf, nodes[index].file.startupDelaySeconds > 0 { marks.insert(.startupDelay) }
        }
        for router in 0..<plan.routerCount { try checkMaster(of: "VI_\(router)") }
        let before = transitions
        try run(until: now + .seconds(3))
        guard transitions == before else {
            throw Violation(rule: "nobody changes without a cause on a healthy network", time: now)
        }
    }

    private func checkMaster(of name: String) throws(Violation) {
        let masters = masters(of: name)
        let candidates = candidates(for: name)
        guard masters.count == (candidates.isEmpty ? 0 : 1) else {
            throw Violation(rule: "\(name) has one master among \(candidates), not \(masters)", time: now)
        }
        guard let master = masters.first, !plan.group.contains(name) else { return }
        func priority(_ index: Int) -> UInt8 {
            nodes[index].instance(name).map { nodes[index].routing.election.effectivePriority(instance: $0) }
                ?? 0
        }
        for index in candidates where priority(index) > priority(master) {
            guard let instance = nodes[index].instance(name) else { continue }
            if nodes[index].routing.election.settings.instances[instance].isPreempting {
                throw Violation(rule: "\(name): node \(index) does not preempt \(master)", time: now)
            }
        }
    }

    /// The master of the first router loses its power: within the down interval of the best survivor there is
    /// another.
    private mutating func loseMaster() throws(Violation) {
        guard let master = masters(of: "VI_0").first else { return }
        powerOff(master)
        try expectSuccessor(within: { election, instance in election.masterDownInterval(instance: instance) })
        try powerOn(master)
        try run(until: now + settlingTime)
        try checkQuiet()
    }

    /// The master of the first router stops: with priority 0 there is another within the skew time.
    private mutating func resignMaster() throws(Violation) {
        guard let master = masters(of: "VI_0").first else { return }
        try stop(master)
        if plan.group.contains("VI_0") {
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
        guard plan.group.contains("VI_0") else { return 1 }
        return plan.mixesGroups ? quarrelRounds : 2
    }

    private mutating func expectSuccessor(
        within bound: (Election, Int) -> Duration
    ) throws(Violation) {
        let candidates = candidates(for: "VI_0")
        guard !candidates.isEmpty else { return }
        let names = plan.group.contains("VI_0") ? plan.group : ["VI_0"]
        var best: Duration?
        for index in candidates {
            var longest = Duration.zero
            for name in names {
                guard let instance = nodes[index].instance(name) else { continue }
                longest = max(longest, bound(nodes[index].routing.election, instance) * successorRounds)
            }
            best = min(best ?? longest, longest)
        }
        try run(until: now + (best ?? .zero) + .milliseconds(2))
        guard masters(of: "VI_0").count >= 1 else {
            throw Violation(
                rule: "VI_0 has no master after the down interval of the best survivor", time: now)
        }
    }
}
