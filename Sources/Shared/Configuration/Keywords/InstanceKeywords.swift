import NetworkTypes

/// The keywords of `vrrp_instance` and its `authentication` block.
enum InstanceKeywords {
    static let all =
        identity + advertising + preemption + addresses + tracking + scripts + inactive
        + InstanceSettingRows.all.map { $0.keyword(\.instance.given) }

    private static let identity: [Keyword] = [
        Keyword("state", .text) { $0.setState($1) },
        Keyword("interface", .interface) {
            $0.instance.interface = $0.text($1)
            $0.instance.interfaceStatement = $1.statement
        },
        Keyword("native_ipv6", .flag) { interpreter, value in
            interpreter.setFamily(.ipv6, value.statement, word: 0)
        },
        Keyword("authentication", .block(.authentication), effect: .works),
        Keyword("auth_hmac", .block(.messageAuthentication), effect: .unsupported),
    ]

    private static let advertising: [Keyword] = [
        Keyword("mcast_src_ip", .address) { $0.setSource($1, isUnicast: false) },
        Keyword("unicast_src_ip", .address) { $0.setSource($1, isUnicast: true) },
        Keyword("mcast_dst_ip", .multicast) { $0.setInstanceGroup($1) },
        Keyword("unicast_peer", .block(.unicastPeers), effect: .works),
    ]

    private static let preemption: [Keyword] = [
        Keyword("preempt", .flag) { interpreter, _ in interpreter.instance.noPreemptStatement = nil },
        Keyword("nopreempt", .flag) { $0.instance.noPreemptStatement = $1.statement },
    ]

    private static let addresses: [Keyword] = [
        Keyword("virtual_ipaddress", .block(.addresses), effect: .works),
        Keyword("virtual_ipaddress_excluded", .block(.excludedAddresses), effect: .works),
        Keyword("no_virtual_ipaddress", .flag) { interpreter, _ in
            interpreter.instance.allowsNoAddresses = true
        },
    ]

    private static let tracking: [Keyword] = [
        Keyword("track_interface", .block(.instanceTrackedInterfaces), effect: .works),
        Keyword("track_script", .block(.instanceTrackedScripts), effect: .works),
        Keyword("track_file", .block(.instanceTrackedFiles), effect: .unsupported),
        Keyword("track_process", .block(.instanceTrackedProcesses), effect: .unsupported),
        Keyword("track_bfd", .block(.instanceTrackedSessions), effect: .works),
    ]

    private static let scripts: [Keyword] =
        NotificationKind.allCases.filter { $0 != .deleted }.map { kind in
            Keyword(kind.rawValue, .script) { $0.setNotification(kind, $1, \.instance.notifications) }
        } + [
            Keyword(NotificationKind.deleted.rawValue, .optionalScript) {
                $0.instance.notifications.reportsDeleted = true
                if $1.isGiven { $0.setNotification(.deleted, $1, \.instance.notifications) }
            }
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
        Keyword("smtp_alert", .boolean),
        Keyword("notify_priority_changes", .boolean),
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

    /// `authentication`.
    static let authentication: [Keyword] = [
        Keyword("auth_type", .choice(["PASS", "AH"])) { $0.instance.authenticationType = $0.text($1) },
        Keyword("auth_pass", .text) { $0.setPassword($1) },
    ]
}
