public import Configuration
internal import Election

/// keepalived.data: the topology, and the state of every instance with its reasons.
public struct StateDump {
    /// The text of the file.
    public private(set) var text = "------< VRRP Topology >------\n"

    /// The dump of a configuration and its state.
    public init(_ model: Model, _ status: Status) {
        // Around a reload the status may be that of other instances.
        let states = status.byName
        for instance in model.instances { if let state = states[instance.name] { add(instance, state) } }
        if !model.groups.isEmpty { text += "------< VRRP Sync groups >------\n" }
        for group in model.groups {
            let state = status.groups.first { $0.name == group.name }?.state ?? .initialize
            text += " VRRP Sync Group = \(group.name), \(state)\n"
            text += ModelDump.lines(group.election.members.map { ("monitor", $0) })
        }
        if !model.scripts.isEmpty { text += "------< VRRP Scripts >------\n" }
        for script in model.scripts {
            let state = status.scripts.first { $0.name == script.name }
            text += " VRRP Script = \(script.name)\n" + ModelDump.lines(of: script)
            text += ModelDump.lines([
                ("Status", state?.isUp.map { $0 ? "GOOD" : "BAD" } ?? "not known yet"),
                ("Last run", state?.last.map { "\($0)" } ?? "none has ended"),
            ])
        }
    }

    private mutating func add(_ instance: VRRPInstance, _ status: InstanceStatus) {
        text += " VRRP Instance = \(instance.name)\n"
        var state = [("State", "\(status.state)")]
        let reasons = status.faultReasons.map(\.sentence)
        if !reasons.isEmpty { state.append(("Fault reasons", reasons.joined(separator: "; "))) }
        if let master = status.masterAddress {
            state.append(("Master router", "\(master)"))
            state.append(("Master priority", "\(status.masterPriority)"))
        }
        state.append(("Using src_ip", status.source.map { "\($0)" } ?? "none"))
        state.append(("Effective priority", "\(status.effectivePriority)"))
        text += ModelDump.lines(state) + ModelDump.lines(of: instance)
    }
}
