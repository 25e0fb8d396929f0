import ConfigurationSyntax
import Election
import NetworkTypes

extension Interpreter {
    /// Makes the instances of the model.
    mutating func applyInstanceRules() {
        for index in instances.indices {
            guard let made = make(instances[index]) else { continue }
            instances[index].modelIndex = model.instances.count
            model.instances.append(made)
        }
        checkVirtualRouterIDs()
    }

    private mutating func make(_ draft: InstanceDraft) -> VRRPInstance? {
        let interface = checkedInterface(draft)
        let virtualRouterID = checkedVirtualRouterID(draft)
        var made = VRRPInstance(name: draft.name)
        made.election.interface = interface ?? ""
        made.election.virtualRouterID = virtualRouterID ?? 0
        made.election.family = draft.family ?? .ipv4
        made.election.version = version(of: draft) == 3 ? .v3 : .v2
        let isStrict = draft.strict ?? global.isStrict
        applyElection(draft, isStrict: isStrict, to: &made)
        applyAdvertisementInterval(draft, to: &made)
        applyAuthentication(draft, isStrict: isStrict, to: &made)
        applyTransport(draft, isStrict: isStrict, to: &made)
        applyAnnouncements(draft, isStrict: isStrict, to: &made)
        applyAddresses(draft, isStrict: isStrict, to: &made)
        applyTracking(draft, to: &made)
        made.notifications = notifications(of: draft.notifications)
        made.receiveBufferBytes = draft.receiveBufferBytes
        for keyword in draft.unsupported { made.election.addFault("'\(keyword)' is not supported yet") }
        // Everything is looked at, but without these two the instance cannot be.
        return interface == nil || virtualRouterID == nil ? nil : made
    }

    private mutating func checkedInterface(_ draft: InstanceDraft) -> String? {
        guard let name = draft.interface else {
            guard !draft.refused.contains("interface") else { return nil }
            report(
                .error, "the instance '\(draft.name)' has no interface", at: 1, of: draft.statement,
                suggestion: "interface NAME")
            return nil
        }
        if checkInterface(name, draft.interfaceStatement), interfaceFacts(name)?.isLoopback == true {
            report(
                .error, "'\(name)' is a loopback: nobody hears advertisements on it", at: 1,
                of: draft.interfaceStatement)
        }
        return name
    }

    private mutating func checkedVirtualRouterID(_ draft: InstanceDraft) -> UInt8? {
        if draft.virtualRouterID == nil, !draft.refused.contains("virtual_router_id") {
            report(
                .error, "the instance '\(draft.name)' has no virtual_router_id", at: 1, of: draft.statement,
                suggestion: "virtual_router_id 1 to 255")
        }
        return draft.virtualRouterID
    }

    private mutating func version(of draft: InstanceDraft) -> UInt8 {
        guard draft.family == .ipv6 else { return draft.version ?? global.version }
        if draft.version == 2 {
            report(
                .error, "VRRP version 2 has no IPv6: version 3 is used", at: 1, of: draft.versionStatement,
                suggestion: "version 3")
        }
        return 3
    }

    private mutating func applyElection(_ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance) {
        made.election.basePriority = draft.priority ?? (draft.state?.isMaster == true ? 255 : 100)
        made.election.startsAsMaster = draft.state?.isMaster ?? (made.election.basePriority == 255)
        if draft.priority == nil, let state = draft.state, state.isMaster {
            report(
                .warning, "'state MASTER' without 'priority' means priority 255, the owner of the addresses",
                at: 1,
                of: state.statement, suggestion: "priority 1 to 254")
        }
        if isStrict, let state = draft.state, state.isMaster != (made.election.basePriority == 255) {
            let word = made.election.basePriority == 255 ? "MASTER" : "BACKUP"
            report(
                .error, "strict mode: with priority \(made.election.basePriority) the state is \(word)",
                at: 1,
                of: state.statement, suggestion: "state \(word)")
            made.election.startsAsMaster = made.election.basePriority == 255
        }
        if let statement = draft.noPreemptStatement {
            if draft.state?.isMaster == true {
                report(
                    .error, "'nopreempt' does not go with 'state MASTER' and is ignored", at: 0,
                    of: statement,
                    suggestion: "state BACKUP on all nodes, and let the priority decide")
            } else if made.election.basePriority == 255 {
                report(
                    .error, "'nopreempt' does not go with priority 255 and is ignored", at: 0, of: statement,
                    suggestion: "priority 1 to 254")
            } else {
                made.election.isPreempting = false
            }
        }
        applyPreemptDelay(draft, isStrict: isStrict, to: &made)
    }

    private mutating func applyPreemptDelay(
        _ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance
    ) {
        guard let statement = draft.preemptDelayStatement, draft.preemptDelayMicroseconds > 0 else { return }
        let obstacle: String?
        if isStrict {
            obstacle = "strict mode"
        } else if made.election.startsAsMaster {
            obstacle = "'state MASTER'"
        } else if !made.election.isPreempting {
            obstacle = "'nopreempt'"
        } else {
            obstacle = nil
        }
        if let obstacle {
            report(
                .error, "'preempt_delay' does not go with \(obstacle) and is ignored", at: 0, of: statement)
        } else {
            made.election.preemptDelay = .microseconds(draft.preemptDelayMicroseconds)
        }
    }

    /// keepalived: whole seconds in version 2; hundredths up to 40.95 s in version 3.
    private mutating func applyAdvertisementInterval(_ draft: InstanceDraft, to made: inout VRRPInstance) {
        var microseconds = draft.advertisementMicroseconds
        if made.election.version == .v2 {
            microseconds = max((microseconds + 500_000) / 1_000_000, 1) * 1_000_000
        } else {
            microseconds = min(max((microseconds + 5000) / 10_000, 1) * 10_000, 40_950_000)
        }
        made.election.advertisementInterval = .microseconds(microseconds)
        guard let statement = draft.advertisementStatement, microseconds != draft.advertisementMicroseconds
        else {
            return
        }
        let used = Numbers.text(millionths: microseconds)
        report(
            .error,
            "VRRP version \(made.election.version.rawValue) cannot advertise every \(word(1, of: statement)) s: \(used) s is used",
            at: 1, of: statement,
            suggestion: made.election.version == .v2
                ? "whole seconds, or version 3" : "0.01 to 40.95 in steps of 0.01")
    }

    private mutating func applyAuthentication(
        _ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance
    ) {
        guard let statement = draft.authenticationStatement else { return }
        if made.election.version == .v3 || isStrict {
            let why = isStrict ? "strict mode" : "VRRP version 3"
            return report(
                .error, "\(why) has no authentication: the block is ignored", at: 0, of: statement,
                suggestion: "remove the block")
        }
        guard let type = draft.authenticationType else {
            guard !draft.refused.contains("auth_type") else { return }
            return report(
                .error, "the authentication has no type and is ignored", at: 0, of: statement,
                suggestion: "auth_type PASS")
        }
        guard let password = draft.password else {
            guard !draft.refused.contains("auth_pass") else { return }
            return report(
                .error, "the authentication has no password and is ignored", at: 0, of: statement,
                suggestion: "auth_pass PASSWORD")
        }
        if type == "PASS" {
            made.authentication = .password(password)
            made.election.password = password
        } else {
            made.authentication = .header(password)
            made.election.addFault("'auth_type AH' is not supported yet")
            report(
                .error, "'auth_type AH' is not supported yet: the instance stays in FAULT", at: 0,
                of: statement, suggestion: "auth_type PASS")
        }
    }

    private mutating func applyTransport(_ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance)
    {
        made.sourceAddress = draft.sourceAddress
        made.election.peers = draft.peers.map(\.address)
        for peer in draft.peers where peer.minimumTTL != nil || peer.maximumTTL != nil {
            made.election.peerTimeToLive[peer.address] = (peer.minimumTTL ?? 0)...(peer.maximumTTL ?? 255)
        }
        made.unicastTTL = draft.unicastTTL
        if draft.faultsWithoutPeers, draft.peers.isEmpty {
            made.election.addFault("unicast without unicast_peer")
        }
        made.election.checksUnicastSource = draft.checksUnicastSource || global.checksUnicastSource
        made.election.checksumStyle =
            draft.sendsChecksumWithoutPseudoHeader ?? global.sendsChecksumWithoutPseudoHeader
            ? .messageOnly : .pseudoHeader
        made.election.skipsAddressCheckOfKnownMaster = draft.skipsAddressCheck || global.skipsAddressCheck
        made.election.downTimerAdverts = isStrict ? 3 : draft.downTimerAdverts ?? global.downTimerAdverts
        made.election.answersLowerPriority =
            !isStrict && !(draft.ignoresLowerPriority ?? global.ignoresLowerPriority)
        made.election.sendsBeforeYielding =
            !isStrict && draft.sendsBeforeYielding ?? global.sendsBeforeYielding
        made.election.ownerIgnoresAdvertisements =
            made.election.basePriority == 255
            && (isStrict || draft.ownerIgnoresAdvertisements ?? global.ownerIgnoresAdvertisements)
        let group = made.family == .ipv4 ? global.groupIPv4 : global.groupIPv6
        made.election.multicastGroup =
            draft.multicastGroup.flatMap { $0.family == made.family ? $0 : nil } ?? group
        if draft.refused.contains("unicast_src_ip") {
            // What was told of the address stands; multicast in its place would make two masters.
            made.election.addFault("its unicast_src_ip cannot be used")
        }
        guard let statement = draft.unicastStatement else { return }
        if draft.peers.isEmpty, draft.hadBadPeer {
            made.election.addFault("none of its unicast peers can be used")
        }
        if isStrict {
            made.election.addFault("strict mode forbids unicast")
            report(.error, "strict mode forbids unicast", at: 0, of: statement)
        } else if draft.peers.isEmpty, !draft.hadBadPeer {
            report(
                .warning,
                draft.faultsWithoutPeers
                    ? "there is no unicast peer: the instance stays in FAULT"
                    : "there is no unicast peer: advertisements go to the multicast group", at: 0,
                of: statement,
                suggestion: "unicast_peer { ADDRESS }")
        } else if draft.sourceAddress == nil, !draft.peers.isEmpty {
            report(
                .warning, "unicast without 'unicast_src_ip' uses the interface's first address", at: 0,
                of: statement,
                suggestion: "unicast_src_ip ADDRESS")
        }
    }

    private mutating func applyAnnouncements(
        _ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance
    ) {
        let own = draft.announce
        let all = global.announce
        // keepalived: vrrp_min_garp changes the defaults only.
        let isMinimal = global.minimumAnnounce
        // Those of a lower priority are like those of a new master in global_defs, not in the instance.
        let commonRepeat = all.repeat ?? (isMinimal ? 1 : 5)
        let commonDelay = all.delay ?? (isMinimal ? 0 : 5)
        made.election.announcement.masterRepeat = own.repeat ?? commonRepeat
        made.election.announcement.masterDelay = .seconds(own.delay ?? commonDelay)
        made.election.announcement.refreshInterval = .seconds(own.refresh ?? all.refresh ?? 0)
        made.election.announcement.refreshRepeat =
            own.refreshRepeat ?? all.refreshRepeat ?? (isMinimal ? 0 : 1)
        made.election.announcement.lowerPriorityRepeat =
            isStrict ? 0 : own.lowerPriorityRepeat ?? all.lowerPriorityRepeat ?? commonRepeat
        made.election.announcement.lowerPriorityDelay =
            isStrict ? .zero : .seconds(own.lowerPriorityDelay ?? all.lowerPriorityDelay ?? commonDelay)
        made.election.announcement.interval = made.family == .ipv4 ? global.garpInterval : global.gnaInterval
        // Instances of one interface share the gap, and those of one garp_group; its groups come first.
        if let place = announcementGroupOfInterface[made.interface] {
            let group = model.announcementGroups[place]
            made.election.announcement.pacingGroup = place
            made.election.announcement.interval =
                made.family == .ipv4 ? group.garpInterval : group.gnaInterval
        } else {
            let place = pacedInterfaces[made.interface] ?? pacedInterfaces.count
            pacedInterfaces[made.interface] = place
            made.election.announcement.pacingGroup = model.announcementGroups.count + place
        }
    }

    private mutating func checkVirtualRouterIDs() {
        var seen: [VirtualRouterKey: Int] = [:]
        for (position, draft) in instances.enumerated() {
            guard let index = draft.modelIndex else { continue }
            let made = model.instances[index]
            let keys = VirtualRouterKey.all(of: made.election)
            guard let earlier = keys.lazy.compactMap({ seen[$0] }).first.map({ instances[$0] }) else {
                for key in keys { seen[key] = position }
                continue
            }
            let taken = "virtual_router_id \(made.election.virtualRouterID) is taken"
            model.instances[index].election.addFault("\(taken) by '\(earlier.name)'")
            var diagnostic = Diagnostic(.error, "\(taken) on \(made.interface) by '\(earlier.name)'")
            diagnostic.notes.append(
                .init("the other one", at: location(of: earlier.virtualRouterIDStatement)))
            append(diagnostic, at: 1, of: draft.virtualRouterIDStatement)
        }
    }

}

/// What instances have in common that hear each other's advertisements as their own.
private struct VirtualRouterKey: Hashable {
    let virtualRouterID: UInt8
    let family: AddressFamily
    let interface: String
    /// The multicast group or a peer.
    let destination: IPAddress

    /// The keys of an instance, one for each destination.
    static func all(of instance: InstanceSettings) -> [Self] {
        let destinations = instance.peers.isEmpty ? [instance.multicastGroup] : instance.peers
        return destinations.map {
            Self(
                virtualRouterID: instance.virtualRouterID, family: instance.family,
                interface: instance.interface, destination: $0)
        }
    }
}
