/// Keywords of `global_defs` that are checked but have no effect yet.
enum InactiveGlobalKeywords {
    static let all = firewall + virtualServers + management + processes + buffers + others

    /// Packet filters.
    static let firewall: [Keyword] = [
        Keyword("vrrp_iptables", .special(syntax: "[INCHAIN [OUTCHAIN]]", atLeast: 0, atMost: 2)),
        Keyword(
            "vrrp_ipsets", .special(syntax: "[SET4 [SET6 [SETIF6 [IGMP [MLD [ND]]]]]]", atLeast: 0, atMost: 6)
        ),
        Keyword("nftables", .optionalText),
        Keyword("nftables_priority", .number(Bounds.signed32)),
        Keyword("nftables_ifindex", .flag),
        Keyword("nftables_ipvs", .optionalText),
        Keyword("nftables_ipvs_priority", .number(Bounds.signed32)),
        Keyword("nftables_ipvs_start_fwmark", .number(Bounds.positive32)),
        Keyword("nftables_counters", .flag),
    ]

    /// Virtual servers and their checkers.
    static let virtualServers: [Keyword] = [
        Keyword("checker_rlimit_rttime", .number(Bounds.positive32)),
        Keyword("checker_rlimit_rtime", .number(Bounds.positive32), oldSpellingOf: "checker_rlimit_rttime"),
        Keyword("lvs_netlink_cmd_rcv_bufs", .number(Bounds.unsigned32)),
        Keyword("lvs_netlink_cmd_rcv_bufs_force", .boolean),
        Keyword("lvs_netlink_monitor_rcv_bufs", .number(Bounds.unsigned32)),
        Keyword("lvs_netlink_monitor_rcv_bufs_force", .boolean),
    ]

    /// SNMP and D-Bus.
    static let management: [Keyword] = [
        Keyword("snmp_socket", .text),
        Keyword("enable_traps", .flag),
        Keyword("enable_snmp_vrrp", .flag),
        Keyword("enable_snmp_keepalived", .flag, oldSpellingOf: "enable_snmp_vrrp"),
        Keyword("enable_snmp_rfc", .flag),
        Keyword("enable_snmp_rfcv2", .flag),
        Keyword("enable_snmp_rfcv3", .flag),
        Keyword("enable_snmp_checker", .flag),
        Keyword("snmp_vs_stats_update_interval", .seconds(1000...30_000_000)),
        Keyword("snmp_rs_stats_update_interval", .seconds(1000...30_000_000)),
        Keyword("enable_dbus", .flag),
        Keyword("dbus_service_name", .text),
        Keyword("dbus_no_interface_name", .text),
    ]

    /// The processes.
    static let processes: [Keyword] = [
        Keyword("max_auto_priority", .optionalNumber((-1)...99, absent: 99)),
        Keyword("min_auto_priority_delay", .number(1...10_000_000)),
        Keyword("vrrp_rlimit_rttime", .number(Bounds.positive32)),
        Keyword("vrrp_rlimit_rtime", .number(Bounds.positive32), oldSpellingOf: "vrrp_rlimit_rttime"),
        Keyword("bfd_rlimit_rttime", .number(Bounds.positive32)),
        Keyword("bfd_rlimit_rtime", .number(Bounds.positive32), oldSpellingOf: "bfd_rlimit_rttime"),
    ]

    /// Socket buffers.
    static let buffers: [Keyword] = [
        Keyword("vrrp_netlink_cmd_rcv_bufs", .number(Bounds.unsigned32)),
        Keyword("vrrp_netlink_cmd_rcv_bufs_force", .boolean),
        Keyword("vrrp_netlink_monitor_rcv_bufs", .number(Bounds.unsigned32)),
        Keyword("vrrp_netlink_monitor_rcv_bufs_force", .boolean),
        Keyword("process_monitor_rcv_bufs", .number(Bounds.unsigned32)),
        Keyword("process_monitor_rcv_bufs_force", .boolean),
        Keyword("vrrp_rx_bufs_policy", .text),
        Keyword("vrrp_rx_bufs_multiplier", .number(Bounds.positive32)),
    ]

    /// The rest.
    static let others: [Keyword] = [
        Keyword("use_symlink_paths", .boolean),
        Keyword("set_supplementary_groups", .boolean),
        Keyword("default_interface", .interface),
        Keyword("disable_local_igmp", .flag),
        Keyword("vrrp_garp_extra_if", .words(atLeast: 1)),
        Keyword("vrrp_vmac_garp_intvl", .words(atLeast: 1), oldSpellingOf: "vrrp_garp_extra_if"),
        Keyword("vrrp_delay_after_boot", .seconds(1000...Bounds.microseconds32.upperBound)),
        Keyword("vmac_prefix", .text),
        Keyword("vmac_addr_prefix", .text),
        Keyword("random_seed", .number(Bounds.unsigned32)),
        Keyword("reload_check_config", .optionalText),
        Keyword("reload_time_file", .text),
        Keyword("reload_repeat", .flag),
        Keyword("reload_file", .optionalText),
        Keyword("config_save_dir", .text),
        Keyword("tmp_config_directory", .text),
        Keyword("iproute_usr_dir", .text),
        Keyword("iproute_etc_dir", .text),
        Keyword("state_dump_file", .text),
        Keyword("stats_dump_file", .text),
        Keyword("json_dump_file", .text),
    ]
}
