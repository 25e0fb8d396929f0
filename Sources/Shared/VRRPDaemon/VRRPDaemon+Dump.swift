import Configuration
import Election
import Logging
import ProcessMessages
import SupervisedChild
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
            text += ModelDump.lines(group.election.members.map { ("monitor", $0) })
        }
        if !daemon.model.scripts.isEmpty { text += "------< VRRP Scripts >------\n" }
        for script in daemon.model.scripts {
            text += " VRRP Script = \(script.name)\n" + ModelDump.lines(of: script)
            text += ModelDump.lines([
                ("Status", daemon.scriptVerdicts[script.name].map { $0 ? "GOOD" : "BAD" } ?? "not known yet"),
                ("Last run", daemon.lastScriptStatus[script.name].map { "\($0)" } ?? "none has ended"),
            ])
        }
    }

    private mutating func add(instance index: Int, of daemon: VRRPDaemon) {
        let election = daemon.election
        text += " VRRP Instance = \(daemon.model.instances[index].name)\n"
        var state = [("State", "\(election.state(instance: index))")]
        let reasons = election.faultReasons(instance: index).map(\.sentence)
        if !reasons.isEmpty { state.append(("Fault reasons", reasons.joined(separator: "; "))) }
        if let master = election.masterAddress(instance: index) {
            state.append(("Master router", "\(master)"))
            state.append(("Master priority", "\(election.masterPriority(instance: index))"))
        }
        state.append(("Using src_ip", daemon.runtimes[index].source.map { "\($0)" } ?? "none"))
        state.append(("Effective priority", "\(election.effectivePriority(instance: index))"))
        text += ModelDump.lines(state) + ModelDump.lines(of: daemon.model.instances[index])
    }
}
