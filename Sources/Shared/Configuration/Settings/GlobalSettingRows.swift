import NetworkTypes

/// The scalar keywords of `global_defs` for the daemon itself.
enum GlobalSettingRows {
    static let all =
        identity + logging + dumps + scripts + reloads + processes + announcements + table + notifications
        + special

    /// Those that the dump shows.
    static let shown = identity + root + scripts

    private static let identity = [
        Setting<GlobalDefinitions>(
            "router_id", spellings: [.old("lvs_id")], .text,
            .optionalText(\.routerID, absent: "the host's name"), label: "Router ID",
            "A name for this host."),
        Setting<GlobalDefinitions>(
            "dynamic_interfaces", .optionalChoice(["allow_if_changes"]),
            Property(set: { owner, _ in owner.allowsMissingInterfaces = true }),
            "Interfaces may be missing at the start; their instances are in FAULT until the interfaces appear."
        ),
    ]

    private static let logging = [
        Setting<GlobalDefinitions>(
            "log_file", .text, .optionalText(\.logFile), placeholder: "path", "Also log to this file."),
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
            "json_version", .number(1...2), .number(\.jsonVersion), default: .value(1),
            "The layout of keepalived.json: 1 is a list of instances; 2 is an object whose member `vrrp` is that list."
        ),
        Setting<GlobalDefinitions>(
            "data_use_instance", .boolean, .on(\.namesDumpsAfterInstance), default: .value(0),
            "Put the name given by `instance` into the names of the dumps, such as keepalived.NAME.data."),
        Setting<GlobalDefinitions>(
            "debug_mcast", .boolean, .on(\.debugsMulticast), default: .value(0),
            "Log every advertisement that arrives."),
    ]

    private static let dumps = [
        Setting<GlobalDefinitions>(
            "state_dump_file", .text, .optionalText(\.stateDumpFile), placeholder: "path",
            "The path of keepalived.data; the dumps of the other processes are beside it, with `_parent`, `_check` and `_bfd` in their names. With a slash at the end, the directory of all of them. Defaults to the directory that `TMPDIR` names, or /tmp."
        ),
        Setting<GlobalDefinitions>(
            "stats_dump_file", .text, .optionalText(\.statisticsDumpFile), placeholder: "path",
            "The same for keepalived.stats."),
        Setting<GlobalDefinitions>(
            "json_dump_file", .text, .optionalText(\.jsonDumpFile), placeholder: "path",
            "The same for keepalived.json."),
    ]

    private static let reloads = [
        Setting<GlobalDefinitions>(
            "reload_check_config", .optionalText, .text(\.reloadCheckLog, bare: "/dev/null"),
            placeholder: "path",
            "Write what was found in the new configuration to this file at each reload. The configuration is always checked, and one with new errors is refused."
        ),
        Setting<GlobalDefinitions>(
            "reload_time_file", .text, .optionalText(\.reloadTimeFile), placeholder: "path",
            accepts: { $0.acceptsOneWord($1) },
            "Reload at the time that the first line of this file says: `HH:MM:SS`, `YYYY-MM-DD HH:MM:SS` or `YY-MM-DD HH:MM:SS`, followed by `Z` for UTC. Creating, changing and deleting the file take effect at once, unless its directory is missing when the configuration is read. The file is removed when the reload is due."
        ),
        Setting<GlobalDefinitions>(
            "reload_repeat", .flag, .on(\.repeatsReload), default: .value(0),
            "A `reload_time_file` without a date stays, and causes a reload every day."),
        Setting<GlobalDefinitions>(
            "reload_file", .optionalText, .text(\.reloadFile, bare: ""), placeholder: "path",
            "This file exists, and is empty, while the configuration is read at a reload, and is removed afterwards; defaults to keepalived.reload beside the pid file of the parent. A program that changes the configuration creates it before it sends SIGHUP, and waits until it is gone."
        ),
        Setting<GlobalDefinitions>(
            "tmp_config_directory", .text, repetition: .firstCounts, .optionalText(\.temporaryDirectory),
            placeholder: "path",
            "Keep the copy of the configuration that the other processes read in a file without a name on the file system of this directory; without this it is in memory."
        ),
        Setting<GlobalDefinitions>(
            "default_interface", .interface, .text(\.defaultInterface), default: .initial(),
            "The interface of lines of `static_ipaddress` that name none, once these are supported; eth0 without this."
        ),
    ]

    static let scriptUser = Setting<GlobalDefinitions>(
        "script_user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3), nil,
        "The user for scripts that name none. A colon before the group adds the user's supplementary groups.")
    private static let scripts = [
        scriptUser,
        Setting<GlobalDefinitions>(
            "set_supplementary_groups", .boolean, .on(\.givesSupplementaryGroups), default: .value(0),
            "Scripts run with the supplementary groups of their user, as if each group were given after a colon."
        ),
        Setting<GlobalDefinitions>(
            "enable_script_security", .flag,
            .on(\.isScriptSecurityEnabled, shown: (on: "enabled", off: "disabled")), default: .value(0),
            label: "Script security",
            "Do not run a script as root if a user other than root can change it; see keepalived(8)."),
        Setting<GlobalDefinitions>(
            "startup_script_timeout", .number(1...1000), .seconds(\.startupScriptTimeout),
            default: .value(10),
            "How long the other processes wait for the startup script."),
        Setting<GlobalDefinitions>(
            "shutdown_script_timeout", .number(1...1000), .seconds(\.shutdownScriptTimeout),
            default: .value(10), "How long the shutdown script may run."),
    ]

    /// Looked up once the user of scripts is known.
    static let commands = [
        Setting<GlobalDefinitions>(
            "startup_script", .script, repetition: .firstCounts, .command(\.startupScript),
            "Run before the other processes start; they wait for it for at most `startup_script_timeout`."),
        Setting<GlobalDefinitions>(
            "shutdown_script", .script, repetition: .firstCounts, .command(\.shutdownScript),
            "Run after all other processes have ended."),
    ]

    static let processNames = Setting<GlobalDefinitions>(
        "process_names", .flag, nil,
        "Name the processes keepalived, keepalived_vrrp, keepalived_lvs and keepalived_bfd.")
    private static let processes = [
        processNames,
        Setting<GlobalDefinitions>(
            "process_name", .text, .optionalName(\.processName), accepts: { $0.acceptsProcessName($1) },
            "The name of the parent."),
        Setting<GlobalDefinitions>(
            "vrrp_process_name", .text, .optionalName(\.vrrpProcess.name),
            accepts: { $0.acceptsProcessName($1) }, "The name of the VRRP process."),
        Setting<GlobalDefinitions>(
            "vrrp_cpu_affinity", .numbers(0...Bounds.processors), .numbers(\.vrrpProcess.processors),
            accepts: { $0.acceptsProcessors($1) }, "The processors that the VRRP process may use."),
        Setting<GlobalDefinitions>(
            "checker_process_name", spellings: [.old("lvs_process_name")], .text,
            .optionalName(\.checkerProcess.name), accepts: { $0.acceptsProcessName($1) },
            "The name of the checker process."),
        Setting<GlobalDefinitions>(
            "checker_cpu_affinity", .numbers(0...Bounds.processors), .numbers(\.checkerProcess.processors),
            accepts: { $0.acceptsProcessors($1) }, "The processors that the checker process may use."),
        Setting<GlobalDefinitions>(
            "bfd_process_name", .text, .optionalName(\.bfdProcess.name),
            accepts: { $0.acceptsProcessName($1) }, "The name of the BFD process."),
        Setting<GlobalDefinitions>(
            "bfd_cpu_affinity", .numbers(0...Bounds.processors), .numbers(\.bfdProcess.processors),
            accepts: { $0.acceptsProcessors($1) }, "The processors that the BFD process may use."),
        Setting<GlobalDefinitions>(
            "umask", .text, .optionalNumber(\.fileModeMask), placeholder: "mask",
            accepts: { $0.acceptsFileModeMask(&$1) }, "The file mode mask; defaults to 0177."),
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

    static let minimalAnnouncements = Setting<GlobalDefinitions>(
        "vrrp_min_garp", .boolean, default: .value(0),
        "Announce each address once rather than five times, do not repeat that after a delay, and do not refresh it unless a repeat count is given."
    )
    private static let announcements = [
        Setting<GlobalDefinitions>(
            "vrrp_mcast_group4", .multicast, .address(\.multicastGroupIPv4), default: .initial(),
            accepts: { $0.acceptsGroup($1, .ipv4) }, "The multicast group of IPv4 advertisements."),
        Setting<GlobalDefinitions>(
            "vrrp_mcast_group6", .multicast, .address(\.multicastGroupIPv6), default: .initial(),
            accepts: { $0.acceptsGroup($1, .ipv6) }, "The multicast group of IPv6 advertisements."),
        minimalAnnouncements,
        Setting<GlobalDefinitions>(
            "vrrp_garp_interval", .secondsOrZero(Bounds.positiveMicroseconds32),
            .microseconds(\.announcements.garpInterval), default: .value(0),
            "The time between two announcements of IPv4 addresses on an interface."),
        Setting<GlobalDefinitions>(
            "vrrp_gna_interval", .secondsOrZero(Bounds.positiveMicroseconds32),
            .microseconds(\.announcements.gnaInterval), default: .value(0),
            "The time between two announcements of IPv6 addresses on an interface."),
    ]

    private static let table = [
        Setting<GlobalDefinitions>(
            "lvs_flush", .flag, .on(\.ipvs.flushesAtStart), default: .value(0),
            "Clear the kernel's table of virtual servers at the start."),
        Setting<GlobalDefinitions>(
            "lvs_flush_on_stop", spellings: [.old("lvs_flush_onstop")], .optionalChoice(["VS"]),
            Property(set: { $0.ipvs.flushAtStop = $1.isGiven ? .ownServices : .everything }),
            "Clear the kernel's table of virtual servers at a stop, including services of other programs; with `VS` remove only the virtual servers of the file, each with everything in it. By default their real servers are removed one by one, then they are."
        ),
    ]

    /// They have a syntax of their own, which their reading checks.
    private static let special = [
        Setting<GlobalDefinitions>(
            "lvs_timeouts",
            .special(syntax: "[tcp SECS] [tcpfin SECS] [udp SECS]", atLeast: 2, atMost: .max),
            accepts: { $0.addTimeouts($1) },
            "How long the kernel keeps idle connections: at least one of the three, 0 to 2678400. 0 keeps the present value."
        ),
        Setting<GlobalDefinitions>(
            "lvs_sync_daemon", .special(syntax: SynchronizationDraft.syntax, atLeast: 1, atMost: .max),
            repetition: .firstCounts, accepts: { $0.readSynchronization($1) },
            "Synchronize connections with other directors by multicast on this interface. With a `vrrp_instance` its MASTER sends and others receive; without one the kernel does both. `id` separates groups of directors: 0 to 255; defaults to the VRID of the instance, or 0. `maxlen` is 1 to 65507 bytes, `ttl` 1 to 255; the kernel chooses what is not given. An instance that is not defined is an error, and connections are not synchronized. Only the first line is used."
        ),
    ]

    /// The rows of a FIFO and of the program that reads it.
    struct Pipe {
        let path: Setting<GlobalDefinitions>
        let script: Setting<GlobalDefinitions>

        /// The rows of the FIFO whose keyword this is.
        fileprivate init(_ word: String, _ explanation: String) {
            path = Setting(
                word, .special(syntax: "PATH [USER [[:]GROUP]]", atLeast: 1, atMost: 4),
                repetition: .firstCounts, placeholder: "path", explanation)
            script = Setting(
                word + "_script", .script, repetition: .firstCounts, nil,
                "The program that reads the FIFO, started with its path as the last argument.")
        }
    }

    static let generalPipe = Pipe(
        "notify_fifo",
        "A FIFO that receives a line for each notification of instances, sync groups, virtual servers and real servers; see keepalived(8). If it does not exist, it is created for that user, and removed at the end."
    )
    static let routerPipe = Pipe(
        "vrrp_notify_fifo", "The same for instances and sync groups alone. Each FIFO needs a path of its own."
    )
    static let serverPipe = Pipe("lvs_notify_fifo", "The same for virtual servers and real servers alone.")
    static let pipes: [(rows: Pipe, subjects: NotificationPipe.Subjects)] = [
        (generalPipe, [.routers, .servers]), (routerPipe, .routers), (serverPipe, .servers),
    ]

    private static let notifications = [
        Setting<GlobalDefinitions>(
            "fifo_write_vrrp_states_on_reload", .flag, .on(\.reportsStatesOnReload), default: .value(0),
            "A reload writes the states of all instances and sync groups to the FIFOs."),
        Setting<GlobalDefinitions>(
            "rs_init_notifies", .boolean, .on(\.ipvs.reportsInitialServers), default: .value(0),
            "Notify of a real server that starts as up: `notify_up` is run, and the FIFOs get a line."),
    ]

    /// Outside all blocks.
    static let root = [
        Setting<GlobalDefinitions>(
            "net_namespace", .text, repetition: .firstCounts,
            .optionalText(\.networkNamespace, absent: "(default)"), label: "Network namespace",
            accepts: { $0.acceptsNetworkNamespace($1) }, "Run in this network namespace."),
        Setting<GlobalDefinitions>(
            "instance", .text, repetition: .firstCounts, .optionalText(\.instance),
            "Added to the names of the pid files, for several daemons on one host."),
        Setting<GlobalDefinitions>(
            "use_pid_dir", .flag, .on(\.usesPIDDirectory), default: .value(0),
            "Put the pid files into /run/keepalived."),
        Setting<GlobalDefinitions>(
            "child_wait_time", .number(Bounds.unsigned32), .seconds(\.childWait), default: .value(5),
            "How long to wait for child processes and scripts when stopping."),
    ]
}
