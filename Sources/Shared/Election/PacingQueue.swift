internal import Timing

/// One announcement that waits for its turn.
struct PendingAnnouncement: Sendable {
    var instance: Int
    var address: Int
}

/// The announcements of a pacing group that have to keep a gap. keepalived: `vrrp_garp_interval`,
/// `garp_group`.
struct PacingQueue: Sendable {
    /// More than this many are not kept waiting; further rounds are left out.
    static let capacity = 65_536

    private var waiting: [PendingAnnouncement] = []
    private var head = 0
    /// Before this nothing is sent.
    var nextTurn = MonotonicInstant(nanoseconds: .min)

    var isEmpty: Bool { head == waiting.count }
    var count: Int { waiting.count - head }

    mutating func append(_ announcement: PendingAnnouncement) {
        guard count < Self.capacity else { return }
        waiting.append(announcement)
    }

    mutating func removeFirst() -> PendingAnnouncement? {
        guard head < waiting.count else { return nil }
        let first = waiting[head]
        head += 1
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
        return first
    }
}

extension Election {
    /// Announces all addresses of the instance, in turn, that many times over.
    mutating func announce(_ index: Int, rounds: Int, at now: MonotonicInstant, into effects: inout [Effect])
    {
        let count = instances[index].settings.announcedAddressCount
        for _ in 0..<rounds {
            for address in 0..<count { announce(index, address: address, at: now, into: &effects) }
        }
    }

    private mutating func announce(
        _ index: Int, address: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let queue = instances[index].pacing
        let gap = instances[index].settings.announcement.interval
        if pacing[queue].isEmpty, pacing[queue].nextTurn <= now {
            effects.append(.announce(instance: index, address: address))
            if gap > .zero { pacing[queue].nextTurn = now + gap }
            return
        }
        if gap == .zero {
            effects.append(.announce(instance: index, address: address))
            return
        }
        pacing[queue].append(PendingAnnouncement(instance: index, address: address))
        deadlines[2 * instances.count + queue] = pacing[queue].nextTurn
    }

    /// The next one in the queue has its turn; those of former masters are left out.
    mutating func pacingTimeout(_ queue: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        while let next = pacing[queue].removeFirst() {
            guard instances[next.instance].state == .master else { continue }
            effects.append(.announce(instance: next.instance, address: next.address))
            pacing[queue].nextTurn = now + instances[next.instance].settings.announcement.interval
            break
        }
        deadlines[2 * instances.count + queue] = pacing[queue].isEmpty ? nil : pacing[queue].nextTurn
    }

    /// A block of announcements is due.
    mutating func announcementTimeout(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard case .master(var master) = instances[index].activity else {
            deadlines[instances.count + index] = nil
            return
        }
        let announcement = instances[index].settings.announcement
        if let due = master.secondBlock, due <= now {
            announce(index, rounds: announcement.masterRepeat, at: now, into: &effects)
            master.secondBlock = nil
        }
        if let due = master.lowerPriorityBlock, due <= now {
            announce(index, rounds: announcement.lowerPriorityRepeat, at: now, into: &effects)
            master.lowerPriorityBlock = nil
        }
        if let due = master.refresh, due <= now {
            announce(index, rounds: announcement.refreshRepeat, at: now, into: &effects)
            let inPhase = due + announcement.refreshInterval
            master.refresh = inPhase > now ? inPhase : now + announcement.refreshInterval
        }
        instances[index].activity = .master(master)
        schedule(index)
    }

    /// The announcements after a conflict that a master won. keepalived: `garp_lower_prio_repeat`.
    mutating func announceAfterConflict(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect])
    {
        guard case .master(var master) = instances[index].activity else { return }
        let announcement = instances[index].settings.announcement
        guard announcement.lowerPriorityRepeat > 0 else { return }
        announce(index, rounds: announcement.lowerPriorityRepeat, at: now, into: &effects)
        if announcement.lowerPriorityDelay > .zero {
            master.lowerPriorityBlock = now + announcement.lowerPriorityDelay
        }
        instances[index].activity = .master(master)
        schedule(index)
    }
}
