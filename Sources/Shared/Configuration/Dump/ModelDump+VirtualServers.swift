import NetworkTypes
public import VirtualServers

extension ModelDump {
    /// The virtual servers, their groups and what TLS checkers use, in the layout of keepalived_check.data.
    static func virtualServers(of model: Model) -> String {
        var text = ""
        if let tls = model.tls {
            text += "------< SSL definitions >------\n"
            text += lines(shown(TLSSettingRows.all, tls))
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
        var list = shown(VirtualServerSettingRows.shown, server)
        if let sorry = server.sorryServer {
            list.append(
                ("Sorry server", sorry.destination.line + (sorry.isInhibited ? ", inhibited on failure" : ""))
            )
        }
        return lines(list) + server.realServers.map { lines(of: $0) }.joined()
    }

    /// The settings of a real server and its checkers, one a line.
    public static func lines(of server: RealServerDefinition) -> String {
        lines(
            [("Real server", server.destination.line)] + shown(RealServerSettingRows.shown, server)
                + server.checkers.flatMap(\.lines))
    }
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
    /// The timeout and mask of persistence, for the dump.
    var persistence: String {
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
    /// The flags by the words of the file, for the dump.
    var words: String {
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

extension ModelDump {
    /// What TLS checkers use.
    public static func lines(of tls: TLSMaterial?) -> String {
        guard let tls else { return " Using autogen SSL context\n" }
        return shown(TLSSettingRows.all, tls).map { " \($0.0) : \($0.1)\n" }.joined()
    }
}

extension VirtualServerDefinition {
    /// The settings in the layout of keepalived_check.data. The quorum is the one in force, which is at most the weight
    /// of all servers.
    public func dumpLines(quorum: UInt32) -> [String] {
        func state(_ flag: ServiceFlags) -> String { flags.contains(flag) ? "enabled" : "disabled" }
        var lines = [
            "Address family = \(family == .ipv4 ? "inet" : "inet6")", "lvs_sched = \(scheduler)",
            "Hashed = disabled",
        ]
        if ["sh", "mh"].contains(scheduler) {
            lines.append("\(scheduler)-port = \(state(.scheduler2))")
            lines.append("\(scheduler)-fallback = \(state(.scheduler1))")
        } else {
            lines.append("flag-1 = \(state(.scheduler1))")
            lines += ["flag-2 = \(state(.scheduler2))", "flag-3 = \(state(.scheduler3))"]
        }
        lines.append("One packet scheduling = \(state(.onePacket))")
        if let engine = persistenceEngine { lines.append("persistence engine = \(engine)") }
        if flags.contains(.persistent) { lines.append("persistence timeout = \(persistenceSeconds)") }
        lines += ["protocol = \(transportText)", "omega is \(notifiesAtEnd ? "ON" : "OFF")"]
        lines.append("quorum = \(quorum), hysteresis = \(hysteresis)")
        if let command = quorumUp {
            lines.append("Quorum up notify script = \(command.dumpText), \(command.ownerText)")
        }
        if let command = quorumDown {
            lines.append("Quorum down notify script = \(command.dumpText), \(command.ownerText)")
        }
        if suspendsWithoutAddress { lines.append("Using HA suspend") }
        lines.append("Using smtp notification = \(alertsByMail ? "yes" : "no")")
        if let sorry = sorryServer {
            let name = ServerName(sorry.destination.id, of: self.name)
            lines += ["sorry server = \(name)", "  forwarding method = \(sorry.destination.dumpText)"]
            lines.append("  Inhibit on failure is \(sorry.isInhibited ? "ON" : "OFF")")
        }
        return lines
    }

    private var transportText: String {
        switch name {
        case .service(.address(let transport, _, _)), .group(_, let transport):
            String(describing: transport).uppercased()
        case .service(.firewallMark): "none"
        }
    }
}

extension Destination {
    /// The way to it: `NAT`, `DR`, `TUN, type = IPIP`.
    public var dumpText: String {
        switch method {
        case .masquerade: "NAT"
        case .tunnel: "TUN, type = \(String(describing: tunnel.kind).uppercased())"
        default: "DR"
        }
    }
}
