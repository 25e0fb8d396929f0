/// The keywords of `vrrp_instance` and its `authentication` block.
enum InstanceKeywords {
    static let all = settings + notifications + blocks + inactive

    private static let settings = InstanceSettingRows.all.flatMap { $0.keywords(.instance) }
    private static let notifications = NotificationSettingRows.all
        .flatMap { $0.keywords(.instanceNotifications) }

    /// `authentication`.
    static let authentication = InstanceSettingRows.authentication.flatMap { $0.keywords(.instance) }

    private static let blocks: [Keyword] = [
        Keyword("authentication", .block(.authentication), effect: .works),
        Keyword("auth_hmac", .block(.messageAuthentication), effect: .unsupported),
        Keyword("unicast_peer", .block(.unicastPeers), effect: .works),
        Keyword("virtual_ipaddress", .block(.addresses), effect: .works),
        Keyword("virtual_ipaddress_excluded", .block(.excludedAddresses), effect: .works),
        Keyword("track_interface", .block(.instanceTrackedInterfaces), effect: .works),
        Keyword("track_script", .block(.instanceTrackedScripts), effect: .works),
        Keyword("track_file", .block(.instanceTrackedFiles), effect: .works),
        Keyword("track_process", .block(.instanceTrackedProcesses), effect: .works),
        Keyword("track_bfd", .block(.instanceTrackedSessions), effect: .works),
    ]

    private static let inactive: [Keyword] = [
        Keyword(
            "use_vmac",
            .special(syntax: "[[name] IFNAME] [MAC] [netlink_notify_msg] [group GRP]", atLeast: 0, atMost: 6),
            effect: .unsupported),
        Keyword("use_vmac_addr", .flag, effect: .unsupported),
        Keyword("vmac_xmit_base", .flag),
        Keyword(
            "use_ipvlan",
            .special(
                syntax: "[[name] IFNAME] [IP[/LEN]] [bridge|private|vepa] [group GRP]", atLeast: 0, atMost: 7),
            effect: .unsupported),
        Keyword("old_unicast_checksum", .optionalChoice(["never"])),
        Keyword("vrf", .interface),
        Keyword("promote_secondaries", .flag),
        Keyword("linkbeat_use_polling", .flag, oldSpellingOf: "linkbeat_interfaces"),
        Keyword("virtual_routes", .block(.virtualRoutes), effect: .unsupported),
        Keyword("virtual_rules", .block(.virtualRules), effect: .unsupported),
        // Packets to the addresses are accepted, which is what `accept` asks for.
        Keyword("accept", .flag, effect: .works),
        Keyword("no_accept", .flag),
        Keyword("debug", .number(0...4), effect: .obsolete),
        Keyword("lvs_sync_daemon_interface", .interface, oldSpellingOf: "lvs_sync_daemon"),
        Keyword("lvs_sync_daemon_inteface", .interface, oldSpellingOf: "lvs_sync_daemon"),
        Keyword("timer_expired_backup", .optionalNumber(1...254, absent: 254)),
        Keyword(
            "thread_timer_expired", .optionalNumber(1...254, absent: 254),
            oldSpellingOf: "timer_expired_backup"),
        Keyword("garp_extra_if", .special(syntax: "[all] SECS", atLeast: 1, atMost: 2)),
        Keyword(
            "vmac_garp_intvl", .special(syntax: "[all] SECS", atLeast: 1, atMost: 2),
            oldSpellingOf: "garp_extra_if"),
    ]
}
