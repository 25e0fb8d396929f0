internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes

extension StateDump {
    /// The lines of a socket and of the instances that share it.
    func lines(of socket: SocketStatus) -> String {
        let names = Set(socket.instances)
        var lines = [
            "Interface = \(socket.interface)", "Family = \(socket.family == .ipv4 ? "IPv4" : "IPv6")",
            "Protocol = VRRP", "Type = \(socket.isUnicast ? "Unicast" : "Multicast")",
        ]
        if socket.isUnicast, let address = socket.address { lines.append("Address = \(address)") }
        lines += ["Rx buf size = \(socket.receiveBufferBytes)", "VRRP instances"]
        lines += model.instances.filter { names.contains($0.name) }.map {
            "  \($0.name) vrid \($0.election.virtualRouterID)"
        }
        return " Socket \(socket.number), \(socket.isOpen ? "open" : "closed")\n" + ModelDump.indented(lines)
    }

    /// The lines of a sync group.
    func lines(of group: SyncGroup, _ states: [String: InstanceStatus]) -> String {
        let state = status.groups.first { $0.name == group.name }?.state ?? .initialize
        let members = group.election.members.compactMap { states[$0]?.state }
        let faults = members.count { $0 == .fault }
        let initial = members.count { $0 == .initialize }
        var lines = ["Num member fault \(faults), num member init \(initial)", "VRRP member instances :"]
        lines += group.election.members.map { "  \($0)" }
        if group.election.membersTrackWeights { lines.append("sync group tracking weight set") }
        lines.append("Using smtp notification = \(group.alertsByMail ? "yes" : "no")")
        if let reports = group.reportsPriorityChanges {
            lines.append("Notify priority changes = \(reports ? "yes" : "no")")
        }
        lines += Self.trackerLines(group.election.trackings, processes: "process")
        lines += group.notifications.lines
        return " VRRP Sync Group = \(group.name), \(state)\n" + ModelDump.indented(lines)
    }

    /// The lines of a script.
    func lines(of script: VRRPScript) -> String {
        let state = status.scripts.first { $0.name == script.name }
        // keepalived begins just below what counts as up.
        let result = state?.isUp == nil ? script.election.rise - 1 : state?.result ?? 0
        var lines = [
            "Command = \(script.command.dumpText)", "Interval = \(script.interval.components.seconds) sec",
            "Timeout = \(script.timeout.components.seconds) sec",
            "Weight = \(script.weight)" + (script.isReversed ? " reverse" : ""),
            "Rise = \(script.election.rise)", "Fall = \(script.election.fall)",
            "Result = \(result)", "Insecure = no",
            "Init state = \(state?.last == nil ? "INIT" : "unknown")",
            "Status = \(state?.isUp == true ? "GOOD" : "BAD")",
            "Script uid:gid = \(script.command.ownerNumbers)", "VRRP instances :",
            "Tracking instances :",
        ]
        for instance in model.instances {
            for tracking in instance.trackedScripts where tracking.subject.name == script.name {
                lines.append("  \(instance.name), weight \(tracking.weightText)")
            }
        }
        for group in model.groups {
            for tracking in group.election.trackings where tracking.subject == .script(script.name) {
                lines += group.election.members.map { "  \($0), weight \(tracking.weightText)" }
            }
        }
        lines.append("State = \(state?.isRunning == true ? "running" : "idle")")
        if let last = state?.last { lines.append("Last run = \(last)") }
        if let reason = script.disabledBecause { lines.append("Disabled = \(reason)") }
        return " VRRP Script = \(script.name)\n" + ModelDump.indented(lines)
    }

    /// The lines of an interface, with those of the instances that depend on it.
    func lines(of interface: InterfaceStatus, _ trackers: [String]) -> String {
        var lines = [
            "index = \(interface.index)",
            "IPv4 address = \(interface.addressIPv4.map { "\($0)" } ?? "(none)")",
            "IPv6 address = \(interface.addressIPv6.map { "\($0)" } ?? "(none)")",
        ]
        let traits = interface.traits
        let isLoopback = traits.contains(.isLoopback)
        if let address = interface.macAddress, !isLoopback {
            lines += ["MAC = \(address)", "MAC broadcast = ff:ff:ff:ff:ff:ff"]
        }
        var state = traits.contains(.isUp) ? "UP" : "not UP"
        state += traits.contains(.isRunning) ? ", RUNNING" : ", not RUNNING"
        if isLoopback { state += ", no broadcast, loopback" }
        if traits.contains(.isPointToPoint) { state += ", point to point" }
        if traits.contains(.hasNoARP), !isLoopback { state += ", no arp" }
        if !traits.contains(.supportsMulticast) { state += ", no multicast" }
        lines += [
            "State = \(state)", "MTU = \(interface.mtu)", "HW Type = \(interface.hardware)",
            "NIC netlink status update",
        ]
        if !trackers.isEmpty { lines.append("Tracking VRRP instances :") }
        lines += trackers.map { "  \($0)" }
        return " Name = \(interface.name)\n" + ModelDump.indented(lines)
    }
}

extension InterfaceStatus {
    /// The kind of hardware: an `ARPHRD_…` number in words.
    fileprivate var hardware: String {
        switch hardwareType {
        case 1: "ETHERNET"
        case 772: "LOOPBACK"
        default: "UNKNOWN"
        }
    }
}
