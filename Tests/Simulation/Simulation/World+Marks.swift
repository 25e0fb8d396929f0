internal import Election
internal import NetworkTypes
internal import Timing

extension World {
    /// Notes what is special about a datagram before the process sees it; returns the instance it is for, if
    /// that instance has to follow what it says.
    mutating func markBefore(_ delivery: Delivery, wasWaiting: Bool) -> Int? {
        let index = delivery.node
        let router = Int(delivery.bytes[1]) - 1
        guard let instance = nodes[index].instance(of: router) else { return nil }
        let priority = delivery.bytes[2]
        let own = nodes[index].election.effectivePriority(instance: instance)
        let isPreempting = nodes[index].election.settings.instances[instance].isPreempting
        switch plan.routers[router] {
        case let plan where plan.isUnicast: marks.insert(.unicast)
        case let plan where plan.family == .ipv6: marks.insert(.ipv6)
        case let plan where plan.password != nil: marks.insert(.password)
        default: break
        }
        switch nodes[index].election.state(instance: instance) {
        case .backup:
            if wasWaiting, priority >= own { marks.insert(.pausedBackupDrained) }
            if !isPreempting, priority != 0, priority < own { marks.insert(.noPreemptHold) }
            return priority != 0 && (priority >= own || !isPreempting) ? instance : nil
        case .master:
            if priority == 0 { marks.insert(.masterHeardPriorityZero) }
            let isAbove = priority > own
            let source = nodes[index].election.sourceAddress(instance: instance)
            let isDecidedByAddress = priority == own && source.map { delivery.datagram.source > $0 } ?? false
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
