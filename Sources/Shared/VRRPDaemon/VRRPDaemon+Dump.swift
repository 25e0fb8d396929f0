import Configuration
import Election
import Logging
import ProcessMessages
import SystemCalls

extension VRRPDaemon {
    /// Writes a dump, by way of the supervisor: it may wait for the disk.
    func dump(_ kind: DumpKind) {
        let directory = Environment.value("TMPDIR") ?? "/tmp"
        let (name, text): (String, String)
        switch kind {
        case .data: (name, text) = ("keepalived.data", StateDump(self).text)
        case .statistics, .statisticsAndClear: (name, text) = ("keepalived.stats", StatisticsDump(self).text)
        case .json: (name, text) = ("keepalived.json", JSONDump(self).text)
        }
        do throws(SystemError) {
            let memory = try MemoryFile.sealed(Array(text.utf8), name: name)
            if !supervisor.send(.write(path: "\(directory)/\(name)"), descriptor: memory.number) {
                supervisor.log(.warning, "\(name) was not written: the supervisor is busy, try again")
            }
        } catch {
            supervisor.log(.warning, "\(name) was not written: \(error)")
        }
        if kind == .statisticsAndClear { election.clearStatistics() }
    }
}

/// keepalived.stats, in keepalived's layout.
struct StatisticsDump {
    private(set) var text = ""

    init(_ daemon: VRRPDaemon) {
        for (index, instance) in daemon.model.instances.enumerated() {
            let counters = daemon.election.statistics(instance: index)
            text += """
                VRRP Instance: \(instance.name)
                  Advertisements:
                    Received: \(counters.advertisementsReceived)
                    Sent: \(counters.advertisementsSent)
                  Became master: \(counters.becameMaster)
                  Released master: \(counters.releasedMaster)
                  Packet Errors:
                    Length: \(counters[.length])
                    TTL: \(counters[.timeToLive])
                    Invalid Type: \(counters[.packetType])
                    Advertisement Interval: \(counters[.advertisementInterval])
                    Address List: \(counters[.addressList])
                  Authentication Errors:
                    Invalid Type: \(counters[.authenticationType])
                    Type Mismatch: \(counters[.authenticationMismatch])
                    Failure: \(counters[.authenticationFailure])
                  Priority Zero:
                    Received: \(counters.priorityZeroReceived)
                    Sent: \(counters.priorityZeroSent)

                """
        }
    }
}

/// keepalived.data: the topology and the state of every instance, with what explains it.
struct StateDump {
    private(set) var text = "------< VRRP Topology >------\n"

    init(_ daemon: VRRPDaemon) {
        for index in daemon.model.instances.indices { add(instance: index, of: daemon) }
        if !daemon.model.groups.isEmpty { text += "------< VRRP Sync groups >------\n" }
        for (index, group) in daemon.model.groups.enumerated() {
            text += " VRRP Sync Group = \(group.name), \(daemon.election.state(group: index))\n"
            for member in group.members { text += "   monitor = \(member)\n" }
        }
        if !daemon.model.scripts.isEmpty { text += "------< VRRP Scripts >------\n" }
        for script in daemon.model.scripts {
            text += " VRRP Script = \(script.name)\n"
            line("Command", script.command.text)
            line("Interval", "\(script.interval)")
            line("Weight", "\(script.weight)\(script.isReversed ? " reverse" : "")")
            line("Rise", "\(script.rise)")
            line("Fall", "\(script.fall)")
            let verdict = daemon.scriptVerdicts[script.name].map { $0 ? "GOOD" : "BAD" } ?? "not known yet"
            line("Status", script.disabledBecause.map { "disabled: \($0)" } ?? verdict)
            if let status = daemon.lastScriptStatus[script.name] { line("Last run", "\(status)") }
        }
    }

    private mutating func line(_ key: String, _ value: String) { text += "   \(key) = \(value)\n" }

    private mutating func add(instance index: Int, of daemon: VRRPDaemon) {
        let instance = daemon.model.instances[index]
        let election = daemon.election
        text += " VRRP Instance = \(instance.name)\n"
        line("VRRP Version", "\(instance.version)")
        line("State", "\(election.state(instance: index))")
        let reasons = election.faultReasons(instance: index)
        if !reasons.isEmpty { line("Fault reasons", reasons.map(\.sentence).joined(separator: "; ")) }
        if let master = election.masterAddress(instance: index) {
            line("Master router", "\(master)")
            line("Master priority", "\(election.masterPriority(instance: index))")
        }
        line("Wantstate", instance.startsAsMaster ? "MASTER" : "BACKUP")
        line("Number of track scripts disabled", "\(disabledScripts(of: index, in: daemon))")
        line("Interface", instance.interface)
        line("Using src_ip", daemon.runtimes[index].source.map { "\($0)" } ?? "none")
        if instance.peers.isEmpty { line("Multicast address", "\(instance.multicastGroup)") }
        line("Virtual Router ID", "\(instance.virtualRouterID)")
        line("Priority", "\(instance.priority)")
        line("Effective priority", "\(election.effectivePriority(instance: index))")
        line("Advert interval", "\(instance.advertisementInterval)")
        line("Preempt", instance.isPreempting ? "enabled" : "disabled")
        if instance.preemptDelay > .zero { line("Preempt delay", "\(instance.preemptDelay)") }
        switch instance.authentication {
        case .none: break
        case .password: line("Authentication type", "SIMPLE_PASSWORD, password ********")
        case .header: line("Authentication type", "IPSEC_AH, password ********")
        }
        addressLines("Virtual IP", instance.addresses)
        addressLines("Virtual IP Excluded", instance.excludedAddresses)
        if !instance.peers.isEmpty {
            line("Unicast Peer", "\(instance.peers.count)")
            for peer in instance.peers { text += "     \(peer.address)\n" }
        }
        for tracked in instance.trackedInterfaces {
            line(
                "Tracked interface",
                "\(tracked.name) weight \(tracked.weight)\(tracked.isReversed ? " reverse" : "")")
        }
        for tracked in instance.trackedScripts {
            line(
                "Tracked script",
                "\(tracked.name) weight \(tracked.weight)\(tracked.isReversed ? " reverse" : "")")
        }
    }

    private mutating func addressLines(_ title: String, _ addresses: [VirtualAddress]) {
        guard !addresses.isEmpty else { return }
        text += "   \(title) (\(addresses.count)):\n"
        for virtual in addresses {
            let label = virtual.label.map { " label \($0)" } ?? ""
            text += "     \(virtual.address)/\(virtual.prefixLength) dev \(virtual.interface)\(label)\n"
        }
    }

    private func disabledScripts(of index: Int, in daemon: VRRPDaemon) -> Int {
        daemon.model.instances[index].trackedScripts.filter { tracked in
            daemon.model.scripts.first { $0.name == tracked.name }?.disabledBecause != nil
        }.count
    }
}
