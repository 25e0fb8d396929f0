public import Timing

/// A tracked subject at run time.
struct Tracker: Sendable {
    enum State: Equatable, Sendable {
        /// Not known yet.
        case pending
        case up
        case down
        /// A number.
        case number(Int)
    }

    let subject: TrackedSubject
    var state = State.pending
    /// For a script: how its runs are counted.
    let script: ScriptSettings?
    /// For a script: 0 to rise + fall - 1; up from rise on.
    var result = 0
    /// The instances that depend on it, in their order.
    var watchers: [Int] = []

    init(_ subject: TrackedSubject, script: ScriptSettings?) {
        self.subject = subject
        self.script = script
        if script?.startsFailed == true { state = .down }
    }

    /// Counts the end of a run. The first result decides at once; then it takes `fall` failures in a row to
    /// go down and `rise` successes in a row to come up (keepalived).
    mutating func count(succeeded: Bool) {
        guard let script else { return }
        let top = script.rise + script.fall - 1
        switch (state, succeeded) {
        case (.number, _): break
        case (.pending, true), (.up, true):
            result = top
            state = .up
        case (.pending, false), (.down, false):
            result = 0
            state = .down
        case (.up, false):
            result -= 1
            guard result < script.rise else { return }
            result = 0
            state = .down
        case (.down, true):
            result += 1
            guard result >= script.rise else { return }
            result = top
            state = .up
        }
    }
}

/// A tracking of a tracker that is known by its index.
struct TrackerLink: Sendable {
    /// What a tracker does to an instance.
    enum Contribution: Equatable, Sendable {
        /// This much is added to the priority.
        case priority(Int)
        /// FAULT.
        case fault
        /// Not known yet: a running instance continues, another waits.
        case pending
    }

    var tracker: Int
    var weight: Int
    var isReversed: Bool

    /// As in keepalived, weight 0 is FAULT while down; a positive weight applies while up, a negative one
    /// while down; `reverse` swaps up and down for weight 0, and the sign of others.
    ///
    /// A number is multiplied by the weight; a product below -253 is FAULT, and one above 253 counts as 253. With weight
    /// 0, any number but 0 is FAULT, or 0 itself if reversed.
    func contribution(of state: Tracker.State) -> Contribution {
        switch (state, weight) {
        case (.number(let number), 0): (number != 0) == isReversed ? .priority(0) : .fault
        case (.number(let number), _): contribution(product: number * (isReversed ? -weight : weight))
        case (.pending, 0): .pending
        case (.up, 0): isReversed ? .fault : .priority(0)
        case (.down, 0): isReversed ? .priority(0) : .fault
        case (.up, 1...), (.down, ..<0): .priority(isReversed ? -weight : weight)
        default: .priority(0)
        }
    }

    private func contribution(product: Int) -> Contribution {
        guard product >= -253 else { return .fault }
        return .priority(min(product, 253))
    }
}

extension Election {
    /// The index of a tracker; nil if nothing tracks the subject.
    public func tracker(of subject: TrackedSubject) -> Int? { trackers.firstIndex { $0.subject == subject } }

    /// Sets whether an interface or BFD session is up, or a quorum of processes is there.
    public mutating func setTracker(
        _ tracker: Int, isUp: Bool, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        let state: Tracker.State = isUp ? .up : .down
        guard trackers[tracker].state != state else { return }
        trackers[tracker].state = state
        trackerChanged(tracker, at: now, into: &effects)
    }

    /// Sets the number in a file; -2,147,483,648 to 2,147,483,647.
    public mutating func setTracker(
        _ tracker: Int, number: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard trackers[tracker].state != .number(number) else { return }
        trackers[tracker].state = .number(number)
        trackerChanged(tracker, at: now, into: &effects)
    }

    /// Records the result of a script's run.
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

    /// Gives every instance the trackings that apply to it, and every tracker its watchers.
    ///
    /// In a sync group the weights of a member's own trackers are ignored (keepalived), unless
    /// `sync_group_tracking_weight` is set.
    mutating func linkTrackers() {
        var places: [TrackedSubject: Int] = [:]
        var scripts: [String: ScriptSettings] = [:]
        for script in settings.scripts { scripts[script.name] = script }
        for index in instances.indices {
            var trackings = instances[index].settings.trackings
            if let group = instances[index].group {
                let settings = groups[group].settings
                if !settings.membersTrackWeights { trackings.ignoreWeights() }
                trackings += settings.trackings
            }
            instances[index].trackings = trackings.map { tracking in
                let place = places[tracking.subject] ?? trackers.count
                if place == trackers.count {
                    places[tracking.subject] = place
                    trackers.append(Self.tracker(tracking.subject, among: scripts))
                }
                if trackers[place].watchers.last != index { trackers[place].watchers.append(index) }
                return TrackerLink(tracker: place, weight: tracking.weight, isReversed: tracking.isReversed)
            }
            instances[index].effectivePriority = priority(of: index)
        }
    }

    private static func tracker(_ subject: TrackedSubject, among scripts: [String: ScriptSettings]) -> Tracker
    {
        switch subject {
        case .interface, .file, .process, .session: Tracker(subject, script: nil)
        case .script(let name): Tracker(subject, script: scripts[name] ?? ScriptSettings(name: name))
        }
    }

    /// The base priority as changed by trackers, 1 to 254; an owner stays 255 (keepalived).
    func priority(of index: Int) -> UInt8 {
        let instance = instances[index]
        if instance.isOwner { return instance.isLoweredOwner ? 254 : 255 }
        var total = Int(instance.settings.basePriority)
        for tracking in instance.trackings {
            if case .priority(let change) = tracking.contribution(of: trackers[tracking.tracker].state) {
                total += change
            }
        }
        return UInt8(min(max(total, 1), 254))
    }

    /// Applies a changed priority; a running down timer moves by the resulting difference (keepalived).
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
