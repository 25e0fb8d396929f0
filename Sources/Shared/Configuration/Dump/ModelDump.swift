import BFD
import Election

/// A model as text in the layout of keepalived.data, with every default shown and every secret masked.
public enum ModelDump {
    /// The whole model.
    public static func text(of model: Model) -> String {
        var text = "------< Global definitions >------\n"
        text += lines(
            shown(GlobalSettingRows.shown, model.global)
                + [("VRRP startup delay", "\(model.global.startupDelay)")])
        text += processes(of: model.global)
        text += "------< VRRP Topology >------\n"
        for instance in model.instances {
            text += " VRRP Instance = \(instance.name)\n" + lines(of: instance)
        }
        if !model.groups.isEmpty { text += "------< VRRP Sync groups >------\n" }
        for group in model.groups {
            text +=
                " VRRP Sync Group = \(group.name)\n" + lines(group.election.members.map { ("monitor", $0) })
        }
        if !model.scripts.isEmpty { text += "------< VRRP Scripts >------\n" }
        for script in model.scripts { text += " VRRP Script = \(script.name)\n" + lines(of: script) }
        if !model.sessions.isEmpty { text += "------< BFD Topology >------\n" }
        for session in model.sessions {
            text += " BFD Instance = \(session.name)\n" + lines(of: session)
        }
        return text + virtualServers(of: model)
    }

    /// The settings of a BFD session, one a line.
    public static func lines(of session: BFDInstance) -> String {
        lines(shown(SessionSettingRows.all, session))
    }

    /// The settings of an instance, one a line.
    public static func lines(of instance: VRRPInstance) -> String {
        var list = shown(InstanceSettingRows.all, instance)
        list.append(("Authentication type", instance.authentication.masked))
        if instance.election.peers.isEmpty {
            list.append(("Multicast address", "\(instance.election.multicastGroup)"))
        }
        list += instance.election.peers.map { ("Unicast Peer", "\($0)") }
        list += instance.addresses.map { ("Virtual IP", $0.line) }
        list += instance.excludedAddresses.map { ("Virtual IP Excluded", $0.line) }
        list += instance.trackedInterfaces.map { ("Tracked interface", $0.line) }
        list += instance.trackedScripts.map { ("Tracked script", $0.line) }
        list += instance.trackedFiles.map { ("Tracked file", $0.line) }
        list += instance.trackedSessions.map { ("Tracked BFD", $0.line) }
        if let fault = instance.election.configurationFault { list.append(("Configuration fault", fault)) }
        return lines(list)
    }

    /// The settings of an instance that keepalived.data shows together, in its order.
    public static func settingLines(of instance: VRRPInstance) -> [String] {
        shown(InstanceSettingRows.shown, instance).map { "\($0.0) = \($0.1)" }
    }

    /// The settings of a script, one a line.
    public static func lines(of script: VRRPScript) -> String {
        lines(
            [("Command", script.command.text)] + shown(ScriptSettingRows.all, script) + [
                ("Disabled", script.disabledBecause ?? "no")
            ])
    }

    /// The value of a setting in keepalived.json.
    public enum Value: Equatable, Sendable {
        /// A number, without a unit.
        case number(Int)
        /// A time.
        case time(Duration)
        /// Whether a keyword is on.
        case flag(Bool)
        /// A text.
        case text(String)
    }

    /// The settings of an instance with their keys in keepalived.json, in its order.
    public static func members(of instance: VRRPInstance) -> [(key: String, value: Value)] {
        members(InstanceSettingRows.all, instance)
    }

    /// The scripts that are given, with their keys in keepalived.json, in its order.
    public static func members(of scripts: NotificationScripts) -> [(key: String, value: Value)] {
        members(NotificationSettingRows.shown, scripts)
    }

    private static func members<Owner>(
        _ settings: [Setting<Owner>], _ owner: Owner
    ) -> [(key: String, value: Value)] {
        settings.compactMap { setting in
            guard let key = setting.key, let value = setting.property?.member(owner) else { return nil }
            return (key, value)
        }
    }

    /// The settings of a block that keepalived.data shows.
    static func shown<Owner>(_ settings: [Setting<Owner>], _ owner: Owner) -> [(String, String)] {
        settings.compactMap { setting in
            guard let label = setting.label, let text = setting.property?.text(owner) else { return nil }
            return (label, text)
        }
    }

    /// Keys and values with the dump's indentation.
    public static func lines(_ list: [(key: String, value: String)]) -> String {
        indented(list.map { "\($0.key) = \($0.value)" })
    }

    /// Lines of a block, under its title.
    public static func indented(_ lines: [String]) -> String { lines.map { "   \($0)\n" }.joined() }
}

extension VRRPInstance.Authentication {
    fileprivate var masked: String {
        switch self {
        case .none: "none"
        case .password: "SIMPLE_PASSWORD, password ********"
        case .header: "IPSEC_AH, password ********"
        }
    }
}

extension InstanceSettings.Tracking {
    fileprivate var line: String { "\(subject.name) weight \(weight)\(isReversed ? " reverse" : "")" }
}

extension VirtualAddress {
    /// The address as keepalived's dumps show it.
    public var line: String {
        "\(address)/\(prefixLength) dev \(interface)\(label.map { " label \($0)" } ?? "")"
    }
}
