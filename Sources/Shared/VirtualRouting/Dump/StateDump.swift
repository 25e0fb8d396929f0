public import Configuration
internal import Election
public import ProcessTracking

/// keepalived.data in the layout of keepalived 2.2.7, with every secret masked: the settings of the process, and the
/// state of every instance, group, script and interface.
public struct StateDump {
    /// The text of the file.
    public private(set) var text: String
    let model: Model
    let status: Status
    let clock: DumpClock

    /// The dump of a configuration and its state. The name of the host is that of the router unless the file names it.
    /// `processes` are those that the supervisor has counted.
    public init(
        _ model: Model, _ status: Status, processes: [ProcessCount], hostName: String, clock: DumpClock
    ) {
        self.model = model
        self.status = status
        self.clock = clock
        text = ModelDump.global(model.global, hostName: hostName)
        text += pacingLines()
        text += "------< VRRP Topology >------\n"
        // Around a reload the status may be that of other instances.
        let states = status.byName
        let groups = Self.groupNames(model)
        for instance in model.instances {
            guard let state = states[instance.name] else { continue }
            text += lines(of: instance, state, group: groups[instance.name])
        }
        if !status.sockets.isEmpty { text += "------< VRRP Sockpool >------\n" }
        for socket in status.sockets { text += lines(of: socket) }
        if !model.groups.isEmpty { text += "------< VRRP Sync groups >------\n" }
        for group in model.groups { text += lines(of: group, states) }
        if !model.scripts.isEmpty { text += "------< VRRP Scripts >------\n" }
        for script in model.scripts { text += lines(of: script) }
        if !model.processes.isEmpty { text += "------< VRRP Track processes >------\n" }
        for process in model.processes {
            text += lines(of: process, processes.first { $0.name == process.name })
        }
        if !status.interfaces.isEmpty { text += "------< Interfaces >------\n" }
        let trackers = interfaceTrackers()
        for interface in status.interfaces { text += lines(of: interface, trackers[interface.name] ?? []) }
    }

    /// The pacing of announcements: that of `global_defs` for the interfaces outside all groups, and each `garp_group`.
    private func pacingLines() -> String {
        var groups = model.announcementGroups
        var others = model.global.announcements
        let grouped = Set(groups.flatMap(\.interfaces))
        for name in model.instances.map(\.interface) where !grouped.contains(name) {
            if !others.interfaces.contains(name) { others.interfaces.append(name) }
        }
        if others.garpInterval > .zero || others.gnaInterval > .zero { groups.insert(others, at: 0) }
        guard !groups.isEmpty else { return "" }
        var text = "------< Gratuitous ARP delays >------\n"
        for (index, group) in groups.enumerated() {
            text += "------< GARP delay group \(index) >------\n"
            text += " GARP interval = \(KeepalivedJSON.shortDecimal(group.garpInterval))\n"
            text += " GNA interval = \(KeepalivedJSON.shortDecimal(group.gnaInterval))\n Interfaces\n"
            text += group.interfaces.map { "  \($0)\n" }.joined()
        }
        return text
    }

    private static func groupNames(_ model: Model) -> [String: String] {
        var names: [String: String] = [:]
        for group in model.groups {
            for member in group.election.members { names[member] = group.name }
        }
        return names
    }

    /// The instances that depend on each interface, each with its line.
    private func interfaceTrackers() -> [String: [String]] {
        var lines: [String: [String]] = [:]
        for instance in model.instances {
            // keepalived shows 255 for what is not tracked.
            let weight = instance.ignoresOwnInterface ? 255 : 0
            lines[instance.interface, default: []].append("\(instance.name), weight \(weight)")
            let others = instance.allAddresses.filter {
                !$0.isUntracked && $0.interface != instance.interface
            }
            for interface in Set(others.map(\.interface)).sorted() {
                lines[interface, default: []].append("\(instance.name), weight 0")
            }
            for tracking in instance.trackedInterfaces {
                lines[tracking.subject.name, default: []].append(
                    "\(instance.name), weight \(tracking.weightText)")
            }
        }
        return lines
    }
}

extension InstanceSettings.Tracking {
    /// Its weight, and whether that is reversed.
    var weightText: String { "\(weight)" + (isReversed ? " reverse" : "") }
}
