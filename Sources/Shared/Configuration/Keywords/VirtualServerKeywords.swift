/// The words of `virtual_server`, `real_server` and `virtual_server_group`.
enum VirtualServerKeywords {
    private static let schedulers = [
        "rr", "wrr", "lc", "wlc", "lblc", "sh", "mh", "dh", "fo", "ovf", "lblcr", "sed", "nq", "twos",
    ]
    private static let forwarding = Arguments.special(
        syntax: "NAT|DR|TUN [type ipip|gue|gre] [port N] [nocsum|csum|remcsum]", atLeast: 1, atMost: 6)

    /// `virtual_server`.
    static let virtualServer: [Keyword] = [
        Keyword("ip_family", .choice(["inet", "inet6"])),
        Keyword("retry", .number(Bounds.positive32)),
        Keyword("delay_before_retry", .seconds(Bounds.timer)),
        Keyword("warmup", .seconds(Bounds.timer)),
        Keyword("connect_timeout", .seconds(Bounds.positiveMicroseconds32)),
        Keyword("delay_loop", .seconds(Bounds.positiveTimer)),
        Keyword("inhibit_on_failure", .flag),
        Keyword("lb_algo", .choice(schedulers)),
        Keyword("lvs_sched", .choice(schedulers)),
        Keyword("hashed", .flag),
        Keyword("ops", .flag),
        Keyword("flag-1", .flag),
        Keyword("flag-2", .flag),
        Keyword("flag-3", .flag),
        Keyword("sh-port", .flag),
        Keyword("sh-fallback", .flag),
        Keyword("mh-port", .flag),
        Keyword("mh-fallback", .flag),
        Keyword("lb_kind", forwarding),
        Keyword("lvs_method", forwarding),
        Keyword("persistence_engine", .text),
        Keyword("persistence_timeout", .optionalNumber(1...2_678_400, absent: 360)),
        Keyword("persistence_granularity", .text),
        Keyword("protocol", .choiceInAnyCase(["TCP", "UDP", "SCTP"])),
        Keyword("ha_suspend", .flag),
        Keyword("smtp_alert", .boolean),
        Keyword("virtualhost", .text),
        Keyword("snmp_name", .text),
        Keyword("alpha", .flag),
        Keyword("omega", .flag),
        Keyword("quorum_up", .script),
        Keyword("quorum_down", .script),
        Keyword("quorum", .number(Bounds.positive32)),
        Keyword("hysteresis", .number(Bounds.unsigned32)),
        Keyword("weight", .number(1...2_147_483_647)),
        Keyword("sorry_server", .special(syntax: "IP [PORT]", atLeast: 1, atMost: 2)),
        Keyword("sorry_server_inhibit", .flag),
        Keyword("sorry_server_lvs_method", forwarding),
        Keyword(
            "real_server", .headedBlock(.realServer, syntax: "real_server IP [PORT] {", atLeast: 1, atMost: 2)
        ),
    ]

    /// Words of `virtual_server` that older releases knew.
    static let obsolete: [Keyword] = [
        Keyword("nat_mask", .text, effect: .obsolete)
    ]

    /// `real_server`.
    static let realServer: [Keyword] = [
        Keyword("weight", .number(0...2_147_483_647)),
        Keyword("lvs_method", forwarding),
        Keyword("uthreshold", .number(Bounds.unsigned32)),
        Keyword("lthreshold", .number(Bounds.unsigned32)),
        Keyword("inhibit_on_failure", .boolean),
        Keyword("notify_up", .script),
        Keyword("notify_down", .script),
        Keyword("alpha", .boolean),
        Keyword("retry", .number(Bounds.positive32)),
        Keyword("delay_before_retry", .seconds(Bounds.timer)),
        Keyword("warmup", .seconds(Bounds.timer)),
        Keyword("connect_timeout", .seconds(Bounds.positiveMicroseconds32)),
        Keyword("delay_loop", .seconds(Bounds.positiveTimer)),
        Keyword("smtp_alert", .boolean),
        Keyword("virtualhost", .text),
        Keyword("snmp_name", .text),
        Keyword("MISC_CHECK", .block(.miscCheck)),
        Keyword("SMTP_CHECK", .block(.smtpCheck)),
        Keyword("TCP_CHECK", .block(.tcpCheck)),
        Keyword("PING_CHECK", .block(.pingCheck)),
        Keyword("UDP_CHECK", .block(.udpCheck)),
        Keyword("HTTP_GET", .block(.httpGet)),
        Keyword("SSL_GET", .block(.sslGet)),
        Keyword("DNS_CHECK", .block(.dnsCheck)),
        Keyword("FILE_CHECK", .block(.fileCheck)),
        Keyword("BFD_CHECK", .block(.sessionCheck)),
    ]

    /// A line of `virtual_server_group` that begins with `fwmark`.
    static let groupLine: [Keyword] = [
        Keyword("fwmark", .number(Bounds.unsigned32))
    ]
}
