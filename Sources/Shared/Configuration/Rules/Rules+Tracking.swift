import ConfigurationSyntax
import Election

extension Interpreter {
    /// Makes the tracking of an instance.
    mutating func applyTracking(_ draft: InstanceDraft, to made: inout VRRPInstance) {
        if made.tracksSourceAddress, made.sourceAddress == nil {
            report(
                .error, "'track_src_ip' of '\(draft.name)' needs a source address", at: 1,
                of: draft.statement,
                suggestion: "unicast_src_ip ADDRESS or mcast_src_ip ADDRESS")
            made.tracksSourceAddress = false
        }
        var faults: [String] = []
        made.trackedInterfaces = interfaces(
            draft.trackedInterfaces.all, ownInterface: made.interface, &faults)
        let consequence = "the instance stays in FAULT"
        made.trackedScripts = scripts(draft.trackedScripts.all, consequence, &faults)
        made.trackedFiles = files(draft.trackedFiles.all, consequence, &faults)
        made.trackedProcesses = processes(draft.trackedProcesses.all, consequence, &faults)
        made.trackedSessions = sessions(draft.trackedSessions.all, consequence, &faults)
        if made.election.basePriority == 255 { dropWeights(ofOwner: &made, draft) }
        for fault in faults { made.election.addFault(fault) }
        made.election.trackings = trackings(of: made)
    }

    /// What an instance tracks: its own interface and those of its addresses, then what it names.
    private func trackings(of made: VRRPInstance) -> [InstanceSettings.Tracking] {
        var faulting: [String] = made.ignoresOwnInterface ? [] : [made.interface]
        for address in made.allAddresses
        where !address.isUntracked && address.interface != made.interface
            && !faulting.contains(address.interface)
        {
            faulting.append(address.interface)
        }
        let own = faulting.map { InstanceSettings.Tracking(.interface($0), weight: 0) }
        let further = made.trackedInterfaces.filter { tracked in
            tracked.weight != 0 || !faulting.contains(tracked.subject.name)
        }
        return own + further + made.trackedScripts + made.trackedFiles + made.trackedProcesses
            + made.trackedSessions
    }

    /// The interfaces of `track_interface` that can be tracked; the others become faults.
    private mutating func interfaces(
        _ drafts: [TrackingLine], ownInterface: String?, _ faults: inout [String]
    ) -> [InstanceSettings.Tracking] {
        drafts.compactMap { draft in
            guard checkInterface(draft.name, draft.statement, word: 0) else {
                faults.append("there is no interface '\(draft.name)'")
                return nil
            }
            if draft.name == ownInterface {
                report(
                    .warning, "'\(draft.name)' is the instance's own interface, which is tracked anyway",
                    at: 0,
                    of: draft.statement)
                return nil
            }
            return .init(
                .interface(draft.name), weight: draft.weight ?? 0, isReversed: draft.isReversed ?? false)
        }
    }

    /// The scripts of `track_script` that can run, with the script's weight where the line has none. The
    /// others become faults: an instance must not be master because a check that should prevent it cannot
    /// run.
    private mutating func scripts(
        _ drafts: [TrackingLine], _ consequence: String, _ faults: inout [String]
    ) -> [InstanceSettings.Tracking] {
        drafts.compactMap { draft in
            guard let script = names.scripts[draft.name].map({ scripts[$0] }) else {
                faults.append("there is no vrrp_script '\(draft.name)'")
                report(
                    .error, "there is no vrrp_script '\(draft.name)': \(consequence)", at: 0,
                    of: draft.statement,
                    suggestion: near(draft.name.utf8, scripts.lazy.map(\.name)))
                return nil
            }
            trackedScriptNames.insert(draft.name)
            let own = script.given[ScriptSettingRows.weight]
            let weight = draft.weight ?? own?.number ?? 0
            if let reason = script.disabledBecause {
                // One with a weight does not decide whether the instance can be master.
                let decides = weight == 0
                if decides { faults.append("the script '\(draft.name)' never runs: \(reason)") }
                let consequence = decides ? consequence : "its weight never counts"
                report(
                    .error, "the script '\(draft.name)' never runs, as \(reason): \(consequence)", at: 0,
                    of: draft.statement)
                return nil
            }
            return .init(
                .script(draft.name), weight: weight,
                isReversed: draft.isReversed ?? own?.isReversed ?? false)
        }
    }

    /// The files of `track_file`, with the file's weight where the line has none.
    private mutating func files(
        _ drafts: [TrackingLine], _ consequence: String, _ faults: inout [String]
    ) -> [InstanceSettings.Tracking] {
        drafts.compactMap { draft in
            guard let file = names.trackFiles[draft.name].map({ model.files[$0] }) else {
                faults.append("there is no track_file '\(draft.name)'")
                report(
                    .error, "there is no track_file '\(draft.name)': \(consequence)", at: 0,
                    of: draft.statement, suggestion: near(draft.name.utf8, model.files.lazy.map(\.name)))
                return nil
            }
            return .init(
                .file(draft.name), weight: draft.weight ?? file.weight,
                isReversed: draft.isReversed ?? file.isReversed)
        }
    }

    /// Ignores the weights of an owner's trackers, as its priority never changes (keepalived).
    private mutating func dropWeights(ofOwner made: inout VRRPInstance, _ draft: InstanceDraft) {
        let weighted = made.weightedSubjects
        for (subject, line) in draft.trackingLines where weighted.contains(subject) {
            report(
                .error, "'\(line.name)' has a weight, which an owner of its addresses (priority 255) ignores",
                at: 0, of: line.statement, suggestion: "weight 0")
        }
        made.ignoreWeights()
    }

    /// Makes the sync groups of the model, once the instances are there.
    mutating func applyGroupRules() {
        var owner: [String: String] = [:]
        for draft in groups {
            var group = SyncGroup(name: draft.name)
            group.election.members = members(of: draft, owner: &owner)
            guard !group.election.members.isEmpty else {
                // Missing members have been reported one by one.
                guard draft.members.isEmpty else { continue }
                report(
                    .error, "the sync group '\(draft.name)' has no members and is ignored", at: 1,
                    of: draft.statement, suggestion: "group { INSTANCE … }")
                continue
            }
            if group.election.members.count == 1 {
                report(
                    .warning, "the sync group '\(draft.name)' has only one member", at: 1, of: draft.statement
                )
            }
            apply(GroupSettingRows.all, NestedValues(block: .group, own: draft.given), to: &group)
            applyTracking(draft, to: &group)
            apply(
                NotificationSettingRows.group, NestedValues(block: .group, own: draft.notifications),
                to: &group.notifications)
            if !group.election.membersTrackWeights { dropWeights(of: group) }
            applyPriorityChanges(of: group)
            checkOwners(group, draft)
            model.groups.append(group)
        }
        for script in scripts where !trackedScriptNames.contains(script.name) {
            report(.warning, "nothing tracks the script '\(script.name)'", at: 1, of: script.statement)
        }
    }

    /// A member that does not say whether changes of its priority are reported does as the group.
    private mutating func applyPriorityChanges(of group: SyncGroup) {
        guard let reports = group.reportsPriorityChanges else { return }
        for name in group.election.members {
            guard let draft = names.instances[name].map({ instances[$0] }), let index = draft.modelIndex,
                draft.given[InstanceSettingRows.priorityChanges] == nil
            else { continue }
            model.instances[index].reportsPriorityChanges = reports
        }
    }

    private mutating func applyTracking(_ draft: GroupDraft, to group: inout SyncGroup) {
        var faults: [String] = draft.unsupported.map { "'\($0)' is not supported yet" }
        let consequence = "the instances of the group stay in FAULT"
        let scripts = scripts(draft.trackedScripts.all, consequence, &faults)
        let files = files(draft.trackedFiles.all, consequence, &faults)
        let processes = processes(draft.trackedProcesses.all, consequence, &faults)
        let sessions = sessions(draft.trackedSessions.all, consequence, &faults)
        group.election.trackings =
            interfaces(draft.trackedInterfaces.all, ownInterface: nil, &faults) + scripts + files
            + processes + sessions
        for name in group.election.members {
            guard let index = names.instances[name].flatMap({ instances[$0].modelIndex }) else { continue }
            for fault in faults {
                model.instances[index].election.addFault("sync group '\(group.name)': \(fault)")
            }
        }
    }

    private mutating func members(of draft: GroupDraft, owner: inout [String: String]) -> [String] {
        var members: [String] = []
        for (name, statement, word) in draft.members {
            guard let index = names.instances[name] else {
                report(
                    .error, "there is no vrrp_instance '\(name)'", at: word, of: statement,
                    suggestion: near(name.utf8, instances.lazy.map(\.name)))
                continue
            }
            if let other = owner[name] {
                report(.error, "'\(name)' is already in the sync group '\(other)'", at: word, of: statement)
                continue
            }
            owner[name] = draft.name
            if instances[index].modelIndex != nil { members.append(name) }
        }
        return members
    }

    /// As in keepalived, the weights of members' own trackers are ignored: the priorities of a group must not
    /// drift apart.
    private mutating func dropWeights(of group: SyncGroup) {
        for name in group.election.members {
            guard let draft = names.instances[name].map({ instances[$0] }), let index = draft.modelIndex
            else {
                continue
            }
            let weighted = model.instances[index].weightedSubjects
            guard !weighted.isEmpty else { continue }
            for (subject, line) in draft.trackingLines where weighted.contains(subject) {
                report(
                    .error,
                    "'\(line.name)' has a weight, which members of the sync group '\(group.name)' ignore",
                    at: 0, of: line.statement,
                    suggestion: "'sync_group_tracking_weight' in the sync group")
            }
            model.instances[index].ignoreWeights()
            model.instances[index].election.trackings.ignoreWeights()
        }
    }

    private mutating func checkOwners(_ group: SyncGroup, _ draft: GroupDraft) {
        let members = group.election.members.compactMap {
            names.instances[$0].flatMap { instances[$0].modelIndex }
        }
        let owners = members.count { model.instances[$0].election.basePriority == 255 }
        guard owners > 0, owners < members.count else { return }
        report(
            .warning, "some members of '\(draft.name)' own their addresses (priority 255) and some do not",
            at: 1,
            of: draft.statement)
    }
}

extension InstanceDraft {
    /// The lines of its tracking blocks, with what each tracks.
    fileprivate var trackingLines: [(subject: TrackedSubject, line: TrackingLine)] {
        trackedInterfaces.all.map { (.interface($0.name), $0) }
            + trackedScripts.all.map { (.script($0.name), $0) }
            + trackedFiles.all.map { (.file($0.name), $0) }
            + trackedProcesses.all.map { (.process($0.name), $0) }
            + trackedSessions.all.map { (.session($0.name), $0) }
    }
}

extension VRRPInstance {
    /// What its own trackers with a weight track.
    fileprivate var weightedSubjects: Set<TrackedSubject> {
        let all = trackedInterfaces + trackedScripts + trackedFiles + trackedProcesses + trackedSessions
        return Set(all.filter { $0.weight != 0 }.map(\.subject))
    }

    /// Ignores the weights of its own trackers.
    fileprivate mutating func ignoreWeights() {
        trackedInterfaces.ignoreWeights()
        trackedScripts.ignoreWeights()
        trackedFiles.ignoreWeights()
        trackedProcesses.ignoreWeights()
        trackedSessions.ignoreWeights()
    }
}
