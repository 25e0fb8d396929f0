internal import NetworkTypes
internal import Timing

/// A sync group at run time.
struct Group: Sendable {
    var settings: GroupSettings
    /// Its instances.
    var members: [Int] = []
    var state = State.initialize
    var conflict = Conflict.none

    /// The state of a conflict with another group; see `Election.settleConflict`.
    enum Conflict: Sendable {
        /// There was none, or it is over.
        case none
        /// The group yielded; until then it may learn that it lost.
        case open(until: MonotonicInstant)
        /// The group stands back; the winner was last heard at `heard`.
        case lost(until: MonotonicInstant, heard: MonotonicInstant)
    }
}

extension Election {
    /// Links every member to its group.
    mutating func linkGroups() {
        var places: [String: Int] = [:]
        for (index, instance) in instances.enumerated() { places[instance.settings.name] = index }
        for group in groups.indices {
            groups[group].members = groups[group].settings.members.compactMap { places[$0] }
            for member in groups[group].members { instances[member].group = group }
        }
    }

    /// The other members of the instance's group; empty without a group.
    func mates(of index: Int) -> [Int] {
        guard let group = instances[index].group else { return [] }
        return groups[group].members.filter { $0 != index }
    }

    /// Makes the whole group master after one member.
    mutating func takeGroupAlong(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard let group = instances[index].group else { return }
        let name = groups[group].settings.name
        for mate in mates(of: index) where instances[mate].state == .backup {
            becomeMaster(mate, because: .syncGroup(name), at: now, into: &effects)
        }
        updateGroupState(group, into: &effects)
    }

    /// Makes all masters of the group yield, because one member follows a master.
    mutating func holdGroupBack(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard let group = instances[index].group else { return }
        guard groups[group].members.contains(where: { instances[$0].state == .master }) else {
            // The usual advertisement to a group of backups ends here, without an allocation.
            if groups[group].state == .master { updateGroupState(group, into: &effects) }
            return
        }
        let name = groups[group].settings.name
        for mate in mates(of: index) where instances[mate].state == .master {
            enterBackup(mate, .group, because: .syncGroup(name), at: now, into: &effects)
        }
        updateGroupState(group, into: &effects)
    }

    /// Handles a master of the group that has yielded. It is not known yet which of the two groups lost,
    /// unless the member is the deciding one.
    mutating func openConflict(_ index: Int, at now: MonotonicInstant) {
        guard let group = instances[index].group, case .backup(let backup) = instances[index].activity else {
            return
        }
        let down = instances[index].masterDownInterval(
            priority: instances[index].effectivePriority, masterInterval: backup.masterInterval)
        groups[group].conflict = .open(until: now + down)
    }

    /// Makes a group that lost a conflict stand back: one that yielded and hears a better router for its
    /// deciding member, the one with the lowest VRID, at that moment or soon after.
    ///
    /// Two groups that are each better in one member make each other yield when they take over together. If
    /// both tried again after the usual time, there would never be a master. All routers see the same order
    /// of the deciding members by (priority, address), so of the groups that take over together all but one
    /// wait longer, and hear that one first. It is considered whenever it is heard: the advertisement that
    /// made the group yield may have been another member's, and a group that took over has sent one for each.
    /// A winner that comes back after a silence had to yield to a third group; a group that stands back then
    /// does so anew, or the losers would take turns. keepalived has no such rule.
    mutating func settleConflict(_ advertisement: Advertisement, _ index: Int, at now: MonotonicInstant) {
        guard let group = instances[index].group else { return }
        switch groups[group].conflict {
        case .none:
            return
        case .open(let end), .lost(let end, _):
            if now >= end {
                groups[group].conflict = .none
                return
            }
        }
        let members = groups[group].members
        guard instances[index].isWorse(than: advertisement),
            !members.contains(where: { isDecisive($0, before: index) })
        else { return }
        if case .lost(let end, let heard) = groups[group].conflict,
            now - heard < advertisement.interval * 3 / 2
        {
            groups[group].conflict = .lost(until: end, heard: now)
        } else {
            groups[group].conflict = .lost(until: standBack(members, at: now), heard: now)
        }
    }

    /// Makes the members, all backups, wait longer than any difference of skew times; returns until when.
    private mutating func standBack(_ members: [Int], at now: MonotonicInstant) -> MonotonicInstant {
        var wait = Duration.zero
        for member in members {
            guard case .backup(let backup) = instances[member].activity else { continue }
            wait = max(wait, backup.masterInterval + max(backup.masterInterval, .seconds(1)))
        }
        var end = now
        for member in members {
            guard case .backup(var backup) = instances[member].activity else { continue }
            let down = instances[member].masterDownInterval(
                priority: instances[member].effectivePriority, masterInterval: backup.masterInterval)
            backup.deadline = max(backup.deadline, now + down + wait)
            backup.standsBackUntil = backup.deadline
            end = max(end, backup.deadline)
            instances[member].activity = .backup(backup)
            schedule(member)
        }
        return end
    }

    private func isDecisive(_ member: Int, before other: Int) -> Bool {
        let (left, right) = (instances[member].settings, instances[other].settings)
        guard left.virtualRouterID == right.virtualRouterID else {
            return left.virtualRouterID < right.virtualRouterID
        }
        return left.family == .ipv4 && right.family == .ipv6
    }

    /// Reports the group's state if it changed: MASTER if all members are, FAULT or INIT if one is.
    mutating func updateGroupState(_ group: Int, into effects: inout [Effect]) {
        let states = groups[group].members.map { instances[$0].state }
        let state: State =
            if states.contains(.fault) {
                .fault
            } else if states.contains(.initialize) || states.isEmpty {
                .initialize
            } else {
                states.allSatisfy { $0 == .master } ? .master : .backup
            }
        guard groups[group].state != state else { return }
        groups[group].state = state
        effects.append(.groupTransition(group: group, to: state))
    }
}
