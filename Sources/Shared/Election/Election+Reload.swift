internal import NetworkTypes
public import Timing

/// What makes an instance the same one in two configurations.
private struct InstanceIdentity: Hashable {
    var name: String
    var family: AddressFamily
    var virtualRouterID: UInt8
    var interface: String
    var group: IPAddress

    init(_ instance: InstanceSettings, of settings: ElectionSettings) {
        name = instance.name
        family = instance.family
        virtualRouterID = instance.virtualRouterID
        let isBound = settings.interfaces.indices.contains(instance.interface)
        interface = isBound ? settings.interfaces[instance.interface] : ""
        group = instance.multicastGroup
    }
}

extension Election {
    /// The first half of a reload: what `settings` no longer has resigns, gives its addresses away and goes
    /// to INIT.
    ///
    /// The effects name instances by their old indices; they are to be carried out before `reload` is called.
    public mutating func retire(
        for settings: ElectionSettings, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let staying = Set(settings.instances.map { InstanceIdentity($0, of: settings) })
        let leaving = instances.indices.filter {
            !staying.contains(InstanceIdentity(instances[$0].settings, of: self.settings))
        }
        for index in leaving where instances[index].state == .master { resign(index, into: &effects) }
        for index in leaving where instances[index].state != .initialize {
            leave(index, for: .initialize, because: .reload, at: now, into: &effects)
        }
    }

    /// Takes over new settings, at any time. An instance keeps its state when name, family, VRID, interface
    /// and group are the same, a tracker when name and kind are; what came starts as at `start`. Masters stay
    /// masters, and take and announce their addresses again, because these may have changed.
    ///
    /// What went resigns first, unless `retire` was called with the same settings; those effects name
    /// instances by their old indices, all others by their new ones.
    public mutating func reload(
        _ settings: ElectionSettings, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        retire(for: settings, at: now, into: &effects)
        let old = self
        self = Election(settings: settings)
        isRunning = old.isRunning
        listenFrom = old.listenFrom
        unclaimedDatagrams = old.unclaimedDatagrams
        adoptTrackers(of: old)
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
            let settings = trackers[index].settings
            let match = old.trackers.first { other in
                other.settings.name == settings.name && other.settings.kind == settings.kind
            }
            guard let match else { continue }
            trackers[index].state = match.state
            trackers[index].result = match.result
        }
    }

    /// Carries over the state of what stays; returns the new indices.
    private mutating func adoptInstances(
        of old: Election, at now: MonotonicInstant, into effects: inout [Effect]
    ) -> [Int] {
        var oldIndices: [InstanceIdentity: Int] = [:]
        for (index, instance) in old.instances.enumerated() {
            oldIndices[InstanceIdentity(instance.settings, of: old.settings)] = index
        }
        var kept: [Int] = []
        for index in instances.indices {
            let identity = InstanceIdentity(instances[index].settings, of: settings)
            guard let oldIndex = oldIndices[identity] else {
                instances[index].effectivePriority = priority(of: index)
                continue
            }
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
        instances[index].sourceAddress = instances[index].sourceAddress ?? old.sourceAddress
        instances[index].statistics = old.statistics
        instances[index].noted = old.noted
        instances[index].hasHeardPseudoHeader = old.hasHeardPseudoHeader
        instances[index].hasHeardMessageOnly = old.hasHeardMessageOnly
        instances[index].lastTransition = old.lastTransition
        instances[index].lastDrop = old.lastDrop
        instances[index].advertisementRevision = old.advertisementRevision + 1
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
    /// allow; what hears another master holds the others back, as ever.
    private mutating func reuniteGroups(at now: MonotonicInstant, into effects: inout [Effect]) {
        for group in groups.indices {
            let members = groups[group].settings.members
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
