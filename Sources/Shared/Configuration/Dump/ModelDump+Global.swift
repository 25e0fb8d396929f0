import Election
import NetworkTypes
import VirtualServers

extension ModelDump {
    /// The settings of `global_defs` in the layout and order of keepalived 2.2.7, with which all dumps begin. The name of
    /// the host is that of the router unless the file names it.
    public static func global(_ global: GlobalDefinitions, hostName: String) -> String {
        let lines =
            identityLines(global, hostName) + scriptLines(global) + serverLines(global.ipvs)
            + pipeLines(global.notificationPipes) + announcementLines(global) + processLines(global)
            + securityLines(global)
        return "------< Global definitions >------\n" + lines.map { " \($0)\n" }.joined()
    }

    private static func identityLines(_ global: GlobalDefinitions, _ hostName: String) -> [String] {
        var lines = [
            "Network namespace = \(global.networkNamespace ?? "(default)")",
            "Network namespace ipvs = (main namespace)",
        ]
        let names: [(String, String?)] = [
            ("Instance name", global.instance), ("Parent process name", global.processName),
            ("VRRP process name", global.vrrpProcess.name), ("LVS process name", global.checkerProcess.name),
        ]
        lines += names.compactMap { key, name in name.map { "\(key) = \($0)" } }
        lines.append("Router ID = \(global.routerID ?? hostName)")
        lines += mailLines(global.mail, hostName)
        lines += [
            "Checkers log all failures = \(global.logsAllCheckerFailures)", "Test config before reload",
        ]
        if global.namesDumpsAfterInstance { lines.append("Use instance name in data dumps") }
        return lines
    }

    /// The secrets are left out, and all that is ours.
    private static func mailLines(_ mail: MailSettings, _ hostName: String) -> [String] {
        var lines: [String] = []
        if let server = mail.server {
            lines += ["Smtp server = \(server)", "Smtp server port = \(mail.port)"]
        }
        if let name = mail.clientName { lines.append("Smtp HELO name = \(name)") }
        if mail.isComplete {
            lines += [
                "Smtp server connection timeout = \(mail.timeout.components.seconds)",
                "Email notification from = \(mail.sender?.text ?? "root@\(hostName)")",
                "Email notification to:",
            ]
            lines += mail.recipients.map { "  \($0.text)" }
        }
        let defaults = [
            ("smtp_alert", mail.alerts), ("smtp_alert_vrrp", mail.alertsOfRouters),
            ("smtp_alert_checker", mail.alertsOfCheckers),
        ]
        return lines + defaults.map { "Default \($0) = \($1.map { $0 ? "on" : "off" } ?? "unset")" }
    }

    private static func scriptLines(_ global: GlobalDefinitions) -> [String] {
        var lines: [String] = []
        if let script = global.startupScript {
            let limit = global.startupScriptTimeout.components.seconds
            lines.append("Startup script = \(script.dumpText), \(script.ownerText), timeout \(limit)")
        }
        if let script = global.shutdownScript {
            let limit = global.shutdownScriptTimeout.components.seconds
            lines.append("Shutdown script = \(script.dumpText), \(script.ownerText) timeout \(limit)")
        }
        lines.append("Dynamic interfaces = \(global.allowsMissingInterfaces)")
        if global.allowsMissingInterfaces { lines.append("Allow interface changes = true") }
        if global.mail.omitsFaults { lines.append("Send emails for fault transitions = off") }
        return lines
    }

    private static func serverLines(_ ipvs: IPVSDefinitions) -> [String] {
        var lines: [String] = []
        if let timeouts = ipvs.timeouts {
            let all = [
                ("TCP", timeouts.tcpSeconds), ("TCP FIN", timeouts.tcpFINSeconds),
                ("UDP", timeouts.udpSeconds),
            ]
            lines += all.filter { $0.1 > 0 }.map { "LVS \($0.0) timeout = \($0.1)" }
        }
        if let synchronization = ipvs.synchronization {
            let daemon = synchronization.daemon
            if let instance = synchronization.instance { lines.append("LVS syncd vrrp name = \(instance)") }
            lines += ["LVS syncd interface = \(daemon.interface)", "LVS syncd syncid = \(daemon.syncID)"]
            if let length = daemon.maximumLengthBytes { lines.append("LVS syncd maxlen = \(length)") }
            if let group = daemon.group { lines.append("LVS mcast group \(group)") }
            if let port = daemon.port { lines.append("LVS syncd mcast port = \(port)") }
            if let timeToLive = daemon.timeToLive { lines.append("LVS syncd mcast ttl = \(timeToLive)") }
        }
        let flush =
            switch ipvs.flushAtStop {
            case .ownServers: "disabled"
            case .ownServices: "VS"
            case .everything: "full"
            }
        lines.append("Disable local IGMP = no")
        return lines + ["LVS flush = \(ipvs.flushesAtStart)", "LVS flush on stop = \(flush)"]
    }

    private static func pipeLines(_ pipes: [NotificationPipe]) -> [String] {
        pipes.flatMap { pipe in
            let name =
                switch pipe.subjects {
                case .routers: "VRRP"
                case .servers: "LVS"
                default: "Global"
                }
            let owner = "uid:gid \(pipe.owner?.userID ?? 0):\(pipe.owner?.groupID ?? 0)"
            let reader = pipe.reader.map { "\(name) notify fifo script = \($0.dumpText), \($0.ownerText)" }
            return ["\(name) notify fifo = \(pipe.path), \(owner)"] + [reader].compactMap(\.self)
        }
    }

    private static func announcementLines(_ global: GlobalDefinitions) -> [String] {
        let defaults = global.instanceDefaults.election
        let announcement = defaults.announcement
        return [
            "FIFO write vrrp states on reload = \(global.reportsStatesOnReload)",
            "VRRP notify priority changes = \(global.instanceDefaults.reportsPriorityChanges)",
            "VRRP IPv4 mcast group = \(global.multicastGroupIPv4)",
            "VRRP IPv6 mcast group = \(global.multicastGroupIPv6)",
            "Gratuitous ARP delay = \(announcement.masterDelay.components.seconds)",
            "Gratuitous ARP repeat = \(announcement.masterRepeat)",
            "Gratuitous ARP refresh timer = \(announcement.refreshInterval.components.seconds)",
            "Gratuitous ARP refresh repeat = \(announcement.refreshRepeat)",
            "Gratuitous ARP lower priority delay = \(announcement.lowerPriorityDelay.components.seconds)",
            "Gratuitous ARP lower priority repeat = \(announcement.lowerPriorityRepeat)",
            "Num adverts before down = \(defaults.downTimerAdverts)",
            "Send advert after receive lower priority advert = \(defaults.answersLowerPriority)",
            "Send advert after receive higher priority advert = \(defaults.sendsBeforeYielding)",
            "Gratuitous ARP interval = \(sixDecimals(global.announcements.garpInterval))",
            "Gratuitous NA interval = \(sixDecimals(global.announcements.gnaInterval))",
            "VRRP default protocol version = \(defaults.version.rawValue)",
            "VRRP check unicast_src = \(defaults.checksUnicastSource)",
            "VRRP skip check advert addresses = \(defaults.skipsAddressCheckOfKnownMaster)",
            "VRRP strict mode = \(global.instanceDefaults.isStrict)",
        ]
    }

    private static func processLines(_ global: GlobalDefinitions) -> [String] {
        let processes = [("VRRP", global.vrrpProcess), ("Checker", global.checkerProcess)]
        return processes.flatMap { name, process in
            var lines = [
                "\(name) process priority = \(process.niceness)",
                "\(name) don't swap = \(process.locksMemory)",
                "\(name) realtime priority = \(process.realtimePriority ?? 0)",
            ]
            if !process.processors.isEmpty {
                let list = process.processors.map { "\($0)" }.joined(separator: " ")
                lines.append("\(name) CPU Affinity = \(list)")
            }
            return lines
        }
    }

    private static func securityLines(_ global: GlobalDefinitions) -> [String] {
        let owner = global.scriptCredentials
        var lines = ["vrrp", "checker", "RFCv2", "RFCv3", "traps"].map { "SNMP \($0) disabled" }
        lines += [
            "DBus disabled", "Script security \(global.isScriptSecurityEnabled ? "enabled" : "disabled")",
            "Default script uid:gid \(owner?.userID ?? 0):\(owner?.groupID ?? 0)",
            "rs_init_notifies = \(global.ipvs.reportsInitialServers ? 1 : 0)",
            "no_checker_emails = \(global.mail.omitsOtherChecks ? 1 : 0)",
            "umask = 0\(String(global.fileModeMask ?? 0o177, radix: 8))",
        ]
        if global.startupDelay > .zero {
            lines.append(
                "vrrp_startup_delay = \(Numbers.text(millionths: Numbers.microseconds(global.startupDelay)))")
        }
        if global.logsUnknownVirtualRouters { lines.append("log_unknown_vrids") }
        return lines
    }

    /// Seconds with six decimals.
    public static func sixDecimals(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let digits = String(attoseconds / 1_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension Command {
    /// The words as keepalived's dumps show them: `'/bin/echo' 'a b'`.
    public var dumpText: String { words.map { "'\($0)'" }.joined(separator: " ") }

    /// The user and group as the dumps show them; that of the daemon is root.
    public var ownerText: String { "uid:gid \(ownerNumbers)" }

    /// The numbers of its user and group: `0:0`.
    public var ownerNumbers: String { "\(credentials?.userID ?? 0):\(credentials?.groupID ?? 0)" }
}

extension VirtualAddress {
    /// The address as keepalived's dumps show it: `10.0.0.1/24 dev eth0 scope global set`, the last word only if the
    /// interface has it now.
    public func dumpText(isSet: Bool) -> String {
        let isHost = prefixLength == (address.family == .ipv4 ? 32 : 128)
        var words = [isHost ? "\(address)" : "\(address)/\(prefixLength)"]
        if case .address(let broadcast) = broadcast { words.append("brd \(broadcast)") }
        words += ["dev \(interface)", "scope \(scopeName)"]
        if let label { words.append("label \(label)") }
        if let peer { words.append(isHost ? "peer \(peer)/\(prefixLength)" : "peer \(peer)") }
        let flags = [
            (isHomeAddress, "home"), (managesTemporaryAddresses, "mngtmpaddr"),
            (hasNoPrefixRoute, "noprefixroute"), (joinsMulticast, "autojoin"), (isUntracked, "no_track"),
        ]
        words += flags.filter(\.0).map(\.1)
        if address.family == .ipv6 {
            switch preferredLifetimeSeconds {
            case nil: words.append("preferred_lft forever")
            case 0: words.append("deprecated")
            case .some(let seconds): words.append("preferred_lft \(seconds)")
            }
        }
        if isSet { words.append("set") }
        return words.joined(separator: " ")
    }

    /// The kernel's scopes that have a name (`RT_SCOPE_…`), else the number.
    private var scopeName: String {
        switch scope {
        case 0: "global"
        case 200: "site"
        case 253: "link"
        case 254: "host"
        case 255: "nowhere"
        default: "\(scope)"
        }
    }
}
