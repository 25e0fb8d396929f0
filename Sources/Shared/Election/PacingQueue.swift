internal import Timing

/// Announcements of one instance that wait to be sent: rounds over its addresses, the first of which may have
/// begun.
struct AnnouncementBlock: Equatable, Sendable {
    var instance: Int
    /// The rounds left, including the current one.
    var rounds: Int
    /// The next address of the round.
    var address = 0
}

/// The announcements of a pacing group that wait: for the gap between them (keepalived: `vrrp_garp_interval`,
/// `garp_group`), or because there are too many to send at once. At most one block for each instance.
struct PacingQueue: Sendable {
    /// How many announcements are sent at once if there is no gap, and the gap after that many.
    static let burst = 2048
    static let burstGap: Duration = .milliseconds(1)

    private(set) var waiting: [AnnouncementBlock] = []
    /// Nothing is sent before this.
    var nextTurn = MonotonicInstant(nanoseconds: .min)

    var isEmpty: Bool { waiting.isEmpty }

    /// Appends a block. If a block of the same instance already waits, that one is finished, then repeated
    /// for the longer of the two.
    mutating func append(_ block: AnnouncementBlock) {
        guard let index = waiting.firstIndex(where: { $0.instance == block.instance }) else {
            return waiting.append(block)
        }
        let isWhole = waiting[index].address == 0
        waiting[index].rounds = max(waiting[index].rounds, block.rounds + (isWhole ? 0 : 1))
    }

    /// Takes the next announcement out of the first block; `count` is how many addresses its instance has.
    mutating func next(addresses count: (Int) -> Int) -> (instance: Int, address: Int)? {
        while let block = waiting.first {
            guard block.rounds > 0, block.address < count(block.instance) else {
                waiting.removeFirst()
                continue
            }
            let isLastOfRound = block.address + 1 == count(block.instance)
            waiting[0].address = isLastOfRound ? 0 : block.address + 1
            waiting[0].rounds -= isLastOfRound ? 1 : 0
            if waiting[0].rounds == 0 { waiting.removeFirst() }
            return (block.instance, block.address)
        }
        return nil
    }
}

extension Election {
    /// Announces all addresses of the instance in turn, in this many rounds.
    mutating func announce(_ index: Int, rounds: Int, at now: MonotonicInstant, into effects: inout [Effect])
    {
        let queue = instances[index].pacing
        let count = instances[index].settings.announcedAddressCount
        let gap = instances[index].settings.announcement.interval
        guard rounds > 0, count > 0 else { return }
        let isFree = pacing[queue].isEmpty && pacing[queue].nextTurn <= now
        if gap == .zero, isFree, rounds <= PacingQueue.burst / count {
            for _ in 0..<rounds {
                for address in 0..<count { effects.append(.announce(instance: index, address: address)) }
            }
            return
        }
        pacing[queue].append(AnnouncementBlock(instance: index, rounds: rounds))
        if isFree {
            pacingTimeout(queue, at: now, into: &effects)
        } else {
            deadlines[2 * instances.count + queue] = pacing[queue].nextTurn
        }
    }

    /// Sends what is due in the queue: one announcement if there is a gap, else as many as may be sent at
    /// once. Those of former masters are skipped.
    mutating func pacingTimeout(_ queue: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        var room = PacingQueue.burst
        var waiting = pacing[queue]
        pacing[queue] = PacingQueue()
        while room > 0, let next = waiting.next(addresses: { announcedAddresses(of: $0) }) {
            effects.append(.announce(instance: next.instance, address: next.address))
            let gap = instances[next.instance].settings.announcement.interval
            room -= 1
            waiting.nextTurn = now + (gap > .zero ? gap : room == 0 ? PacingQueue.burstGap : .zero)
            if gap > .zero { break }
        }
        pacing[queue] = waiting
        deadlines[2 * instances.count + queue] = pacing[queue].isEmpty ? nil : pacing[queue].nextTurn
    }

    /// The number of addresses to announce; 0 unless the instance is master.
    private func announcedAddresses(of index: Int) -> Int {
        instances[index].state == .master ? instances[index].settings.announcedAddressCount : 0
    }

    /// Sends the block of announcements that is due.
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

    /// Announces the addresses after a conflict that a master won. keepalived: `garp_lower_prio_repeat`.
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
