import VirtualServers

/// The keywords of `virtual_server`, `real_server` and `virtual_server_group`.
enum VirtualServerKeywords {
    private static let schedulers = [
        "rr", "wrr", "lc", "wlc", "lblc", "sh", "mh", "dh", "fo", "ovf", "lblcr", "sed", "nq", "twos",
    ]
    private static let forwarding = Arguments.special(
        syntax: "NAT|DR|TUN [type ipip|gue|gre] [port N] [nocsum|csum|remcsum]", atLeast: 1, atMost: 6)

    /// `virtual_server`.
    static let virtualServer = service + settings + flags + quorum + failing + servers

    private static let service: [Keyword] = [
        Keyword("ip_family", .choice(["inet", "inet6"])) { $0.setServerFamily($1) },
        Keyword("lb_algo", .choice(schedulers)) { $0.server.scheduler = $0.text($1) },
        Keyword("lvs_sched", .choice(schedulers)) { $0.server.scheduler = $0.text($1) },
        Keyword("lb_kind", forwarding) { $0.server.forwarding = $0.forwarding($1) },
        Keyword("lvs_method", forwarding) { $0.server.forwarding = $0.forwarding($1) },
        Keyword("persistence_engine", .text) { $0.setPersistenceEngine($1) },
        Keyword("persistence_timeout", .optionalNumber(1...2_678_400, absent: 360)) {
            $0.server.persistenceSeconds = UInt32($1.number)
        },
        Keyword("persistence_granularity", .text) { $0.server.granularityStatement = $1.statement },
        Keyword("protocol", .choiceInAnyCase(["TCP", "UDP", "SCTP"])) { $0.setTransport($1) },
    ]

    /// Keywords of both kinds of server, which their checkers inherit.
    private static let settings: [Keyword] = [
        Keyword("retry", .number(Bounds.positive32)) { $0.setRetries($1) },
        Keyword("delay_before_retry", .seconds(Bounds.timer)) { $0.setRetryDelay($1) },
        Keyword("warmup", .seconds(Bounds.timer)) { $0.setWarmup($1) },
        Keyword("connect_timeout", .seconds(Bounds.positiveMicroseconds32)) { $0.setTimeout($1) },
        Keyword("delay_loop", .seconds(Bounds.positiveTimer)) { $0.setInterval($1) },
        Keyword("virtualhost", .text) { $0.setVirtualHost($1) },
    ]

    private static let flags: [Keyword] = [
        Keyword("hashed", .flag, effect: .obsolete) { $0.checkHashing($1, for: ["sh", "mh"]) },
        Keyword("ops", .flag) { $0.server.onePacketStatement = $1.statement },
        Keyword("flag-1", .flag) { interpreter, _ in interpreter.server.flags.insert(.scheduler1) },
        Keyword("flag-2", .flag) { interpreter, _ in interpreter.server.flags.insert(.scheduler2) },
        Keyword("flag-3", .flag) { interpreter, _ in interpreter.server.flags.insert(.scheduler3) },
        Keyword("sh-port", .flag) { $0.setHashing(.scheduler2, $1, for: "sh") },
        Keyword("sh-fallback", .flag) { $0.setHashing(.scheduler1, $1, for: "sh") },
        Keyword("mh-port", .flag) { $0.setHashing(.scheduler2, $1, for: "mh") },
        Keyword("mh-fallback", .flag) { $0.setHashing(.scheduler1, $1, for: "mh") },
    ]

    private static let quorum: [Keyword] = [
        Keyword("quorum", .number(Bounds.positive32)) {
            $0.server.quorum = UInt32($1.number)
            $0.server.quorumStatement = $1.statement
        },
        Keyword("hysteresis", .number(Bounds.unsigned32)) {
            $0.server.hysteresis = UInt32($1.number)
            $0.server.hysteresisStatement = $1.statement
        },
        Keyword("quorum_up", .script) { $0.setServerScript(\.server.quorumUp, $1) },
        Keyword("quorum_down", .script) { $0.setServerScript(\.server.quorumDown, $1) },
        Keyword("weight", .number(1...2_147_483_647)) { $0.server.weight = UInt32($1.number) },
    ]

    private static let failing: [Keyword] = [
        Keyword("inhibit_on_failure", .flag) { interpreter, _ in interpreter.server.inhibitsOnFailure = true
        },
        Keyword("ha_suspend", .flag) { $0.server.suspensionStatement = $1.statement },
        Keyword("smtp_alert", .boolean, effect: .none) { $0.server.alertsByMail = $1.isOn },
        Keyword("snmp_name", .text, effect: .none) { $0.server.managementName = $0.text($1) },
        Keyword("alpha", .flag) { interpreter, _ in interpreter.server.settings.startsDown = true },
        Keyword("omega", .flag) { interpreter, _ in interpreter.server.notifiesAtEnd = true },
    ]

    private static let servers: [Keyword] = [
        Keyword("sorry_server", .special(syntax: "IP [PORT]", atLeast: 1, atMost: 2)) {
            $0.setSorryServer($1)
        },
        Keyword("sorry_server_inhibit", .flag) { $0.inhibitSorryServer($1) },
        Keyword("sorry_server_lvs_method", forwarding) { $0.setSorryForwarding($1) },
        Keyword(
            "real_server",
            .headedBlock(.realServer, syntax: "real_server IP [PORT] {", atLeast: 1, atMost: 2),
            effect: .works),
    ]

    /// Keywords of `virtual_server` that only older releases use.
    static let obsolete: [Keyword] = [
        Keyword("nat_mask", .text, effect: .obsolete)
    ]

    /// `real_server`.
    static let realServer: [Keyword] =
        settings + [
            Keyword("weight", .number(0...2_147_483_647)) { $0.realServer.weight = UInt32($1.number) },
            Keyword("lvs_method", forwarding) { $0.realServer.forwarding = $0.forwarding($1) },
            Keyword("uthreshold", .number(Bounds.unsigned32)) {
                $0.realServer.upperThreshold = UInt32($1.number)
            },
            Keyword("lthreshold", .number(Bounds.unsigned32)) {
                $0.realServer.lowerThreshold = UInt32($1.number)
            },
            Keyword("inhibit_on_failure", .boolean) { $0.realServer.inhibitsOnFailure = $1.isOn },
            Keyword("notify_up", .script) { $0.setServerScript(\.realServer.notifyUp, $1) },
            Keyword("notify_down", .script) { $0.setServerScript(\.realServer.notifyDown, $1) },
            Keyword("alpha", .boolean) { $0.realServer.settings.startsDown = $1.isOn },
            Keyword("smtp_alert", .boolean, effect: .none) { $0.realServer.alertsByMail = $1.isOn },
            Keyword("snmp_name", .text, effect: .none) { $0.realServer.managementName = $0.text($1) },
            Keyword("MISC_CHECK", .block(.miscCheck), effect: .works),
            Keyword("SMTP_CHECK", .block(.smtpCheck), effect: .works),
            Keyword("TCP_CHECK", .block(.tcpCheck), effect: .works),
            Keyword("PING_CHECK", .block(.pingCheck), effect: .works),
            Keyword("UDP_CHECK", .block(.udpCheck), effect: .works),
            Keyword("HTTP_GET", .block(.httpGet), effect: .works),
            Keyword("SSL_GET", .block(.sslGet), effect: .works),
            Keyword("DNS_CHECK", .block(.dnsCheck), effect: .works),
            Keyword("FILE_CHECK", .block(.fileCheck), effect: .works),
            Keyword("BFD_CHECK", .block(.sessionCheck), effect: .works),
        ]

    /// A line of `virtual_server_group` that begins with `fwmark`.
    static let groupLine: [Keyword] = [
        Keyword("fwmark", .number(Bounds.positive32), effect: .works)
    ]
}
