public import Timing

/// A tracker at run time.
struct Tracker: Sendable {
    enum State: Sendable {
        case pending
        case up
        case down
    }

    var settings: TrackerSettings
    var state: State
    /// Scripts: 0 to rise + fall - 1; up from rise on.
    var result = 0
    /// The instances to look at when it changes, in their order.
    var watchers: [Int] = []

    init(_ settings: TrackerSettings) {
        self.settings = settings
        switch settings.kind {
        case .interface: state = settings.isInitiallyUp.map { $0 ? .up : .down } ?? .pending
        case .script(_, _, let startsFailed): state = startsFailed ? .down : .pending
        }
    }

    /// Counts the end of a run. The first result decides at once; then it takes `fall` failures in a row to
    /// go down and `rise` successes in a row to come up (keepalived).
    mutating func count(succeeded: Bool) {
        guard case .script(let rise, let fall, _) = settings.kind else { return }
        let top = rise + fall - 1
        switch (state, succeeded) {
        case (.pending, true), (.up, true):
            result = top
            state = .up
        case (.pending, false), (.down, false):
            result = 0
            state = .down
        case (.up, false):
            result -= 1
            guard result < rise else { return }
            result = 0
            state = .down
        case (.down, true):
            result += 1
            guard result >= rise else { return }
            result = top
            state = .up
        }
    }
}

extension Election {
    /// An interface tracker went up or down.
    public mutating func setTracker(
        _ tracker: Int, isUp: Bool, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let state: Tracker.State = isUp ? .up : .down
        guard trackers[tracker].state != state else { return }
        trackers[tracker].state = state
        trackerChanged(tracker, at: now, into: &effects)
    }

    /// A run of a script tracker ended.
    public mutating func scriptRan(
        _ tracker: Int, succeeded: Bool, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let before = trackers[tracker].state
        trackers[tracker].count(succeeded: succeeded)
        guard trackers[tracker].state != before else { return }
        trackerChanged(tracker, at: now, into: &effects)
    }

    private mutating func trackerChanged(
        _ tracker: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        for index in trackers[tracker].watchers { updatePriority(index, at: now, into: &effects) }
        for index in trackers[tracker].watchers { settle(index, at: now, into: &effects) }
    }

    /// Gives every instance the trackings that count for it, and every tracker its watchers.
    ///
    /// In a sync group the weights of a member's own trackers do not count (keepalived), unless
    /// `sync_group_tracking_weight` says so.
    mutating func linkTrackers() {
        for index in instances.indices {
            var trackings = instances[index].settings.trackings
            if let group = instances[index].group {
                let settings = groups[group].settings
                if !settings.membersTrackWeights { trackings.removeAll { $0.weight != 0 } }
                trackings += settings.trackings
            }
            instances[index].trackings = trackings
            for tracking in trackings where trackers[tracking.tracker].watchers.last != index {
                trackers[tracking.tracker].watchers.append(index)
            }
            instances[index].effectivePriority = priority(of: index)
        }
    }

    /// The base priority with the weights of the trackers, 1 to 254; an owner stays 255 (keepalived).
    func priority(of index: Int) -> UInt8 {
        let instance = instances[index]
        if instance.isOwner { return instance.isLoweredOwner ? 254 : 255 }
        var total = Int(instance.settings.basePriority)
        for tracking in instance.trackings {
            let isCounted =
                switch trackers[tracking.tracker].state {
                case .pending: false
                case .up: tracking.weight > 0
                case .down: tracking.weight < 0
                }
            if isCounted { total += tracking.isReversed ? -tracking.weight : tracking.weight }
        }
        return UInt8(min(max(total, 1), 254))
    }

    /// Takes over a changed priority; a running down timer moves by the difference it makes (keepalived).
    mutating func updatePriority(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        let before = instances[index].effectivePriority
        let after = priority(of: index)
        guard before != after else { return }
        instances[index].effectivePriority = after
        guard isRunning else { return }
        effects.append(.priorityChanged(instance: index, from: before, to: after))
        guard case .backup(var backup) = instances[index].activity else { return }
        let instance = instances[index]
        let change =
            instance.masterDownInterval(priority: after, masterInterval: backup.masterInterval)
            - instance.masterDownInterval(priority: before, masterInterval: backup.masterInterval)
        backup.deadline = backup.deadline + change
        instances[index].activity = .backup(backup)
        schedule(index)
    }
}
