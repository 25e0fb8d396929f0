import NetworkTypes
import VirtualServers

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
