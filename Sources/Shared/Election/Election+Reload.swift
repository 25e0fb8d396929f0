public import Timing

extension Election {
    /// The first half of a reload: instances that `settings` no longer has resign, release their addresses
    /// and go to INIT.
    ///
    /// The effects name instances by their old indices; carry them out before calling `reload`.
    public mutating func retire(
        for settings: ElectionSettings, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let staying = Set(settings.instances.map(\.identity))
        let leaving = instances.indices.filter { !staying.contains(instances[$0].settings.identity) }
        for index in leaving where instances[index].state == .master { resign(index, into: &effects) }
        for index in leaving where instances[index].state != .initialize {
            leave(index, for: .initialize, because: .reload, at: now, into: &effects)
        }
    }

    /// The second half of a reload, after `retire` with the same settings. An instance keeps its state when
    /// its identity is the same, a script when its name and its counting are; new ones start as at `start`.
    /// Masters stay masters; they add and announce their addresses again, because these may have changed.
    public mutating func reload(
        _ settings: ElectionSettings, in surroundings: ElectionSurroundings, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {
        let old = self
        self = Election(settings: settings)
        isRunning = old.isRunning
        listenFrom = old.listenFrom
        unclaimedDatagrams = old.unclaimedDatagrams
        adoptTrackers(of: old)
        adopt(surroundings)
        let kept = adoptInstances(of: old, at: now, into: &effects)
        guard isRunning else { return }
        for index in kept where instances[index].state == .master {
            effects.append(.addAddresses(instance: index))
            let rounds = settings.instances[index].announcement.masterRepeat
            announce(index, rounds: rounds, at: now, into: &effects)
        }
        settleAll(at: now, into: &effects)
        reuniteGroups(at: now, into: &effects)
    }

    private mutating func adoptTrackers(of old: Election) {
        for index in trackers.indices {
            guard let script = trackers[index].script,
                let match = old.trackers.first(where: { $0.script == script })
            else { continue }
            trackers[index].state = match.state
            trackers[index].result = match.result
        }
    }

    /// Carries over the state of instances that remain; returns their new indices.
    private mutating func adoptInstances(
        of old: Election, at now: MonotonicInstant, into effects: inout [Effect]
    ) -> [Int] {
        var oldIndices: [InstanceIdentity: Int] = [:]
        for (index, instance) in old.instances.enumerated() {
            oldIndices[instance.settings.identity] = index
        }
        var kept: [Int] = []
        for index in instances.indices {
            guard let oldIndex = oldIndices[instances[index].settings.identity] else { continue }
            kept.append(index)
            adopt(old.instances[oldIndex], as: index, at: now, into: &effects)
        }
        for group in groups.indices {
            let name = groups[group].settings.name
            groups[group].state = old.groups.first { $0.settings.name == name }?.state ?? .initialize
        }
        return kept
    }

    private mutating func adopt(
        _ old: Instance, as index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        instances[index].statistics = old.statistics
        instances[index].noted = old.noted
        instances[index].hasHeardPseudoHeader = old.hasHeardPseudoHeader
        instances[index].hasHeardMessageOnly = old.hasHeardMessageOnly
        instances[index].hasHeardGroupPseudoHeader = old.hasHeardGroupPseudoHeader
        instances[index].lastTransition = old.lastTransition
        instances[index].lastDrop = old.lastDrop
        instances[index].isLoweredOwner = old.isLoweredOwner && instances[index].isOwner
        instances[index].effectivePriority = priority(of: index)
        instances[index].activity = carriedOver(old, to: instances[index], at: now)
        schedule(index)
        let (before, after) = (old.effectivePriority, instances[index].effectivePriority)
        if isRunning, before != after {
            effects.append(.priorityChanged(instance: index, from: before, to: after))
        }
    }

    /// The activity under the new settings: a running down timer moves by the difference they make, and a
    /// master does not wait longer than its new interval.
    private func carriedOver(_ old: Instance, to new: Instance, at now: MonotonicInstant) -> Activity {
        switch old.activity {
        case .initialize, .fault:
            return old.activity
        case .backup(var backup):
            let before = old.masterDownInterval(
                priority: old.effectivePriority, masterInterval: backup.masterInterval)
            if new.settings.version == .v2 || backup.masterAddress == nil {
                backup.masterInterval = new.ownInterval
            }
            let after = new.masterDownInterval(
                priority: new.effectivePriority, masterInterval: backup.masterInterval)
            backup.deadline = backup.deadline + (after - before)
            if new.settings.preemptDelay == .zero { backup.preemptDelayEnd = nil }
            return .backup(backup)
        case .master(var master):
            master.nextAdvertisement = min(master.nextAdvertisement, now + new.ownInterval)
            let announcement = new.settings.announcement
            if announcement.refreshInterval == .zero {
                master.refresh = nil
            } else if master.refresh == nil || announcement != old.settings.announcement {
                master.refresh = now + announcement.refreshInterval
            }
            return .master(master)
        }
    }

    /// Members that the new settings brought together follow a master among them as soon as their timers
    /// allow. A member that hears another master holds the others back, as usual.
    private mutating func reuniteGroups(at now: MonotonicInstant, into effects: inout [Effect]) {
        for group in groups.indices {
            let members = groups[group].members
            let hasBackup = members.contains { instances[$0].state == .backup }
            for member in members where hasBackup && instances[member].state == .master {
                let isKnown = members.contains { mate in
                    guard case .backup(let backup) = instances[mate].activity else { return false }
                    return backup.masterAddress != nil
                }
                guard isKnown else { continue }
                enterBackup(
                    member, .group, because: .syncGroup(groups[group].settings.name), at: now, into: &effects)
            }
            updateGroupState(group, into: &effects)
        }
    }
}
