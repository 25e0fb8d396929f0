internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Timing
internal import VirtualRouting

extension World {
    /// Notes what is special about a datagram before the process sees it; returns the name of the instance it is for, if
    /// that instance has to follow what it says.
    mutating func markBefore(_ delivery: Delivery, wasWaiting: Bool) -> String? {
        let node = nodes[delivery.node]
        let isMulticast = delivery.destination.isMulticast
        guard let interface = node.kernel.port(delivery.linkIndex)?.link.name,
            let router = node.file.routers.first(where: {
                $0.virtualRouterID == delivery.virtualRouterID && $0.interface == interface
                    && $0.family == delivery.destination.family && $0.peers.isEmpty == isMulticast
            }), let instance = node.instance(router.name)
        else { return nil }
        let priority = delivery.priority
        let own = node.routing.election.effectivePriority(instance: instance)
        switch router {
        case _ where !router.peers.isEmpty: marks.insert(.unicast)
        case _ where router.family == .ipv6: marks.insert(.ipv6)
        case _ where router.password != nil: marks.insert(.password)
        default: break
        }
        let isPreempting = node.routing.election.settings.instances[instance].isPreempting
        let isGood = router.takes(delivery) && node.file.startupDelaySeconds == 0
        switch node.routing.election.state(instance: instance) {
        case .backup:
            if wasWaiting, priority >= own { marks.insert(.pausedBackupDrained) }
            if !isPreempting, priority != 0, priority < own { marks.insert(.noPreemptHold) }
            return isGood && priority != 0 && (priority >= own || !isPreempting) ? router.name : nil
        case .master:
            if priority == 0 { marks.insert(.masterHeardPriorityZero) }
            let source = node.routing.election.sourceAddress(instance: instance)
            let isDecidedByAddress = priority == own && source.map { delivery.source > $0 } ?? false
            if wasWaiting, priority > own { marks.insert(.pausedMasterYielded) }
            if isDecidedByAddress { marks.insert(.addressDecided) }
            return isGood && (priority > own || isDecidedByAddress) ? router.name : nil
        case .initialize, .fault: return nil
        }
    }

    /// Notes what a line of the log says.
    mutating func markLine(_ line: LogLine, _ index: Int) throws(Violation) {
        switch line {
        case .entering(let name, let state, _):
            if state == .fault, nodes[index].before[name] == .master { marks.insert(.masterFault) }
            if state == .backup, nodes[index].before[name] == .fault { marks.insert(.faultCleared) }
        case .reason(_, let reason, _): markReason(reason)
        case .groupSyncing(_, let state):
            switch state {
            case .master: marks.insert(.groupMaster)
            case .backup: marks.insert(.groupBackup)
            case .fault: marks.insert(.groupFault)
            case .initialize: break
            }
        case .conflictWon: marks.insert(.conflictWon)
        case .priorityChanged(_, _, let after): marks.insert(after == 254 ? .loweredOwner : .priorityChanged)
        case .note(let name, let note, _):
            markNote(note, index, name)
            if note == .masterDownTimerExpired { try checkSilence(index, name) }
        case .removingAddresses:
            if !nodes[index].routing.isRunning { marks.insert(.stoppedMaster) }
            if nodes[index].oldFile != nil { marks.insert(.reloadRetiredMaster) }
        case .addressWentAlong: marks.insert(.addressWentAlong)
        case .addressRestored: marks.insert(.addressRestored)
        case .leftOverRemoved(let address, _):
            marks.insert(.leftOverRemoved)
            nodes[index].adopted.remove(address)
        case .addressAdopted(let address, _): nodes[index].adopted.insert(address)
        case .socketFailed: marks.insert(.socketFailed)
        default: break
        }
    }

    private mutating func markReason(_ reason: TransitionReason) {
        switch reason {
        case .masterResigned: marks.insert(.priorityZero)
        case .pathLost: marks.insert(.pathLost)
        case .fault(let reasons):
            if reasons.contains(.session("peer", isUp: false)) { marks.insert(.sessionFault) }
        case .higherPriority: marks.insert(.conflictLost)
        case .owner: marks.insert(.owner)
        default: break
        }
    }

    private mutating func markNote(_ note: Note, _ index: Int, _ name: String) {
        switch note {
        case .dropped(.addressList, _, _): marks.insert(.addressListDiffers)
        case .dropped(.notListening, _, _): marks.insert(.startupDelay)
        case .intervalAdopted: marks.insert(.intervalAdopted)
        case .checksumStyle(let style, _):
            guard let instance = nodes[index].instance(name) else { return }
            let own = nodes[index].routing.election.settings.instances[instance].checksumStyle
            if style != own { marks.insert(.otherChecksumStyle) }
        case .preemptDelayStarted: marks.insert(.preemptDelay)
        case .preemptDelayCancelled: marks.insert(.preemptDelayCancelled)
        case .secondOwner: marks.insert(.secondOwner)
        case .masterDownTimerExpired:
            marks.insert(.takeover)
            let holders = nodes.indices.filter { other in
                other != index && nodes[other].isRunning && nodes[other].reported[name] == .master
            }
            if !holders.isEmpty { marks.insert(.preemption) }
            guard let instance = nodes[index].instance(name) else { return }
            if nodes[index].routing.election.state(instance: instance) == .backup { marks.insert(.groupWait) }
        default: break
        }
    }
}

extension NodeFile.Router {
    /// Whether the router has no reason to drop the advertisement.
    fileprivate func takes(_ delivery: Delivery) -> Bool {
        let message = delivery.message
        guard Int(message[message.startIndex] >> 4) == version, message[message.startIndex + 3] > 0 else {
            return false
        }
        if checksSource, !peers.isEmpty, !peers.contains(delivery.source) { return false }
        guard version == 2 else { return true }
        let secret = password.map { Array($0.utf8) } ?? Array(repeating: 0, count: 8)
        return message[message.startIndex + 4] == (password == nil ? 0 : 1)
            && Int(message[message.startIndex + 5]) * 1000 == intervalMilliseconds
            && message.suffix(8).elementsEqual(secret)
    }
}
