internal import Election
internal import NetworkTypes
internal import Timing

extension World {
    /// Does something to a node by `act`, and what the process then wants.
    mutating func event(
        _ index: Int, _ act: (inout Election, MonotonicInstant, inout [Effect]) -> Void
    ) throws(Violation) {
        effects.removeAll(keepingCapacity: true)
        act(&nodes[index].election, now, &effects)
        try perform(index)
    }

    /// The machine or the process starts, with the settings of the plan and no memory.
    mutating func powerOn(_ index: Int) throws(Violation) {
        guard nodes[index].power == .off || nodes[index].power == .killed else { return }
        note("node \(index) starts")
        let isLinkUp = nodes[index].isLinkUp
        nodes[index] = Node(plan.nodes[index], routers: plan.routers.count, lans: plan.lanCount)
        nodes[index].isLinkUp = isLinkUp
        nodes[index].power = .running
        let surroundings = surroundings(of: index, plan.nodes[index], plan.routers.indices.map { $0 })
        try event(index) { $0.start(in: surroundings, at: $1, into: &$2) }
        let waits = nodes[index].reported.contains(.initialize)
        if waits { marks.insert(.pendingTracker) }
    }

    private func surroundings(of index: Int, _ settings: ElectionSettings, _ routers: [Int])
        -> ElectionSurroundings
    {
        ElectionSurroundings(
            endpoints: routers.map { router in
                .open(
                    source: Plan.address(
                        node: index, lan: plan.routers[router].lan, family: plan.routers[router].family))
            },
            interfacesUp: Set(
                nodes[index].isLinkUp.indices.filter { nodes[index].isLinkUp[$0] }.map { "lan\($0)" }))
    }

    /// The machine is off at once.
    mutating func powerOff(_ index: Int) {
        note("node \(index) crashes")
        nodes[index].power = .off
        nodes[index].inbox = []
        for router in nodes[index].holds.indices { nodes[index].holds[router] = false }
    }

    /// The process stops as it should.
    mutating func stop(_ index: Int) throws(Violation) {
        guard nodes[index].isRunning else { return }
        note("node \(index) stops")
        try event(index) { $0.stop(at: $1, into: &$2) }
        nodes[index].power = .off
    }

    mutating func setLink(_ index: Int, _ lan: Int, isUp: Bool) throws(Violation) {
        nodes[index].isLinkUp[lan] = isUp
        note("node \(index) link \(lan) is \(isUp ? "up" : "down")")
        guard nodes[index].isRunning else { return }
        try event(index) { election, now, effects in
            guard let tracker = election.tracker(of: .interface("lan\(lan)")) else { return }
            election.setTracker(tracker, isUp: isUp, at: now, into: &effects)
        }
    }

    mutating func scriptRan(_ index: Int, succeeded: Bool) throws(Violation) {
        guard nodes[index].isRunning, let tracker = nodes[index].election.tracker(of: .script("check")) else {
            return
        }
        note("node \(index) script \(succeeded ? "succeeds" : "fails")")
        try event(index) { $0.scriptRan(tracker, succeeded: succeeded, at: $1, into: &$2) }
    }

    /// The process reads settings with only these routers; `change` may alter them.
    mutating func reload(
        _ index: Int, keeping routers: [Int], _ change: (inout ElectionSettings) -> Void = { _ in }
    ) throws(Violation) {
        guard nodes[index].isRunning else { return }
        var settings = plan.nodes[index]
        settings.instances = routers.map { settings.instances[$0] }
        for group in settings.groups.indices {
            settings.groups[group].members.removeAll { name in
                !settings.instances.contains { $0.name == name }
            }
        }
        change(&settings)
        note("node \(index) reloads with routers \(routers)")
        let before = nodes[index].reported.contains(.master)
        let isNew = routers.contains { !nodes[index].routerOf.contains($0) }
        try event(index) { $0.retire(for: settings, at: $1, into: &$2) }
        nodes[index].remap(routers)
        let surroundings = surroundings(of: index, settings, routers)
        try event(index) { $0.reload(settings, in: surroundings, at: $1, into: &$2) }
        if before, nodes[index].reported.contains(.master) { marks.insert(.reloadKeptMaster) }
        if isNew { marks.insert(.reloadAddedInstance) }
        try checkNode(index)
    }

    /// One piece of trouble.
    mutating func trouble() throws(Violation) {
        let index = random.number(0...nodes.count - 1)
        let lan = random.number(0...plan.lanCount - 1)
        switch random.number(0...13) {
        case 0: powerOff(index)
        case 1: nodes[index].power = nodes[index].isRunning ? .killed : nodes[index].power
        case 2: try stop(index)
        case 3, 4: try powerOn(index)
        case 5, 6:
            guard nodes[index].isRunning else { return }
            nodes[index].power = .paused(until: now + random.duration(.milliseconds(1)...(.seconds(6))))
            note("node \(index) is paused")
        case 7: try setLink(index, lan, isUp: false)
        case 8: try setLink(index, lan, isUp: true)
        case 9: try scriptRan(index, succeeded: false)
        case 10: try scriptRan(index, succeeded: true)
        case 11: cutOrJoin(index, lan)
        case 12: try troubleReload(index)
        default: lossPercent = random.pick([0, 10, 50, 90])
        }
    }

    private mutating func cutOrJoin(_ index: Int, _ lan: Int) {
        let other = random.number(0...nodes.count - 1)
        let isSymmetric = random.chance(50)
        let value = !reaches[lan][index][other]
        reaches[lan][index][other] = value
        if isSymmetric { reaches[lan][other][index] = value }
        note(
            "lan \(lan) from \(index) to \(other) \(value ? "works" : "is cut")\(isSymmetric ? ", both ways" : "")"
        )
    }

    private mutating func troubleReload(_ index: Int) throws(Violation) {
        let all = Array(plan.routers.indices)
        guard nodes[index].isRunning, nodes[index].routerOf.count == all.count, random.chance(60) else {
            try reload(index, keeping: all)
            return
        }
        // A group keeps its members: a group of one is another thing.
        let gone = random.pick(all)
        let priority = UInt8(random.number(1...254))
        if plan.routers[gone].group == nil, random.chance(50) {
            try reload(index, keeping: all.filter { $0 != gone })
        } else {
            let isFixed =
                plan.routers[gone].group != nil || plan.nodes[index].instances[gone].basePriority == 255
            try reload(index, keeping: all) { settings in
                if !isFixed { settings.instances[gone].basePriority = priority }
            }
        }
    }

    /// Everything works again: all nodes run, all links are up, nothing is lost, every script has reported.
    mutating func heal() throws(Violation) {
        note("everything is healed")
        lossPercent = 0
        duplicationPercent = 0
        minimumDelay = .microseconds(500)
        maximumDelay = minimumDelay
        for lan in reaches.indices {
            for from in nodes.indices {
                for to in nodes.indices { reaches[lan][from][to] = true }
            }
        }
        for index in nodes.indices {
            if case .paused = nodes[index].power { try wake(index) }
            try powerOn(index)
            for lan in 0..<plan.lanCount where !nodes[index].isLinkUp[lan] {
                try setLink(index, lan, isUp: true)
            }
            if nodes[index].routerOf.count != plan.routers.count {
                try reload(index, keeping: Array(plan.routers.indices))
            }
            if let tracker = nodes[index].election.tracker(of: .script("check")),
                nodes[index].election.isUp(tracker: tracker) == nil
            {
                try scriptRan(index, succeeded: random.chance(80))
            }
        }
    }
}
