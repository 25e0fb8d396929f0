internal import Election
internal import NetworkTypes
internal import Timing

extension World {
    /// What an event asks for is in order: a change begins where the last one ended, a master advertises
    /// before it takes the addresses and announces after, and nobody but a master advertises.
    func checkEffects(_ index: Int) throws(Violation) {
        let node = nodes[index]
        var states = node.reported
        var entering = Set<Int>()
        var holding = Set<Int>()
        for (position, effect) in effects.enumerated() {
            switch effect {
            case .advertise(let instance, let priority) where priority != 0:
                if states[instance] != .master { entering.insert(instance) }
            case .advertise(let instance, _):
                try require(states[instance] == .master, "only a master resigns", index)
            case .addAddresses(let instance):
                try require(
                    states[instance] == .master || entering.contains(instance),
                    "a router advertises before it takes the addresses", index)
                holding.insert(instance)
            case .announce(let instance, _):
                try require(
                    states[instance] == .master || holding.contains(instance),
                    "a router has the addresses before it announces them", index)
            case .removeAddresses(let instance):
                try require(states[instance] == .master, "only a master gives addresses away", index)
            case .transition(let instance, let from, let to, let reason):
                try require(
                    from != to && states[instance] == from, "a change begins at the last state", index)
                if from == .master {
                    try require(
                        effects[..<position].contains(.removeAddresses(instance: instance)),
                        "a master that leaves gives its addresses away", index)
                }
                if to == .master {
                    try require(
                        holding.contains(instance), "a router that becomes master takes the addresses", index)
                    entering.remove(instance)
                    try checkCause(index, instance, reason)
                }
                states[instance] = to
            case .groupTransition, .conflictWon, .priorityChanged, .note:
                break
            }
        }
        try require(entering.isEmpty, "only a master advertises", index)
    }

    /// What follows is a backup with its timer ahead; a master that need not follow stays master, but for an owner
    /// that makes way for another.
    func checkHeard(_ delivery: Delivery, follows: Int?, _ before: [State]) throws(Violation) {
        let index = delivery.node
        if let follows {
            try require(nodes[index].reported[follows] == .backup, "a router follows a better one", index)
            let deadline = nodes[index].election.timerDeadline(instance: follows) ?? now
            try require(deadline > now, "a backup that hears its master waits for it again", index)
        } else if let instance = nodes[index].instance(of: Int(delivery.bytes[1]) - 1),
            before[instance] == .master, delivery.bytes[2] != 255
        {
            try require(nodes[index].reported[instance] == .master, "a better router stays master", index)
        }
    }

    /// A takeover because of silence needs silence: the process has seen nothing to follow for the down
    /// interval.
    private func checkCause(_ index: Int, _ instance: Int, _ reason: TransitionReason) throws(Violation) {
        guard case .masterDownTimer = reason, let last = nodes[index].lastFollowed[instance] else { return }
        let election = nodes[index].election
        let settings = election.settings.instances[instance]
        // The least wait there is: a reload may have shortened the interval meanwhile.
        let least = min(settings.advertisementInterval, .milliseconds(200))
        try require(now - last >= least, "a takeover because of silence needs silence", index)
    }

    /// A timer that fired is not due again at once.
    func checkDeadline(_ index: Int) throws(Violation) {
        guard let deadline = nodes[index].election.deadline else { return }
        try require(deadline > now, "a timer moves on when it fires", index)
    }

    /// What the process believes, what it reported and what the kernel has are the same.
    func checkNode(_ index: Int) throws(Violation) {
        let node = nodes[index]
        for instance in node.routerOf.indices {
            let state = node.election.state(instance: instance)
            try require(node.reported[instance] == state, "every change is reported", index)
            try require(
                node.holds[node.routerOf[instance]] == (state == .master), "an address is on a master only",
                index)
            let reasons = node.election.faultReasons(instance: instance)
            if state == .fault { try require(!reasons.isEmpty, "FAULT has a reason", index) }
            guard state == .backup || state == .master else { continue }
            let isHindered = reasons.contains { reason in
                switch reason {
                case .configuration, .interfaceDown, .interfaceUp, .noSourceAddress, .sourceAddressMissing,
                    .socket,
                    .tracker:
                    true
                case .trackerPending, .syncGroup: false
                }
            }
            try require(!isHindered, "what cannot run is in FAULT", index)
        }
        for group in node.election.settings.groups.indices { try checkGroup(index, group) }
    }

    private func checkGroup(_ index: Int, _ group: Int) throws(Violation) {
        let election = nodes[index].election
        let states = members(index, group).map { election.state(instance: $0) }
        for state in [State.master, .fault] where states.contains(state) {
            try require(
                states.allSatisfy { $0 == state } || isReuniting(index, group),
                "a group is \(state) as a whole: \(states)", index)
        }
    }

    private func members(_ index: Int, _ group: Int) -> [Int] {
        let settings = nodes[index].election.settings
        return settings.groups[group].members.compactMap { name in
            settings.instances.firstIndex { $0.name == name }
        }
    }

    /// After a reload brought a new member, it waits for its own down timer.
    private func isReuniting(_ index: Int, _ group: Int) -> Bool {
        members(index, group).contains { nodes[index].lastFollowed[$0] == nil }
    }

    func require(_ holds: Bool, _ rule: @autoclosure () -> String, _ index: Int) throws(Violation) {
        guard !holds else { return }
        throw Violation(rule: "node \(index): \(rule())", time: now)
    }
}
