internal import NetworkTypes
internal import Timing

extension Election {
    /// How an instance enters BACKUP, which decides its down timer.
    enum Entry {
        /// At the start.
        case start
        /// All faults are gone.
        case recovery
        /// By yielding to this master.
        case yielding(Advertisement)
        /// With the group.
        case group
    }

    // MARK: sending

    /// Sends an advertisement with the effective priority.
    mutating func advertise(_ index: Int, into effects: inout [Effect]) {
        effects.append(.advertise(instance: index, priority: instances[index].effectivePriority))
        instances[index].statistics.advertisementsSent += 1
    }

    /// Sends priority 0, if there is an address to send from.
    mutating func resign(_ index: Int, into effects: inout [Effect]) {
        guard instances[index].sourceAddress != nil else { return }
        effects.append(.advertise(instance: index, priority: 0))
        effects.append(.note(instance: index, .sentPriorityZero))
        instances[index].statistics.advertisementsSent += 1
        instances[index].statistics.priorityZeroSent += 1
    }

    // MARK: entering

    /// Goes to BACKUP with the down timer that the entry asks for.
    mutating func enterBackup(
        _ index: Int, _ entry: Entry, because reason: TransitionReason, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {
        let instance = instances[index]
        var backup = Backup(masterInterval: instance.ownInterval, deadline: max(now, listenFrom))
        let ownDown = instance.masterDownInterval(
            priority: instance.effectivePriority, masterInterval: instance.ownInterval)
        switch entry {
        case .start where instance.isOwner && instance.settings.startsAsMaster,
            .recovery where instance.isOwner:
            backup.cause = .owner
        case .start, .recovery, .group:
            backup.deadline = backup.deadline + ownDown
        case .yielding(let advertisement):
            follow(advertisement, &backup, instance, at: now)
        }
        leave(index, for: .backup(backup), because: reason, at: now, into: &effects)
    }

    /// Accepts the sender as master and restarts the down timer.
    func follow(
        _ advertisement: Advertisement, _ backup: inout Backup, _ instance: Instance, at now: MonotonicInstant
    ) {
        backup.masterAddress = advertisement.source
        backup.masterPriority = advertisement.priority
        if instance.settings.version == .v3 { backup.masterInterval = advertisement.interval }
        backup.cause = .silence
        backup.wantsMaster = false
        backup.deadline =
            now
            + instance.masterDownInterval(
                priority: instance.effectivePriority, masterInterval: backup.masterInterval)
        if let end = backup.standsBackUntil { backup.deadline = max(backup.deadline, end) }
    }

    /// Goes to FAULT; a master resigns first.
    mutating func enterFault(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        if instances[index].state == .master { resign(index, into: &effects) }
        leave(index, for: .fault, because: .fault(faultReasons(instance: index)), at: now, into: &effects)
    }

    /// Goes to a state other than MASTER; a master releases its addresses first.
    mutating func leave(
        _ index: Int, for activity: Activity, because reason: TransitionReason, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {
        let before = instances[index].state
        if before == .master {
            effects.append(.removeAddresses(instance: index))
            instances[index].statistics.releasedMaster += 1
        }
        change(index, to: activity, from: before, because: reason, at: now, into: &effects)
    }

    /// Becomes master: advertises, adds the addresses, announces them (RFC 9568 §6.4.2, in keepalived's
    /// order).
    mutating func becomeMaster(
        _ index: Int, because reason: TransitionReason, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        if instances[index].isLoweredOwner {
            instances[index].isLoweredOwner = false
            updatePriority(index, at: now, into: &effects)
        }
        let before = instances[index].state
        let announcement = instances[index].settings.announcement
        var master = Master(nextAdvertisement: now + instances[index].ownInterval)
        if announcement.masterDelay > .zero { master.secondBlock = now + announcement.masterDelay }
        if announcement.refreshInterval > .zero { master.refresh = now + announcement.refreshInterval }
        instances[index].statistics.becameMaster += 1
        advertise(index, into: &effects)
        effects.append(.addAddresses(instance: index))
        instances[index].activity = .master(master)
        announce(index, rounds: announcement.masterRepeat, at: now, into: &effects)
        change(index, to: .master(master), from: before, because: reason, at: now, into: &effects)
    }

    private mutating func change(
        _ index: Int, to activity: Activity, from before: State, because reason: TransitionReason,
        at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        instances[index].activity = activity
        instances[index].noted = 0
        instances[index].lastTransition = now
        schedule(index)
        effects.append(.transition(instance: index, from: before, to: activity.state, reason: reason))
    }

    /// Writes both deadlines of the instance into the table.
    mutating func schedule(_ index: Int) {
        switch instances[index].activity {
        case .initialize, .fault:
            deadlines[index] = nil
            deadlines[instances.count + index] = nil
        case .backup(let backup):
            deadlines[index] = backup.deadline
            deadlines[instances.count + index] = nil
        case .master(let master):
            deadlines[index] = master.nextAdvertisement
            deadlines[instances.count + index] = master.nextBlock
        }
    }

    // MARK: the down timer

    /// The master is considered dead. A member of a group takes over only with the whole group.
    mutating func downTimerExpired(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard case .backup(var backup) = instances[index].activity else { return }
        if case .silence = backup.cause, !backup.wantsMaster {
            effects.append(.note(instance: index, .masterDownTimerExpired))
        }
        if let group = instances[index].group,
            !groups[group].members.allSatisfy({ isReady($0, for: index) })
        {
            backup.wantsMaster = true
            backup.deadline =
                now
                + instances[index].masterDownInterval(
                    priority: instances[index].effectivePriority, masterInterval: backup.masterInterval)
            instances[index].activity = .backup(backup)
            schedule(index)
            return
        }
        let reason: TransitionReason =
            switch backup.cause {
            case .silence: .masterDownTimer(lastMaster: backup.masterAddress)
            case .resigned(let address): .masterResigned(address)
            case .pathLost(let address): .pathLost(address)
            case .owner: .owner
            }
        becomeMaster(index, because: reason, at: now, into: &effects)
        takeGroupAlong(index, at: now, into: &effects)
    }

    /// Whether this member of a group could become master together with `initiator`.
    private func isReady(_ member: Int, for initiator: Int) -> Bool {
        if member == initiator { return true }
        switch instances[member].activity {
        case .master: return true
        case .backup(let backup): return backup.wantsMaster
        case .initialize, .fault: return false
        }
    }
}
