internal import Configuration
internal import Election
internal import Notifications

extension VirtualRouting {
    /// Reports to the checker process whether the instance it follows is master now.
    mutating func reportMastership(into acts: inout [Act]) {
        let current = followed.map { index in
            FollowedInstance(
                name: model.instances[index].name, isMaster: election.state(instance: index) == .master)
        }
        guard current != mastership else { return }
        mastership = current
        acts.append(.mastership(current))
    }

    /// Logs an effect, and notifies of it.
    mutating func report(_ effect: Effect, into acts: inout [Act]) {
        switch effect {
        case .advertise, .addAddresses, .removeAddresses: break
        case .announce(let index, let address): announce(address, of: index, into: &acts)
        case .transition(let index, let from, let to, let reason):
            reportTransition(index, from, to, reason, into: &acts)
        case .groupTransition(let index, let state):
            let group = model.groups[index]
            acts.append(.log(.groupSyncing(group: group.name, state)))
            guard let notified = RoutingState(state) else { return }
            notify(group, notified, into: &acts)
        case .conflictWon(let index, let from, let theirs, let ours):
            let instance = model.instances[index]
            acts.append(.log(.conflictWon(instance: instance.name, from: from, theirs: theirs, ours: ours)))
            notify(instance, .masterReceivedLowerPriority, priority: ours, into: &acts)
        case .priorityChanged(let index, let from, let to):
            let instance = model.instances[index]
            acts.append(.log(.priorityChanged(instance: instance.name, from: from, to: to)))
            guard instance.reportsPriorityChanges else { return }
            let state = election.state(instance: index)
            notify(
                instance, state == .master ? .masterPriority : .backupPriority, priority: to, into: &acts)
        case .note(let index, let note):
            let line = LogLine.note(
                instance: model.instances[index].name, note,
                ourPriority: election.effectivePriority(instance: index))
            if line.detail <= options.detailLevel { acts.append(.log(line)) }
        }
    }

    private mutating func reportTransition(
        _ index: Int, _ from: State, _ to: State, _ reason: TransitionReason, into acts: inout [Act]
    ) {
        let instance = model.instances[index]
        let priority = election.effectivePriority(instance: index)
        if reason.hasLine {
            acts.append(.log(.reason(instance: instance.name, reason, ourPriority: priority)))
        }
        if to == .initialize, reason == .reload {
            if from == .master { acts.append(.log(.removingAddresses(instance: instance.name))) }
            let state: RoutingState = instance.notifications.reportsDeleted ? .deleted : .fault
            return notify(instance, state, priority: priority, into: &acts)
        }
        guard let notified = RoutingState(to) else {
            if from == .master { acts.append(.log(.removingAddresses(instance: instance.name))) }
            return
        }
        let isInitial = from == .initialize && to == .backup
        acts.append(.log(.entering(instance: instance.name, to, isInitial: isInitial)))
        if from == .master { acts.append(.log(.removingAddresses(instance: instance.name))) }
        if to == .master { acts.append(.log(.settingAddresses(instance: instance.name))) }
        if to == .master, options.detailLevel > 0 {
            for virtual in instance.allAddresses {
                acts.append(
                    .log(
                        .announcing(
                            instance: instance.name, interface: virtual.interface, address: virtual.address)))
            }
        }
        notify(instance, notified, priority: priority, into: &acts)
    }

    /// Has the states of all groups and instances written to the FIFOs, groups first, except those that `changes` have
    /// just reported.
    mutating func reportStates(beside changes: [Effect], into acts: inout [Act]) {
        var instances: Set<Int> = []
        var groups: Set<Int> = []
        for case .transition(let index, _, _, _) in changes { instances.insert(index) }
        for case .groupTransition(let index, _) in changes { groups.insert(index) }
        for (index, group) in model.groups.enumerated() where !groups.contains(index) {
            guard let state = RoutingState(election.state(group: index)) else { continue }
            report(.group(group.name, state), into: &acts)
        }
        for (index, instance) in model.instances.enumerated() where !instances.contains(index) {
            guard let state = RoutingState(election.state(instance: index)) else { continue }
            let priority = election.effectivePriority(instance: index)
            report(.instance(instance.name, state, priority: priority), into: &acts)
        }
    }

    /// Has a line written to the FIFOs.
    private func report(_ notification: Notification, into acts: inout [Act]) {
        if !model.global.notificationPipes.isEmpty { acts.append(.report(notification.fifoLine)) }
    }

    mutating func notify(
        _ instance: VRRPInstance, _ state: RoutingState, priority: UInt8, into acts: inout [Act]
    ) {
        notify(
            .instance(instance.name, state, priority: priority), instance.notifications,
            byMail: instance.alertsByMail, into: &acts)
    }

    mutating func notify(_ group: SyncGroup, _ state: RoutingState, into acts: inout [Act]) {
        notify(.group(group.name, state), group.notifications, byMail: group.alertsByMail, into: &acts)
    }

    private mutating func notify(
        _ notification: Notification, _ scripts: NotificationScripts, byMail: Bool, into acts: inout [Act]
    ) {
        report(notification, into: &acts)
        if byMail, model.global.mail.isComplete, let mail = Mail(notification, model.global.mail) {
            acts.append(.mail(mail))
        }
        let commands = scripts.commands(for: notification)
        guard !commands.isEmpty else { return }
        acts += notification.requests(commands, numbers: &numbers).map { .run($0) }
    }
}

extension RoutingState {
    /// The name of a state in notifications; nil for states without notifications.
    init?(_ state: State) {
        switch state {
        case .master: self = .master
        case .backup: self = .backup
        case .fault: self = .fault
        case .initialize: return nil
        }
    }
}
