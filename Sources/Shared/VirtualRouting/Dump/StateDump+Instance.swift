internal import Configuration
internal import Election
internal import NetworkTypes
internal import Timing

extension StateDump {
    /// The lines of an instance, in keepalived's order.
    func lines(of instance: VRRPInstance, _ status: InstanceStatus, group: String?) -> String {
        let election = instance.election
        var lines = ["VRRP Version = \(election.version.rawValue)"]
        if let group { lines.append("Sync group = \(group)") }
        if instance.family == .ipv6 { lines.append("Using Native IPv6") }
        lines += stateLines(instance, status)
        lines += placeLines(instance, status)
        lines += ModelDump.settingLines(of: instance)
        lines += [
            "Effective priority = \(status.effectivePriority)",
            "Total priority = \(status.effectivePriority)",
            "Advert interval = \(Self.interval(election.advertisementInterval, election.version))",
        ]
        if status.state == .backup, election.version == .v3, status.masterAddress != nil {
            lines.append("Master advert interval = \(Self.interval(status.masterInterval, .v3))")
        }
        lines += ["Accept = enabled", "Preempt = \(election.isPreempting ? "enabled" : "disabled")"]
        if election.preemptDelay > .zero {
            lines.append("Preempt delay = \(KeepalivedJSON.shortDecimal(election.preemptDelay)) secs")
        }
        lines.append("Promote_secondaries = disabled")
        if election.version == .v2 { lines += instance.authentication.lines }
        if let bytes = instance.receiveBufferBytes { lines.append("Kernel rx buffer size = \(bytes)") }
        lines += addressLines(instance, status)
        lines += peerLines(instance)
        lines += Self.trackerLines(
            instance.trackedInterfaces + instance.trackedScripts + instance.trackedFiles
                + instance.trackedProcesses + instance.trackedSessions, processes: "processes")
        lines.append("Using smtp notification = \(instance.alertsByMail ? "yes" : "no")")
        lines.append("Notify deleted = \(instance.notifications.reportsDeleted ? "Deleted" : "Fault")")
        lines += instance.notifications.lines
        lines.append("Notify priority changes = \(instance.reportsPriorityChanges)")
        return " VRRP Instance = \(instance.name)\n" + ModelDump.indented(lines)
    }

    private func stateLines(_ instance: VRRPInstance, _ status: InstanceStatus) -> [String] {
        var lines = ["State = \(status.state)"]
        if status.state == .backup, let master = status.masterAddress {
            lines += ["Master router = \(master)", "Master priority = \(status.masterPriority)"]
            if instance.election.version == .v3 {
                let hundredths = status.masterInterval.wholeNanoseconds / 10_000_000
                let digits = String(hundredths % 100)
                lines.append(
                    "Master advert int = \(hundredths / 100).\(digits.count < 2 ? "0" : "")\(digits) sec")
            }
        }
        lines += flagLines(instance)
        let faults = FaultCounts(status.faultReasons)
        lines += [
            "Wantstate = \(status.wantedState)", "Number of config faults = \(faults.configuration)",
            "Number of interface and track script faults = \(faults.tracking)",
            "Number of track scripts init = \(faults.pending)",
        ]
        if !status.faultReasons.isEmpty {
            lines.append("Fault reasons = \(status.faultReasons.map(\.sentence).joined(separator: "; "))")
        }
        lines.append("Last transition = \(clock.date(status.lastTransition))")
        lines.append("Read timeout = \(status.deadline.map { clock.date($0) } ?? "DISABLED")")
        lines.append("Master down timer = \(status.masterDownInterval.wholeMicroseconds) usecs")
        return lines
    }

    /// keepalived also counts settings that it does not name here.
    private func flagLines(_ instance: VRRPInstance) -> [String] {
        let election = instance.election
        if !election.peers.isEmpty { return ["Flags:", "  Using unicast"] }
        if election.checksUnicastSource, !model.global.instanceDefaults.election.checksUnicastSource {
            return ["Flags:", "  Unicast config option specified but using multicast"]
        }
        let hasOthers =
            !election.isPreempting || instance.ignoresOwnInterface || instance.sourceAddress != nil
            || election.skipsAddressCheckOfKnownMaster
        return [hasOthers ? "Flags:" : "Flags: none"]
    }

    private func placeLines(_ instance: VRRPInstance, _ status: InstanceStatus) -> [String] {
        let election = instance.election
        var lines = ["Interface = \(instance.interface)"]
        if instance.ignoresOwnInterface { lines.append("VRRP interface tracking disabled") }
        if election.skipsAddressCheckOfKnownMaster { lines.append("Skip checking advert IP addresses") }
        if instance.isStrict { lines.append("Enforcing strict VRRP compliance") }
        let origin = instance.sourceAddress == nil ? "" : " (from configuration)"
        lines.append("Using src_ip = " + (status.source.map { "\($0)\(origin)" } ?? "(none)"))
        if election.peers.isEmpty {
            let index = interfaceNumber(of: instance)
            lines.append("Multicast address \(election.multicastGroup)\(index)")
        }
        return lines
    }

    /// keepalived shows the number of the interface with IPv6 only.
    private func interfaceNumber(of instance: VRRPInstance) -> String {
        guard instance.family == .ipv6,
            let interface = status.interfaces.first(where: { $0.name == instance.interface })
        else { return "" }
        return ", ifindex \(interface.index)"
    }

    private func addressLines(_ instance: VRRPInstance, _ status: InstanceStatus) -> [String] {
        var set = status.addressesSet.makeIterator()
        let advertised = instance.addresses.map { "  " + $0.dumpText(isSet: set.next() ?? false) }
        let excluded = instance.excludedAddresses.map { "  " + $0.dumpText(isSet: set.next() ?? false) }
        return (advertised.isEmpty ? [] : ["Virtual IP (\(advertised.count)):"]) + advertised
            + (excluded.isEmpty ? [] : ["Virtual IP Excluded :"]) + excluded
    }

    private func peerLines(_ instance: VRRPInstance) -> [String] {
        let election = instance.election
        guard !election.peers.isEmpty else { return [] }
        var lines: [String] = instance.family == .ipv4 ? ["Unicast TTL = \(instance.unicastTTL)"] : []
        lines.append("Check unicast src : \(election.checksUnicastSource ? "yes" : "no")")
        lines.append("Unicast Peer :")
        lines += election.peers.map { peer in
            let limits = election.peerTimeToLive[peer] ?? 0...255
            return "  \(peer) min_ttl \(limits.lowerBound) max_ttl \(limits.upperBound)"
        }
        return lines + ["Unicast checksum compatibility = no"]
    }

    /// What an instance or a group tracks, in the order and with the separators of keepalived.
    static func trackerLines(
        _ trackings: [InstanceSettings.Tracking], processes: String
    ) -> [String] {
        func lines(
            _ title: String, _ separator: String, where isMember: (TrackedSubject) -> Bool
        ) -> [String] {
            let members = trackings.filter { isMember($0.subject) }
            guard !members.isEmpty else { return [] }
            return ["Tracked \(title) :"]
                + members.map { "  \($0.subject.name)\(separator) weight \($0.weightText)" }
        }
        return lines("interfaces", "") { if case .interface = $0 { true } else { false } }
            + lines("scripts", "") { if case .script = $0 { true } else { false } }
            + lines("files", ",") { if case .file = $0 { true } else { false } }
            + lines(processes, ",") { if case .process = $0 { true } else { false } }
            + lines("BFDs", ":") { if case .session = $0 { true } else { false } }
    }

    /// keepalived: seconds in version 2, thousandths in version 3.
    private static func interval(_ interval: Duration, _ version: InstanceSettings.Version) -> String {
        version == .v2
            ? "\(KeepalivedJSON.shortDecimal(interval)) sec"
            : "\(interval.wholeNanoseconds / 1_000_000) milli-sec"
    }
}

/// How many reasons of each kind keep an instance from running.
struct FaultCounts {
    private(set) var configuration = 0
    private(set) var tracking = 0
    private(set) var pending = 0

    init(_ reasons: [FaultReason]) {
        for reason in reasons {
            switch reason {
            case .configuration: configuration += 1
            case .trackerPending: pending += 1
            default: tracking += 1
            }
        }
    }
}

extension VRRPInstance.Authentication {
    fileprivate var lines: [String] {
        switch self {
        case .none: ["Authentication type = none"]
        case .password: ["Authentication type = SIMPLE_PASSWORD", "Password = ********"]
        case .header: ["Authentication type = IPSEC_AH", "Password = ********"]
        }
    }
}

extension NotificationScripts {
    /// The commands that are given, in the order of the dumps.
    var lines: [String] {
        let all: [(String, Command?)] = [
            ("Backup", backup), ("Master", master), ("Fault", fault), ("Stop", stop), ("Deleted", deleted),
            ("Generic", any), ("Master rx lower pri", masterReceivedLowerPriority),
        ]
        return all.compactMap { name, command in
            command.map { "\(name) state transition script = \($0.dumpText), \($0.ownerText)" }
        }
    }
}
