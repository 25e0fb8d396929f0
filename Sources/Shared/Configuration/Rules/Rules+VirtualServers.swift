import ConfigurationSyntax
import NetworkTypes
import VirtualServers

/// The rules that make a `virtual_server` of the model: what contradicts what, which defaults apply.
extension Interpreter {
    mutating func endVirtualServer(_ statement: Int) {
        guard let target = server.target, let ports = checkedPorts(target) else { return }
        let draft = server
        let name = name(target, ports)
        let family = family(of: draft, target)
        var made = VirtualServerDefinition(name, family: family)
        apply(VirtualServerSettingRows.all, NestedValues(block: .virtualServer, own: draft.given), to: &made)
        applyScheduling(draft, name, ports, to: &made)
        let forwarding = checkedForwarding(draft)
        addRealServers(draft, forwarding, ports, to: &made)
        guard !made.realServers.isEmpty else {
            guard !draft.refused.contains("real_server"), draft.realServers.isEmpty else { return }
            return report(
                .error, "the virtual server has no real servers and is ignored", at: 0, of: statement,
                suggestion: "real_server IP PORT { ... }")
        }
        if let group = ports.group, !checkFamilies(of: group, ports, made) { return }
        made.sorryServer = sorryServer(draft, forwarding, family, ports)
        applyQuorum(draft, to: &made)
        keep(made, draft)
    }

    /// The ports of a virtual server. Reports a diagnostic and returns nil if its group cannot be used.
    private mutating func checkedPorts(_ target: VirtualServerDraft.Target) -> ServicePorts? {
        let name: String
        switch target {
        case .address(_, let port): return ServicePorts(port: port)
        case .firewallMark: return .mark
        case .group(let group): name = group
        }
        if let known = names.serverGroups[name] { return known.ports }
        guard !names.emptyServerGroups.contains(name) else { return nil }
        let suggestion = near(name.utf8, model.virtualServerGroups.lazy.map(\.name))
        // keepalived only logs this, and continues without the virtual server.
        report(
            .warning, "there is no virtual_server_group '\(name)': the virtual server is ignored", at: 2,
            of: server.statement, suggestion: suggestion)
        return nil
    }

    private mutating func name(
        _ target: VirtualServerDraft.Target, _ ports: ServicePorts
    ) -> ServiceName {
        switch target {
        case .address(let address, let port):
            return .service(.address(checkedTransport(), address, port: port))
        case .firewallMark(let mark):
            warnOfTransport()
            return .service(.firewallMark(mark, family(of: server, target)))
        case .group(let name):
            if ports.hasAddresses { return .group(name, checkedTransport()) }
            warnOfTransport()
            return .group(name, .udp)
        }
    }

    private mutating func checkedTransport() -> TransportProtocol {
        let given = server.given[VirtualServerSettingRows.transport]
        if given == nil, !server.refused.contains("protocol") {
            report(
                .error, "the virtual server has no protocol: UDP is used", at: 0, of: server.statement,
                suggestion: "protocol TCP")
        }
        return given.map { transport($0) } ?? .udp
    }

    private mutating func warnOfTransport() {
        guard let given = server.given[VirtualServerSettingRows.transport] else { return }
        report(
            .error, "'protocol' is ignored: a firewall mark decides what is balanced", at: 0,
            of: given.statement, suggestion: "remove the line")
    }

    private func family(of draft: VirtualServerDraft, _ target: VirtualServerDraft.Target) -> AddressFamily {
        if case .address(let address, _) = target { return address.family }
        return draft.given[VirtualServerSettingRows.family].map { family($0) } ?? draft.realServers.first?
            .address?.family ?? .ipv4
    }

    private mutating func checkedForwarding(_ draft: VirtualServerDraft) -> Forwarding {
        if draft.forwarding == nil, draft.refused.isDisjoint(with: ["lb_kind", "lvs_method"]) {
            report(
                .error, "the virtual server has no forwarding method: NAT is used", at: 0,
                of: draft.statement, suggestion: "lb_kind NAT, DR or TUN")
        }
        return draft.forwarding ?? Forwarding(method: .masquerade)
    }

    private mutating func applyScheduling(
        _ draft: VirtualServerDraft, _ name: ServiceName, _ ports: ServicePorts,
        to made: inout VirtualServerDefinition
    ) {
        if draft.given[VirtualServerSettingRows.scheduler] == nil,
            draft.refused.isDisjoint(with: ["lb_algo", "lvs_sched"])
        {
            report(
                .error, "the virtual server has no scheduler: wlc is used", at: 0, of: draft.statement,
                suggestion: "lb_algo wlc")
        }
        applyPersistence(draft, name, ports, to: &made)
        applyOnePacket(draft, name, ports, to: &made)
        if case .service(.firewallMark) = name,
            let statement = draft.given[VirtualServerSettingRows.suspension]?.statement
        {
            made.suspendsWithoutAddress = false
            report(
                .error, "'ha_suspend' is ignored: a firewall mark has no address to look for", at: 0,
                of: statement, suggestion: "remove the line")
        }
    }

    private mutating func applyPersistence(
        _ draft: VirtualServerDraft, _ name: ServiceName, _ ports: ServicePorts,
        to made: inout VirtualServerDefinition
    ) {
        var seconds = draft.given[VirtualServerSettingRows.persistence].map { UInt32(clamping: $0.number) }
        if let statement = draft.given[VirtualServerSettingRows.granularity]?.statement {
            seconds = seconds ?? VirtualService.defaultPersistenceSeconds
            if case .group = name {
                // keepalived 2.2.7 gives the kernel the mask of a whole address, regardless of the file.
                report(
                    .warning,
                    "'persistence_granularity' has no effect on a group: the whole client address is used",
                    at: 0, of: statement, suggestion: "virtual servers without a group")
            } else if let mask = clientMask(statement, made.family) {
                made.clientMask = mask
            }
        }
        if seconds == nil, ports.hasEveryPort,
            !draft.refused.contains("persistence_timeout")
        {
            seconds = VirtualService.defaultPersistenceSeconds
            report(
                .error, "a virtual server without a port must be persistent: a timeout of 360 s is used",
                at: 0,
                of: draft.statement, suggestion: "persistence_timeout SECS, or a port")
        }
        guard let seconds else { return }
        made.persistenceSeconds = seconds
        made.flags.insert(.persistent)
    }

    private mutating func clientMask(_ statement: Int, _ family: AddressFamily) -> ClientMask? {
        let text = bytes(1, of: statement)
        switch family {
        case .ipv4:
            if let mask = IPv4Address(text.string) { return .ipv4(mask) }
        case .ipv6:
            if let length = Numbers.integer(text), (1...128).contains(length) {
                return .ipv6(prefixLength: UInt8(length))
            }
        }
        report(
            .error, "'\(text.string)' is not a valid \(family) persistence_granularity", at: 1, of: statement,
            suggestion: family == .ipv4 ? "a mask such as 255.255.255.0" : "1 to 128")
        return nil
    }

    private mutating func applyOnePacket(
        _ draft: VirtualServerDraft, _ name: ServiceName, _ ports: ServicePorts,
        to made: inout VirtualServerDefinition
    ) {
        guard let statement = draft.given[VirtualServerSettingRows.onePacket]?.statement else { return }
        let transport: TransportProtocol? =
            switch name {
            case .service(.address(let transport, _, _)): transport
            case .service(.firewallMark): nil
            case .group(_, let transport): ports.hasAddresses ? transport : nil
            }
        guard let transport, transport != .udp else {
            made.flags.insert(.onePacket)
            return
        }
        report(
            .error, "'ops' is ignored: it needs 'protocol UDP'", at: 0, of: statement,
            suggestion: "remove the line")
    }

    /// Reports that services of a group are left out because no server is of their family; false if all are.
    ///
    /// keepalived 2.2.7 ignores the whole virtual server, reports that only in the log, and accepts it at
    /// `-t`.
    private mutating func checkFamilies(
        of group: String, _ ports: ServicePorts, _ made: VirtualServerDefinition
    ) -> Bool {
        let families = Set(ports.families.map { $0 ?? made.family })
        guard let other = families.first(where: { !made.serves($0) }) else { return true }
        let hasMore = families.count > 1
        let outcome = hasMore ? "they are left out" : "the virtual server is ignored"
        report(
            .warning,
            "the group '\(group)' has \(hasMore ? "" : "only ")\(other) services, "
                + "but no real server is \(other): \(outcome)", at: 2, of: server.statement,
            suggestion: "\(other) servers in a virtual server of their own, or the method TUN")
        return hasMore
    }

    private mutating func applyQuorum(_ draft: VirtualServerDraft, to made: inout VirtualServerDefinition) {
        let quorum = draft.given[VirtualServerSettingRows.quorum]
        let total = made.realServers.reduce(0) { $0 + Int($1.destination.weight) }
        if made.quorum > total {
            let wanted = made.quorum
            made.quorum = UInt32(max(total, 1))
            report(
                .error,
                "the quorum \(wanted) is more than the weight of all servers: \(total) is used",
                at: quorum == nil ? 0 : 1, of: quorum?.statement ?? draft.statement,
                suggestion: "quorum 1 to the sum of the weights")
        }
        guard made.hysteresis >= made.quorum else { return }
        let wanted = made.hysteresis
        made.hysteresis = made.quorum - 1
        report(
            .error,
            "the hysteresis \(wanted) is not less than the quorum \(made.quorum): "
                + "\(made.hysteresis) is used",
            at: 1, of: draft.given[VirtualServerSettingRows.hysteresis]?.statement ?? draft.statement,
            suggestion: "hysteresis below the quorum"
        )
    }

    /// Adds a virtual server to the model, unless one of its name exists.
    private mutating func keep(_ made: VirtualServerDefinition, _ draft: VirtualServerDraft) {
        if let earlier = serverNames[made.name] {
            // keepalived silently accepts both; the kernel refuses the second.
            var diagnostic = Diagnostic(
                .warning, "the virtual server is defined twice: the first one is used")
            diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
            return append(diagnostic, at: 1, of: draft.statement)
        }
        serverNames[made.name] = draft.statement
        let index = model.virtualServers.count
        for setting in VirtualServerSettingRows.commands {
            guard let value = draft.given[setting] else { continue }
            serverScripts.append(ServerScript(server: index, place: .service(setting), value: value))
        }
        for script in realServerScripts {
            serverScripts.append(ServerScript(server: index, place: script.place, value: script.value))
        }
        model.virtualServers.append(made)
    }
}

extension VirtualServerGroup.Member {
    /// The family of its services; nil for that of the virtual server.
    var family: AddressFamily? {
        switch self {
        case .addresses(let first, _, _): first.family
        case .firewallMark(_, let family): family
        }
    }
}
