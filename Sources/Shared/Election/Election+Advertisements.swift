public import NetworkTypes
public import Timing

extension Election {
    /// The bits of `Instance.noted` in addition to those of `DropReason`.
    enum NoteBit {
        static let lowerPriority = UInt8(DropReason.allCases.count)
        static let secondOwner = lowerPriority + 1
        static let ownAddress = lowerPriority + 2
    }

    /// A valid advertisement arrived in BACKUP or MASTER.
    mutating func act(
        on advertisement: Advertisement, _ index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        if advertisement.priority == 0 { instances[index].statistics.priorityZeroReceived += 1 }
        switch instances[index].activity {
        case .backup(let backup): hearAsBackup(advertisement, index, backup, at: now, into: &effects)
        case .master(let master): hearAsMaster(advertisement, index, master, at: now, into: &effects)
        case .initialize, .fault: break
        }
    }

    // MARK: backup (RFC 9568 §6.4.2)

    private mutating func hearAsBackup(
        _ advertisement: Advertisement, _ index: Int, _ backup: Backup, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {
        var backup = backup
        if advertisement.priority == 0 {
            note(index, .masterResigned(advertisement.source), at: now, into: &effects)
            return awaitTakeover(index, backup, because: .resigned(advertisement.source), at: now)
        }
        guard accepts(advertisement, index, &backup, at: now, into: &effects) else {
            let note = Note.discardingLowerPriority(
                from: advertisement.source, priority: advertisement.priority)
            noteOnce(index, bit: NoteBit.lowerPriority, note, at: now, into: &effects)
            return
        }
        if backup.masterAddress != advertisement.source { instances[index].noted = 0 }
        let interval = backup.masterInterval
        let patience = backup.isKnownMasterBetter(than: advertisement) ? backup.deadline : now
        follow(advertisement, &backup, instances[index], at: now)
        // A master that yields may advertise once more (keepalived: `higher_prio_send_advert`). If its VRRPv3
        // interval is the shorter one, waiting only that long would call the better master dead before its
        // next word.
        backup.deadline = max(backup.deadline, patience)
        if backup.masterInterval != interval {
            note(
                index, .intervalAdopted(backup.masterInterval, from: advertisement.source), at: now,
                into: &effects)
        }
        instances[index].activity = .backup(backup)
        deadlines[index] = backup.deadline
        holdGroupBack(index, at: now, into: &effects)
        settleConflict(advertisement, index, at: now)
    }

    /// The master is gone: only the skew time is left, in which a better backup comes first.
    private mutating func awaitTakeover(
        _ index: Int, _ backup: Backup, because cause: Backup.Cause, at now: MonotonicInstant
    ) {
        var backup = backup
        let instance = instances[index]
        backup.deadline =
            now + instance.skew(priority: instance.effectivePriority, masterInterval: backup.masterInterval)
        backup.cause = cause
        instances[index].activity = .backup(backup)
        deadlines[index] = backup.deadline
    }

    /// The path to a router has failed (BFD): a backup that has it as its master, and is set to, takes over as if it had
    /// resigned, unless it is heard meanwhile. keepalived waits for the down timer.
    public mutating func pathLost(
        to router: IPAddress, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        for index in instances.indices where instances[index].settings.takesOverOnPathLoss {
            guard case .backup(let backup) = instances[index].activity, backup.masterAddress == router
            else { continue }
            effects.append(.note(instance: index, .pathLost(router)))
            awaitTakeover(index, backup, because: .pathLost(router), at: now)
        }
    }

    /// Whether a backup accepts the sender as its master: with `nopreempt`, with the same or a higher
    /// priority, and while `preempt_delay` runs.
    private mutating func accepts(
        _ advertisement: Advertisement, _ index: Int, _ backup: inout Backup, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) -> Bool {
        let instance = instances[index]
        if advertisement.priority >= instance.effectivePriority {
            if backup.preemptDelayEnd != nil {
                backup.preemptDelayEnd = nil
                note(index, .preemptDelayCancelled, at: now, into: &effects)
            }
            return true
        }
        if !instance.settings.isPreempting { return true }
        guard instance.settings.preemptDelay > .zero else { return false }
        if let end = backup.preemptDelayEnd { return now < end }
        backup.preemptDelayEnd = now + instance.settings.preemptDelay
        note(index, .preemptDelayStarted(instance.settings.preemptDelay), at: now, into: &effects)
        return true
    }

    // MARK: master (RFC 9568 §6.4.3)

    private mutating func hearAsMaster(
        _ advertisement: Advertisement, _ index: Int, _ master: Master, at now: MonotonicInstant,
        into effects: inout [Effect]
    ) {
        if advertisement.priority == 0 {
            guard reacts(index, at: now) else { return }
            effects.append(.note(instance: index, .resignationHeard(advertisement.source)))
            answer(index, at: now, into: &effects)
            return
        }
        guard let own = instances[index].sourceAddress else { return }
        if advertisement.priority == 255, instances[index].effectivePriority == 255 {
            hearSecondOwner(advertisement, index, at: now, into: &effects)
        }
        let priority = instances[index].effectivePriority
        if instances[index].isWorse(than: advertisement) {
            yield(to: advertisement, index, at: now, into: &effects)
        } else if advertisement.priority == priority, advertisement.source == own {
            noteOnce(
                index, bit: NoteBit.ownAddress, .ownAddress(advertisement.source), at: now, into: &effects)
        } else {
            winConflict(advertisement, index, at: now, into: &effects)
        }
    }

    private mutating func yield(
        to advertisement: Advertisement, _ index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        if instances[index].settings.sendsBeforeYielding { advertise(index, into: &effects) }
        let reason = TransitionReason.higherPriority(
            from: advertisement.source, priority: advertisement.priority)
        enterBackup(index, .yielding(advertisement), because: reason, at: now, into: &effects)
        holdGroupBack(index, at: now, into: &effects)
        openConflict(index, at: now)
        settleConflict(advertisement, index, at: now)
    }

    /// Handles a lower priority, or the same from a lower address: stays master, advertises at once (RFC 9568
    /// §6.4.3), and announces the addresses again, because switches and neighbours may have followed the
    /// other router. `Allowance` limits this in a flood; the next advertisement is an answer as well.
    private mutating func winConflict(
        _ advertisement: Advertisement, _ index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard reacts(index, at: now) else { return }
        if instances[index].settings.answersLowerPriority { answer(index, at: now, into: &effects) }
        announceAfterConflict(index, at: now, into: &effects)
        for mate in mates(of: index) { announceAfterConflict(mate, at: now, into: &effects) }
        effects.append(
            .conflictWon(
                instance: index, from: advertisement.source, theirPriority: advertisement.priority,
                ourPriority: instances[index].effectivePriority))
    }

    /// Whether a packet may still make the instance react; counts it if not.
    mutating func reacts(_ index: Int, at now: MonotonicInstant) -> Bool {
        if instances[index].reactions.take(at: now) { return true }
        instances[index].statistics[.tooMany] += 1
        return false
    }

    /// Notes a fact that packets can cause repeatedly.
    private mutating func note(
        _ index: Int, _ note: Note, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard reacts(index, at: now) else { return }
        effects.append(.note(instance: index, note))
    }

    /// Advertises now and restarts the advertisement timer.
    private mutating func answer(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard case .master(var master) = instances[index].activity else { return }
        advertise(index, into: &effects)
        master.nextAdvertisement = now + instances[index].ownInterval
        instances[index].activity = .master(master)
        deadlines[index] = master.nextAdvertisement
    }

    /// Handles a second router with priority 255. The one with the lower address yields by the usual rule. If
    /// the other one still advertises after 2 advertisements and 1.2 times the longer interval, this one
    /// lowers its priority to 254 until it is alone again (keepalived).
    private mutating func hearSecondOwner(
        _ advertisement: Advertisement, _ index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard case .master(var master) = instances[index].activity, let own = instances[index].sourceAddress,
            advertisement.source != own
        else { return }
        noteOnce(index, bit: NoteBit.secondOwner, .secondOwner(advertisement.source), at: now, into: &effects)
        guard advertisement.source < own else { return }
        if let deadline = master.rivalOwnerDeadline {
            guard now >= deadline else { return }
            instances[index].isLoweredOwner = true
            updatePriority(index, at: now, into: &effects)
            return
        }
        let interval = instances[index].ownInterval
        master.rivalOwnerDeadline = now + interval * 2 + max(interval, advertisement.interval) * 6 / 5
        instances[index].activity = .master(master)
    }
}
