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
        let values = NestedValues(block: .instance, own: draft.given)
        let hasInterface = has(InstanceSettingRows.interface, draft, suggestion: "interface NAME")
        let hasVirtualRouterID = has(
            InstanceSettingRows.virtualRouterID, draft, suggestion: "virtual_router_id 1 to 255")
        var made = VRRPInstance(name: draft.name)
        made.election.family = draft.family ?? .ipv4
        let isStrict = isOn(InstanceSettingRows.strictMode, values)
        made.isStrict = isStrict
        apply(InstanceSettingRows.all, values, isStrict: isStrict, to: &made)
        checkInterface(draft, made)
        checkVersion(draft, of: &made)
        applyElection(draft, isStrict: isStrict, to: &made)
        applyAdvertisementInterval(draft, to: &made)
        applyAuthentication(draft, isStrict: isStrict, to: &made)
        applyTransport(draft, isStrict: isStrict, to: &made)
        applyPacing(to: &made)
        applyAddresses(draft, isStrict: isStrict, to: &made)
        applyTracking(draft, to: &made)
        apply(
            NotificationSettingRows.all, NestedValues(block: .instance, own: draft.notifications),
            to: &made.notifications)
        for keyword in draft.unsupported { made.election.addFault("'\(keyword)' is not supported yet") }
        // Everything is checked, but an instance cannot exist without these two.
        return hasInterface && hasVirtualRouterID ? made : nil
    }

    /// Whether an instance has a keyword that it needs. Reports a diagnostic if it is missing.
    private mutating func has(
        _ setting: Setting<VRRPInstance>, _ draft: InstanceDraft, suggestion: String
    ) -> Bool {
        guard draft.given[setting] == nil else { return true }
        if !draft.refused.contains(setting.word) {
            report(
                .error, "the instance '\(draft.name)' has no \(setting.word)", at: 1, of: draft.statement,
                suggestion: suggestion)
        }
        return false
    }

    private mutating func checkInterface(_ draft: InstanceDraft, _ made: VRRPInstance) {
        guard let statement = draft.given[InstanceSettingRows.interface]?.statement,
            checkInterface(made.interface, statement), interfaceFacts(made.interface)?.isLoopback == true
        else { return }
        report(
            .error, "'\(made.interface)' is a loopback interface: advertisements on it reach no other host",
            at: 1, of: statement)
    }

    private mutating func checkVersion(_ draft: InstanceDraft, of made: inout VRRPInstance) {
        guard draft.family == .ipv6 else { return }
        made.election.version = .v3
        guard let given = draft.given[InstanceSettingRows.version], given.number == 2 else { return }
        report(
            .error, "VRRP version 2 does not support IPv6: version 3 is used", at: 1, of: given.statement,
            suggestion: "version 3")
    }

    private mutating func applyElection(_ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance) {
        let state = draft.given[InstanceSettingRows.state]
        if draft.given[InstanceSettingRows.priority] == nil, let state, made.election.startsAsMaster {
            made.election.basePriority = 255
            report(
                .warning, "'state MASTER' without 'priority' means priority 255, the owner of the addresses",
                at: 1,
                of: state.statement, suggestion: "priority 1 to 254")
        }
        let isOwner = made.election.basePriority == 255
        if isStrict, let state, made.election.startsAsMaster != isOwner {
            let word = isOwner ? "MASTER" : "BACKUP"
            report(
                .error, "strict mode: with priority \(made.election.basePriority) the state is \(word)",
                at: 1,
                of: state.statement, suggestion: "state \(word)")
        }
        if isStrict || state == nil { made.election.startsAsMaster = isOwner }
        applyPreemption(draft, to: &made)
        applyPreemptDelay(draft, isStrict: isStrict, to: &made)
    }

    /// Reports `nopreempt` where it cannot be used.
    private mutating func applyPreemption(_ draft: InstanceDraft, to made: inout VRRPInstance) {
        guard !made.election.isPreempting,
            let statement = draft.given[InstanceSettingRows.noPreempt]?.statement
        else { return }
        let obstacle: String
        let suggestion: String
        if draft.given[InstanceSettingRows.state]?.number == 1 {
            obstacle = "'state MASTER'"
            suggestion = "state BACKUP on all nodes, and let the priority decide"
        } else if made.election.basePriority == 255 {
            obstacle = "priority 255"
            suggestion = "priority 1 to 254"
        } else {
            return
        }
        made.election.isPreempting = true
        report(
            .error, "'nopreempt' cannot be used with \(obstacle) and is ignored", at: 0, of: statement,
            suggestion: suggestion)
    }

    private mutating func applyPreemptDelay(
        _ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance
    ) {
        guard let given = draft.given[InstanceSettingRows.preemptDelay], given.number > 0 else { return }
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
        guard let obstacle else { return }
        made.election.preemptDelay = .zero
        report(
            .error, "'preempt_delay' cannot be used with \(obstacle) and is ignored", at: 0,
            of: given.statement)
    }

    /// Rounds as keepalived does: to whole seconds in version 2, to hundredths up to 40.95 s in version 3.
    private mutating func applyAdvertisementInterval(_ draft: InstanceDraft, to made: inout VRRPInstance) {
        let said = Numbers.microseconds(made.election.advertisementInterval)
        var microseconds = said
        if made.election.version == .v2 {
            microseconds = max((microseconds + 500_000) / 1_000_000, 1) * 1_000_000
        } else {
            microseconds = min(max((microseconds + 5000) / 10_000, 1) * 10_000, 40_950_000)
        }
        made.election.advertisementInterval = .microseconds(microseconds)
        guard let statement = draft.given[InstanceSettingRows.advertisementInterval]?.statement,
            microseconds != said
        else { return }
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
                .error, "\(why) does not allow authentication: the block is ignored", at: 0, of: statement,
                suggestion: "remove the block")
        }
        guard let type = draft.given[InstanceSettingRows.authenticationType].map({ text($0) }) else {
            guard !draft.refused.contains("auth_type") else { return }
            return report(
                .error, "the authentication has no type and is ignored", at: 0, of: statement,
                suggestion: "auth_type PASS")
        }
        guard let value = draft.given[InstanceSettingRows.password] else {
            guard !draft.refused.contains("auth_pass") else { return }
            return report(
                .error, "the authentication has no password and is ignored", at: 0, of: statement,
                suggestion: "auth_pass PASSWORD")
        }
        let password = Array(bytes(value.word, of: value.statement).prefix(8))
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
        made.election.peers = draft.peers.map(\.address)
        for peer in draft.peers where peer.minimumTTL != nil || peer.maximumTTL != nil {
            made.election.peerTimeToLive[peer.address] = (peer.minimumTTL ?? 0)...(peer.maximumTTL ?? 255)
        }
        let faultsWithoutPeer = isOn(
            InstanceSettingRows.faultWithoutPeer, NestedValues(block: .instance, own: draft.given))
        if faultsWithoutPeer, draft.peers.isEmpty {
            made.election.addFault("unicast without unicast_peer")
        }
        if !made.election.peerTimeToLive.isEmpty { made.election.checksUnicastSource = true }
        if made.election.basePriority != 255 { made.election.ownerIgnoresAdvertisements = false }
        if draft.given[InstanceSettingRows.multicastGroup] == nil
            || made.election.multicastGroup.family != made.family
        {
            made.election.multicastGroup =
                made.family == .ipv4 ? global.model.multicastGroupIPv4 : global.model.multicastGroupIPv6
        }
        if draft.refused.contains("unicast_src_ip") {
            // The address has been reported. Falling back to multicast would make two masters.
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
                faultsWithoutPeer
                    ? "there is no unicast peer: the instance stays in FAULT"
                    : "there is no unicast peer: advertisements go to the multicast group", at: 0,
                of: statement,
                suggestion: "unicast_peer { ADDRESS }")
        } else if made.sourceAddress == nil, !draft.peers.isEmpty {
            report(
                .warning, "unicast without 'unicast_src_ip' uses the interface's first address", at: 0,
                of: statement,
                suggestion: "unicast_src_ip ADDRESS")
        }
    }

    private mutating func applyPacing(to made: inout VRRPInstance) {
        made.election.announcement.interval = global.model.announcements.interval(made.family)
        // Instances on one interface share the gap, as do those of one garp_group; the groups come first.
        if let place = announcementGroupOfInterface[made.interface] {
            let group = model.announcementGroups[place]
            made.election.announcement.pacingGroup = place
            made.election.announcement.interval = group.interval(made.family)
        } else {
            let place = pacedInterfaces[made.interface] ?? pacedInterfaces.count
            pacedInterfaces[made.interface] = place
            made.election.announcement.pacingGroup = model.announcementGroups.count + place
        }
    }

    private static func virtualRouterIDStatement(of draft: InstanceDraft) -> Int {
        draft.given[InstanceSettingRows.virtualRouterID]?.statement ?? draft.statement
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
            let taken = "virtual_router_id \(made.election.virtualRouterID) is already used"
            model.instances[index].election.addFault("\(taken) by '\(earlier.name)'")
            var diagnostic = Diagnostic(.error, "\(taken) on \(made.interface) by '\(earlier.name)'")
            diagnostic.notes.append(
                .init("the other one is here", at: location(of: Self.virtualRouterIDStatement(of: earlier))))
            append(diagnostic, at: 1, of: Self.virtualRouterIDStatement(of: draft))
        }
    }

}

/// What two instances share if each takes the other's advertisements for its own virtual router's.
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
