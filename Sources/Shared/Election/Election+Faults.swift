internal import NetworkTypes
internal import Timing

/// What prevents an instance from running.
private struct Hindrance {
    /// Whether there is a reason for FAULT.
    var isFaulty = false
    /// Whether the state of the socket or of a tracker with weight 0 is unknown: a running instance
    /// continues, another waits.
    var isPending = false
}

extension Election {
    /// Moves every instance to the state that its faults allow.
    mutating func settleAll(at now: MonotonicInstant, into effects: inout [Effect]) {
        for index in instances.indices {
            if let group = instances[index].group, groups[group].members.first != index { continue }
            settle(index, at: now, into: &effects)
        }
    }

    /// Moves the instance, with its group, to the state that its faults allow.
    mutating func settle(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard isRunning else { return }
        guard let group = instances[index].group else {
            settle(index, hindrance(of: index), at: now, into: &effects)
            return
        }
        let members = groups[group].members
        var common = Hindrance()
        var culprits: [Int] = []
        for member in members {
            let own = hindrance(of: member)
            common.isFaulty = common.isFaulty || own.isFaulty
            common.isPending = common.isPending || own.isPending
            if own.isFaulty { culprits.append(member) }
        }
        for member in culprits { settle(member, common, at: now, into: &effects) }
        for member in members where !culprits.contains(member) {
            settle(member, common, at: now, into: &effects)
        }
        updateGroupState(group, into: &effects)
    }

    private mutating func settle(
        _ index: Int, _ hindrance: Hindrance, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        switch instances[index].state {
        case .initialize where hindrance.isFaulty, .backup where hindrance.isFaulty,
            .master where hindrance.isFaulty:
            enterFault(index, at: now, into: &effects)
        case .initialize where !hindrance.isPending:
            enterBackup(index, .start, because: .startup, at: now, into: &effects)
        case .fault where !hindrance.isFaulty && !hindrance.isPending:
            enterBackup(index, .recovery, because: .faultCleared, at: now, into: &effects)
        default:
            break
        }
    }

    private func hindrance(of index: Int) -> Hindrance {
        let instance = instances[index]
        var hindrance = Hindrance()
        hindrance.isFaulty = instance.settings.configurationFault != nil
        switch instance.endpoint {
        case .opening: hindrance.isPending = true
        case .open: break
        case .closed: hindrance.isFaulty = true
        }
        for tracking in instance.trackings {
            switch tracking.contribution(of: trackers[tracking.tracker].state) {
            case .pending: hindrance.isPending = true
            case .fault: hindrance.isFaulty = true
            case .priority: break
            }
        }
        return hindrance
    }

    /// The instance's own reasons, in this order: configuration, address, trackers as configured.
    private func ownFaultReasons(of index: Int) -> [FaultReason] {
        let instance = instances[index]
        var reasons: [FaultReason] = []
        if let text = instance.settings.configurationFault { reasons.append(.configuration(text)) }
        if case .closed(let reason) = instance.endpoint { reasons.append(reason) }
        for tracking in instance.trackings {
            let tracker = trackers[tracking.tracker]
            switch (tracking.contribution(of: tracker.state), tracker.subject) {
            case (.pending, let subject): reasons.append(.trackerPending(subject.name))
            case (.fault, .interface(let name)):
                reasons.append(tracking.isReversed ? .interfaceUp(name) : .interfaceDown(name))
            case (.fault, .script(let name)): reasons.append(.tracker(name, isUp: tracking.isReversed))
            case (.fault, .file(let name)):
                guard case .number(let number) = tracker.state else { break }
                reasons.append(.fileNumber(name, number))
            case (.fault, .process(let name)): reasons.append(.quorum(name, isThere: tracking.isReversed))
            case (.fault, .session(let name)): reasons.append(.session(name, isUp: tracking.isReversed))
            case (.priority, _): break
            }
        }
        return reasons
    }

    /// Why the instance is in FAULT or, while a tracker is unknown, in INIT; empty if nothing prevents it
    /// from running.
    public func faultReasons(instance index: Int) -> [FaultReason] {
        var reasons = ownFaultReasons(of: index)
        if let group = instances[index].group {
            let name = groups[group].settings.name
            for mate in mates(of: index) {
                let hindrance = hindrance(of: mate)
                guard hindrance.isFaulty || hindrance.isPending else { continue }
                reasons.append(.syncGroup(name, member: instances[mate].settings.name))
            }
        }
        return reasons
    }
}
