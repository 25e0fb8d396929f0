/// The scalar keywords of `global_defs` for the daemon itself.
enum GlobalSettingRows {
    static let all = logging + scripts + processes + table

    private static let logging = [
        Setting<GlobalDefinitions>(
            "log_unknown_vrids", .flag, .on(\.logsUnknownVirtualRouters), default: .value(0),
            "Log each virtual router that is not configured, once, when it is first heard."),
        Setting<GlobalDefinitions>(
            "log_stdout", .boolean, .optionalOn(\.logsToStandardOutput),
            "With -n: whether to log to the console, regardless of -l."),
        Setting<GlobalDefinitions>(
            "log_syslog", .boolean, .optionalOn(\.logsToSyslog), "Whether to log to syslog."),
        Setting<GlobalDefinitions>(
            "debug_netlink", .boolean, .on(\.debugsNetlink), default: .value(0),
            "Log every change of interfaces and addresses."),
        Setting<GlobalDefinitions>(
            "debug_mcast", .boolean, .on(\.debugsMulticast), default: .value(0),
            "Log every advertisement that arrives."),
    ]

    private static let scripts = [
        Setting<GlobalDefinitions>(
            "enable_script_security", .flag, .on(\.isScriptSecurityEnabled), default: .value(0),
            "Do not run a script as root if a user other than root can change it; see keepalived(8)."),
        Setting<GlobalDefinitions>(
            "startup_script_timeout", .number(1...1000), .seconds(\.startupScriptTimeout),
            default: .value(10),
            "How long the other processes wait for the startup script."),
        Setting<GlobalDefinitions>(
            "shutdown_script_timeout", .number(1...1000), .seconds(\.shutdownScriptTimeout),
            default: .value(10), "How long the shutdown script may run."),
    ]

    private static let processes = [
        Setting<GlobalDefinitions>(
            "vrrp_priority", .number(Bounds.niceness), .number(\.vrrpProcess.niceness), default: .value(0),
            placeholder: "niceness", "The niceness of the VRRP process."),
        Setting<GlobalDefinitions>(
            "vrrp_rt_priority", .clampedNumber(1...99), .optionalNumber(\.vrrpProcess.realtimePriority),
            placeholder: "priority", "Real-time scheduling of the VRRP process."),
        Setting<GlobalDefinitions>(
            "vrrp_no_swap", .flag, .on(\.vrrpProcess.locksMemory), default: .value(0),
            "Lock the VRRP process in memory."),
        Setting<GlobalDefinitions>(
            "checker_priority", .number(Bounds.niceness), .number(\.checkerProcess.niceness),
            default: .value(0), placeholder: "niceness", "The niceness of the checker process."),
        Setting<GlobalDefinitions>(
            "checker_rt_priority", .clampedNumber(1...99), .optionalNumber(\.checkerProcess.realtimePriority),
            placeholder: "priority", "Real-time scheduling of the checker process."),
        Setting<GlobalDefinitions>(
            "checker_no_swap", .flag, .on(\.checkerProcess.locksMemory), default: .value(0),
            "Lock the checker process in memory."),
        Setting<GlobalDefinitions>(
            "bfd_priority", .number(Bounds.niceness), .number(\.bfdProcess.niceness), default: .value(0),
            placeholder: "niceness", "The niceness of the BFD process."),
        Setting<GlobalDefinitions>(
            "bfd_rt_priority", .clampedNumber(1...99), .optionalNumber(\.bfdProcess.realtimePriority),
            placeholder: "priority", "Real-time scheduling of the BFD process."),
        Setting<GlobalDefinitions>(
            "bfd_no_swap", .flag, .on(\.bfdProcess.locksMemory), default: .value(0),
            "Lock the BFD process in memory."),
        Setting<GlobalDefinitions>(
            "vrrp_startup_delay", .seconds(1000...4_294_967_295), .microseconds(\.startupDelay),
            default: .value(0), "How long after the start to ignore advertisements and send none."),
    ]

    private static let table = [
        Setting<GlobalDefinitions>(
            "lvs_flush", .flag, .on(\.ipvs.flushesAtStart), default: .value(0),
            "Clear the kernel's table of virtual servers at the start.")
    ]

    /// Outside all blocks.
    static let root = [
        Setting<GlobalDefinitions>(
            "child_wait_time", .number(Bounds.unsigned32), .seconds(\.childWait), default: .value(5),
            "How long to wait for child processes and scripts when stopping.")
    ]
}
