import NetworkTypes
import VirtualServers

extension ModelDump {
    /// The virtual servers, their groups and what TLS checkers use, in the layout of keepalived_check.data.
    static func virtualServers(of model: Model) -> String {
        var text = ""
        if let tls = model.tls {
            text += "------< SSL definitions >------\n"
            text += lines([
                ("Password", tls.password == nil ? "none" : "********"),
                ("CA-file", tls.authorities ?? "the system's"),
                ("Certificate file", tls.certificate ?? "none"),
                ("Key file", tls.key ?? "none"),
            ])
        }
        if !model.virtualServerGroups.isEmpty { text += "------< Virtual server groups >------\n" }
        for group in model.virtualServerGroups {
            text += " Virtual Server Group = \(group.name)\n" + lines(group.members.map(\.line))
        }
        if !model.virtualServers.isEmpty { text += "------< LVS Topology >------\n" }
        for server in model.virtualServers {
            text += " Virtual server = \(server.name.longText)\n" + lines(of: server)
        }
        return text
    }

    /// The settings of a virtual server and its real servers, one a line.
    public static func lines(of server: VirtualServerDefinition) -> String {
        var list: [(String, String)] = [
            ("Address family", "\(server.family)"), ("lvs_sched", server.scheduler),
            ("Flags", server.flags.words), ("Persistence", server.persistence),
            ("Persistence engine", server.persistenceEngine ?? "none"),
            ("ha_suspend", onOff(server.suspendsWithoutAddress)), ("omega", onOff(server.notifiesAtEnd)),
            ("Quorum", "\(server.quorum), hysteresis \(server.hysteresis)"),
            ("Quorum up notify script", server.quorumUp?.text ?? "none"),
            ("Quorum down notify script", server.quorumDown?.text ?? "none"),
            ("SMTP alert", onOff(server.alertsByMail)), ("SNMP name", server.managementName ?? "none"),
        ]
        if let sorry = server.sorryServer {
            list.append(
                ("Sorry server", sorry.destination.line + (sorry.isInhibited ? ", inhibited on failure" : ""))
            )
        }
        return lines(list) + server.realServers.map { lines(of: $0) }.joined()
    }

    /// The settings of a real server and its checkers, one a line.
    public static func lines(of server: RealServerDefinition) -> String {
        let head = lines([
            ("Real server", server.destination.line),
            ("  Inhibit on failure", onOff(server.inhibitsOnFailure)), ("  Alpha", onOff(server.startsDown)),
            ("  Notify up script", server.notifyUp?.text ?? "none"),
            ("  Notify down script", server.notifyDown?.text ?? "none"),
            ("  SMTP alert", onOff(server.alertsByMail)), ("  SNMP name", server.managementName ?? "none"),
        ])
        return head + lines(server.checkers.flatMap(\.lines))
    }

    fileprivate static func onOff(_ isOn: Bool) -> String { isOn ? "on" : "off" }
}

extension ServiceName {
    /// The name in plain words: `TCP 192.0.2.1:80`, `firewall mark 7`, `group web (TCP)`.
    fileprivate var longText: String {
        switch self {
        case .service(let id): "\(id)"
        case .group(let name, let transport):
            "group \(name) (\(String(describing: transport).uppercased()))"
        }
    }
}

extension VirtualServerDefinition {
    fileprivate var persistence: String {
        guard flags.contains(.persistent) else { return "none" }
        let mask =
            switch clientMask {
            case .ipv4(let mask): "\(mask)"
            case .ipv6(let length): "\(length)"
            }
        return "\(persistenceSeconds) s, granularity \(mask)"
    }
}

extension ServiceFlags {
    fileprivate var words: String {
        let names: [(ServiceFlags, String)] = [
            (.onePacket, "ops"), (.scheduler1, "flag-1"), (.scheduler2, "flag-2"), (.scheduler3, "flag-3"),
        ]
        let set = names.filter { contains($0.0) }.map(\.1)
        return set.isEmpty ? "none" : set.joined(separator: " ")
    }
}

extension Destination {
    fileprivate var line: String {
        let forwarding =
            switch method {
            case .masquerade: "NAT"
            case .tunnel: "TUN \(tunnel.line)"
            default: "DR"
            }
        return "\(id), \(forwarding), weight \(weight), thresholds \(lowerThreshold) to \(upperThreshold)"
    }
}

extension Tunnel {
    fileprivate var line: String {
        "\(kind)" + (kind == .gue ? " port \(port)" : "")
            + (checksum == .none ? "" : checksum == .outer ? " csum" : " remcsum")
    }
}

extension VirtualServerGroup.Member {
    fileprivate var line: (key: String, value: String) {
        switch self {
        case .addresses(let first, let last, let port):
            (
                "Address",
                (first == last ? "\(first)" : "\(first)-\(last)") + (port == 0 ? "" : " port \(port)")
            )
        case .firewallMark(let mark, let family):
            ("Firewall mark", "\(mark)" + (family.map { " \($0)" } ?? ""))
        }
    }
}
