/// The keywords outside all blocks.
enum RootKeywords {
    static let all =
        words + GlobalSettingRows.root.flatMap { $0.keywords(.global) } + working + inactive

    private static let words: [Keyword] = [
        Keyword("linkbeat_use_polling", .flag),
        Keyword("net_namespace_ipvs", .optionalText),
        Keyword("namespace_with_ipsets", .flag),
    ]

    private static let working: [Keyword] = [
        Keyword("global_defs", .block(.globalDefinitions), effect: .works),
        Keyword("vrrp_instance", .namedBlock(.instance), effect: .works),
        Keyword("vrrp_sync_group", .namedBlock(.group), effect: .works),
        Keyword("vrrp_script", .namedBlock(.script), effect: .works),
        Keyword("garp_group", .block(.announcementGroup), effect: .works),
        Keyword("bfd_instance", .namedBlock(.session), effect: .works),
        // Virtual routers do not track files yet; a diagnostic of their own says so.
        Keyword("track_file", .namedBlock(.trackFile), effect: .works),
        Keyword("SSL", .block(.ssl), effect: .works),
        Keyword("virtual_server_group", .namedBlock(.virtualServerGroup), effect: .works),
        Keyword(
            "virtual_server",
            .headedBlock(
                .virtualServer, syntax: "virtual_server IP [PORT] | fwmark N | group NAME {", atLeast: 1,
                atMost: 2), effect: .works),
    ]

    private static let inactive: [Keyword] = [
        Keyword("track_group", .namedBlock(.trackGroup)),
        Keyword("static_ipaddress", .block(.staticAddresses)),
        Keyword("static_routes", .block(.staticRoutes)),
        Keyword("static_rules", .block(.staticRules)),
        Keyword("linkbeat_interfaces", .block(.linkbeatInterfaces)),
        Keyword("vrrp_track_process", .namedBlock(.trackProcess), effect: .works),
        Keyword("interface_up_down_delays", .block(.upDownDelays)),
        Keyword("vrrp_track_file", .namedBlock(.oldTrackFile), effect: .oldSpelling(of: "track_file")),
    ]
}
