import NetworkTypes
import VirtualServers

extension ModelDump {
    /// The settings of the kernel's table, and those of the processes that are not the default.
    static func processes(of global: GlobalDefinitions) -> String {
        lines(
            settings(of: global.vrrpProcess, "VRRP process")
                + settings(of: global.checkerProcess, "Checker process")
                + settings(of: global.bfdProcess, "BFD process") + settings(of: global.ipvs))
    }

    private static func settings(of process: ProcessTuning, _ title: String) -> [(String, String)] {
        var list: [(String, String)] = []
        if let name = process.name { list.append(("\(title) name", name)) }
        if process.niceness != 0 { list.append(("\(title) priority", "\(process.niceness)")) }
        if let priority = process.realtimePriority {
            list.append(("\(title) real-time priority", "\(priority)"))
        }
        if process.locksMemory { list.append(("\(title) memory", "locked")) }
        if !process.processors.isEmpty {
            list.append(("\(title) CPU affinity", process.processors.map { "\($0)" }.joined(separator: " ")))
        }
        return list
    }

    private static func settings(of ipvs: IPVSDefinitions) -> [(String, String)] {
        var list = [
            ("LVS flush", ipvs.flushesAtStart ? "on" : "off"), ("LVS flush on stop", ipvs.flushAtStop.word),
        ]
        if let timeouts = ipvs.timeouts {
            list.append(("LVS TCP timeout", seconds(timeouts.tcpSeconds)))
            list.append(("LVS TCP FIN timeout", seconds(timeouts.tcpFINSeconds)))
            list.append(("LVS UDP timeout", seconds(timeouts.udpSeconds)))
        }
        if let synchronization = ipvs.synchronization {
            list.append(("LVS sync daemon", synchronization.line))
        }
        return list
    }

    private static func seconds(_ seconds: UInt32) -> String {
        seconds == 0 ? "the kernel's" : "\(seconds) seconds"
    }
}

extension IPVSDefinitions.FlushAtStop {
    fileprivate var word: String {
        switch self {
        case .ownServers: "off"
        case .ownServices: "VS"
        case .everything: "on"
        }
    }
}

extension SynchronizationDefinition {
    fileprivate var line: String {
        var words = [daemon.interface]
        if let instance { words.append("inst \(instance)") }
        words.append("id \(daemon.syncID)")
        if let length = daemon.maximumLengthBytes { words.append("maxlen \(length)") }
        if let port = daemon.port { words.append("port \(port)") }
        if let timeToLive = daemon.timeToLive { words.append("ttl \(timeToLive)") }
        if let group = daemon.group { words.append("group \(group)") }
        return words.joined(separator: " ")
    }
}
