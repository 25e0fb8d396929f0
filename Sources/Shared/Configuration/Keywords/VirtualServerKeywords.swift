/// The keywords of `virtual_server`, `real_server` and `virtual_server_group`.
enum VirtualServerKeywords {
    private static let forwarding = Arguments.special(
        syntax: "NAT|DR|TUN [type ipip|gue|gre] [port N] [nocsum|csum|remcsum]", atLeast: 1, atMost: 6)

    /// `virtual_server`.
    static let virtualServer =
        (VirtualServerSettingRows.all + VirtualServerSettingRows.commands)
        .flatMap { $0.keywords(.server) } + inherited(.server)
        + RealServerSettingRows.inherited.map { $0.outerKeyword(.server) } + special

    /// Settings of checkers, which both kinds of server may give.
    private static func inherited(_ place: SettingPlace) -> [Keyword] {
        PaceSettingRows.inherited.map { $0.outerKeyword(place) }
            + [
                ConnectionSettingRows.timeout.outerKeyword(place),
                PageSettingRows.virtualHost.outerKeyword(place),
            ]
    }

    private static let special: [Keyword] = [
        Keyword("lb_kind", forwarding) { $0.server.forwarding = $0.forwarding($1) },
        Keyword("lvs_method", forwarding) { $0.server.forwarding = $0.forwarding($1) },
        Keyword("hashed", .flag, effect: .obsolete) { _ = $0.acceptsHashing($1, for: ["sh", "mh"]) },
        // Only older releases use it.
        Keyword("nat_mask", .text, effect: .obsolete),
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

    /// `real_server`.
    static let realServer: [Keyword] =
        (RealServerSettingRows.all + RealServerSettingRows.commands)
        .flatMap { $0.keywords(.realServer) } + inherited(.realServer) + [
            Keyword("lvs_method", forwarding) { $0.realServer.forwarding = $0.forwarding($1) },
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
