internal import NetworkTypes
internal import Timing

/// What keeps an instance from running.
private struct Hindrance {
    /// A reason for FAULT.
    var isFaulty = false
    /// A tracker with weight 0 is not known yet: what runs goes on, what does not waits.
    var isPending = false
}

extension Election {
    /// Lets every instance go to the state that its faults allow.
    mutating func settleAll(at now: MonotonicInstant, into effects: inout [Effect]) {
        for index in instances.indices {
            if let group = instances[index].group, groups[group].settings.members.first != index { continue }
            settle(index, at: now, into: &effects)
        }
    }

    /// Lets the instance, with its group, go to the state that its faults allow.
    mutating func settle(_ index: Int, at now: MonotonicInstant, into effects: inout [Effect]) {
        guard isRunning else { return }
        guard let group = instances[index].group else {
            settle(index, hindrance(of: index), at: now, into: &effects)
            return
        }
        let members = groups[group].settings.members
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
        hindrance.isFaulty = instance.settings.configurationFault != nil || instance.sourceAddress == nil
        for tracking in instance.trackings where tracking.weight == 0 {
            switch trackers[tracking.tracker].state {
            case .pending: hindrance.isPending = true
            case .up: hindrance.isFaulty = hindrance.isFaulty || tracking.isReversed
            case .down: hindrance.isFaulty = hindrance.isFaulty || !tracking.isReversed
            }
        }
        return hindrance
    }

    /// The instance's own reasons, in the order: configuration, address, trackers as configured.
    private func ownFaultReasons(of index: Int) -> [FaultReason] {
        let instance = instances[index]
        var reasons: [FaultReason] = []
        if let text = instance.settings.configurationFault { reasons.append(.configuration(text)) }
        if instance.sourceAddress == nil { reasons.append(.noSourceAddress(interfaceName(of: index))) }
        for tracking in instance.trackings where tracking.weight == 0 {
            let tracker = trackers[tracking.tracker]
            let name = tracker.settings.name
            switch tracker.state {
            case .pending: reasons.append(.trackerPending(name))
            case .up where tracking.isReversed: reasons.append(.tracker(name))
            case .down where !tracking.isReversed:
                reasons.append(tracker.settings.kind == .interface ? .interfaceDown(name) : .tracker(name))
            case .up, .down: break
            }
        }
        return reasons
    }

    /// Why the instance is in FAULT or, with a tracker still unknown, in INIT; empty if nothing keeps it from
    /// running.
    public func faultReasons(instance index: Int) -> [FaultReason] {
        var reasons = ownFaultReasons(of: index)
        if let group = instances[index].group {
            let isHeld = mates(of: index).contains { mate in
                let mateHindrance = hindrance(of: mate)
                return mateHindrance.isFaulty || mateHindrance.isPending
            }
            if isHeld { reasons.append(.syncGroup(groups[group].settings.name)) }
        }
        return reasons
    }

    private func interfaceName(of index: Int) -> String {
        let interface = instances[index].settings.interface
        return settings.interfaces.indices.contains(interface) ? settings.interfaces[interface] : ""
    }
}
