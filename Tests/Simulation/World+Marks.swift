internal import Election
internal import NetworkTypes
internal import Timing

extension World {
    /// Notes what is special about a datagram before the process sees it; returns the instance it is for, if that
    /// instance has to follow what it says.
    mutating func markBefore(_ delivery: Delivery, wasWaiting: Bool) -> Int? {
        let node = nodes[delivery.node]
        guard let router = plan.routers.firstIndex(where: { $0.virtualRouterID == delivery.bytes[1] }),
            let instance = node.instance(of: router)
        else { return nil }
        let priority = delivery.bytes[2]
        let own = node.election.effectivePriority(instance: instance)
        let settings = node.election.settings.instances[instance]
        if settings.family == .ipv6 { marks.insert(.ipv6) }
        if !settings.peers.isEmpty { marks.insert(.unicast) }
        if settings.password != nil { marks.insert(.password) }
        switch node.election.state(instance: instance) {
        case .backup:
            if wasWaiting, priority >= own { marks.insert(.pausedBackupDrained) }
            if !settings.isPreempting, priority != 0, priority < own { marks.insert(.noPreemptHold) }
            let follows = priority != 0 && (priority >= own || !settings.isPreempting)
            return follows ? instance : nil
        case .master:
            if priority == 0 { marks.insert(.masterHeardPriorityZero) }
            let isAbove = priority > own
            let isDecidedByAddress =
                priority == own
                && node.election.sourceAddress(instance: instance).map { delivery.datagram.source > $0 }
                    ?? false
            if wasWaiting, isAbove { marks.insert(.pausedMasterYielded) }
            if isDecidedByAddress { marks.insert(.addressDecided) }
            return isAbove || isDecidedByAddress ? instance : nil
        case .initialize, .fault:
            return nil
        }
    }

    mutating func followed(_ index: Int, _ instance: Int, _ delivery: Delivery) {
        nodes[index].lastFollowed[instance] = now
    }

    mutating func markEffect(_ effect: Effect, _ index: Int) {
        switch effect {
        case .transition(let instance, let from, let to, let reason):
            markTransition(index, instance, from, to, reason)
        case .groupTransition(_, let to):
            switch to {
            case .master: marks.insert(.groupMaster)
            case .backup: marks.insert(.groupBackup)
            case .fault: marks.insert(.groupFault)
            case .initialize: break
            }
        case .conflictWon: marks.insert(.conflictWon)
        case .priorityChanged(_, _, let after):
            marks.insert(after == 254 ? .loweredOwner : .priorityChanged)
        case .note(let instance, let note): markNote(note, index, instance)
        case .advertise, .addAddresses, .removeAddresses, .announce: break
        }
    }

    private mutating func markTransition(
        _ index: Int, _ instance: Int, _ from: State, _ to: State, _ reason: TransitionReason
    ) {
        switch reason {
        case .masterDownTimer(let master):
            marks.insert(.takeover)
            let router = nodes[index].routerOf[instance]
            let isHeld = nodes.indices.contains {
                $0 != index && nodes[$0].isRunning && nodes[$0].holds[router]
            }
            if isHeld, master == nil || nodes[index].election.settings.instances[instance].isPreempting {
                marks.insert(.preemption)
            }
        case .masterResigned: marks.insert(.priorityZero)
        case .higherPriority: marks.insert(.conflictLost)
        case .owner: marks.insert(.owner)
        case .fault: if from == .master { marks.insert(.masterFault) }
        case .faultCleared: marks.insert(.faultCleared)
        case .reload: if from == .master { marks.insert(.reloadRetiredMaster) }
        case .shutdown: if from == .master { marks.insert(.stoppedMaster) }
        case .startup, .syncGroup: break
        }
    }

    private mutating func markNote(_ note: Note, _ index: Int, _ instance: Int) {
        switch note {
        case .dropped(.addressList, _, _): marks.insert(.addressListDiffers)
        case .intervalAdopted: marks.insert(.intervalAdopted)
        case .checksumStyle(let style, _):
            let own = nodes[index].election.settings.instances[instance].checksumStyle
            if style != own { marks.insert(.otherChecksumStyle) }
        case .preemptDelayStarted: marks.insert(.preemptDelay)
        case .preemptDelayCancelled: marks.insert(.preemptDelayCancelled)
        case .secondOwner: marks.insert(.secondOwner)
        case .masterDownTimerExpired:
            if nodes[index].election.wantsState(instance: instance) == .master,
                nodes[index].election.state(instance: instance) == .backup
            {
                marks.insert(.groupWait)
            }
        default: break
        }
    }
}
