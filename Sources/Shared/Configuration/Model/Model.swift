public import Election
public import NetworkTypes
public import ProcessTracking

/// A keepalived.conf as the programs run it: every default explicit, every rewrite done.
public struct Model: Equatable, Sendable {
    /// `global_defs` and the keywords outside all blocks.
    public var global = GlobalDefinitions()
    /// `vrrp_instance`, in the order of the file.
    public var instances: [VRRPInstance] = []
    /// `vrrp_sync_group`, in the order of the file.
    public var groups: [SyncGroup] = []
    /// `vrrp_script`, in the order of the file.
    public var scripts: [VRRPScript] = []
    /// `track_file`, in the order of the file.
    public var files: [TrackedFile] = []
    /// `vrrp_track_process`, in the order of the file.
    public var processes: [TrackedProcess] = []
    /// `bfd_instance`, in the order of the file.
    public var sessions: [BFDInstance] = []
    /// `garp_group`, in the order of the file.
    public var announcementGroups: [AnnouncementGroup] = []
    /// Whether the file has a `virtual_server`, usable or not, so that the checker process is needed.
    public var hasVirtualServers = false
    /// `virtual_server`, in the order of the file; empty if only the virtual routers were requested.
    public var virtualServers: [VirtualServerDefinition] = []
    /// `virtual_server_group`, in the order of the file; empty if only the virtual routers were requested.
    public var virtualServerGroups: [VirtualServerGroup] = []
    /// `SSL`; nil: there is none, or only the virtual routers were requested.
    public var tls: TLSMaterial?

    /// An empty configuration.
    public init() {}
}

/// A command with the user it runs as. keepalived: `SCRIPT [USER [[:]GROUP]]`.
public struct Command: Hashable, Sendable {
    /// The program and its arguments. A line written for a shell is the argument of `/bin/sh -c`.
    public var words: [String]
    /// The command as written, for logs.
    public var text: String
    /// The user to run as; nil: the daemon's user.
    public var credentials: UserAndGroup?

    /// A command of these words.
    public init(words: [String], text: String, credentials: UserAndGroup? = nil) {
        self.words = words
        self.text = text
        self.credentials = credentials
    }

    /// The command with further arguments.
    public func appending(_ arguments: [String]) -> Command {
        Command(words: words + arguments, text: text, credentials: credentials)
    }
}

/// A user and group to run a script as.
public struct UserAndGroup: Hashable, Sendable {
    /// The user's number.
    public var userID: UInt32
    /// The group's number.
    public var groupID: UInt32
    /// Supplementary groups to set; empty: none.
    public var supplementaryGroupIDs: [UInt32] = []

    /// A user and a group.
    public init(userID: UInt32, groupID: UInt32, supplementaryGroupIDs: [UInt32] = []) {
        self.userID = userID
        self.groupID = groupID
        self.supplementaryGroupIDs = supplementaryGroupIDs
    }
}

/// The settings of `global_defs`, and those outside all blocks, that have an effect.
public struct GlobalDefinitions: Equatable, Sendable {
    /// `router_id`; nil: the host's name.
    public var routerID: String?
    /// `net_namespace`.
    public var networkNamespace: String?
    /// `instance`.
    public var instance: String?
    /// `use_pid_dir`.
    public var usesPIDDirectory = false
    /// `child_wait_time`.
    public var childWait: Duration = .seconds(5)
    /// `log_file`, a keyword of ours; nil: none.
    public var logFile: String?
    /// `log_stdout`; nil: not given.
    public var logsToStandardOutput: Bool?
    /// `log_syslog`; nil: not given.
    public var logsToSyslog: Bool?
    /// `debug_netlink`.
    public var debugsNetlink = false
    /// `debug_mcast`.
    public var debugsMulticast = false
    /// `script_user`.
    public var scriptCredentials: UserAndGroup?
    /// `enable_script_security`.
    public var isScriptSecurityEnabled = false
    /// `vrrp_startup_delay`.
    public var startupDelay: Duration = .zero
    /// `dynamic_interfaces`.
    public var allowsMissingInterfaces = false
    /// `log_unknown_vrids`.
    public var logsUnknownVirtualRouters = false
    /// `vrrp_priority`, `vrrp_rt_priority`, `vrrp_no_swap`, `vrrp_cpu_affinity`, `vrrp_process_name`.
    public var vrrpProcess = ProcessTuning()
    /// `checker_priority`, `checker_rt_priority`, `checker_no_swap`, `checker_cpu_affinity`,
    /// `checker_process_name`.
    public var checkerProcess = ProcessTuning()
    /// `bfd_priority`, `bfd_rt_priority`, `bfd_no_swap`, `bfd_cpu_affinity`, `bfd_process_name`.
    public var bfdProcess = ProcessTuning()
    /// The settings of IPVS.
    public var ipvs = IPVSDefinitions()
    /// `notify_fifo`, `vrrp_notify_fifo` and `lvs_notify_fifo`, each with its script.
    public var notificationPipes: [NotificationPipe] = []
    /// `fifo_write_vrrp_states_on_reload`: a reload writes the states of instances and groups to the FIFOs.
    public var reportsStatesOnReload = false
    /// `process_name`.
    public var processName: String?
    /// `set_supplementary_groups`.
    public var givesSupplementaryGroups = false
    /// `startup_script`.
    public var startupScript: Command?
    /// `startup_script_timeout`.
    public var startupScriptTimeout: Duration = .seconds(10)
    /// `shutdown_script`.
    public var shutdownScript: Command?
    /// `shutdown_script_timeout`.
    public var shutdownScriptTimeout: Duration = .seconds(10)
    /// `reload_time_file`: the file that says when to reload.
    public var reloadTimeFile: String?
    /// `reload_repeat`: a time without a date in that file counts every day.
    public var repeatsReload = false
    /// `reload_file`: the file that is there while the configuration is read at a reload; an empty path for the default.
    public var reloadFile: String?
    /// `reload_check_config`: the file that gets the errors of a refused reload.
    public var reloadCheckLog: String?
    /// `tmp_config_directory`: where the copy of the configuration for the other processes is; nil: in memory.
    public var temporaryDirectory: String?
    /// `default_interface`: that of static addresses which name none.
    public var defaultInterface = "eth0"
    /// `state_dump_file`: the path of keepalived.data, or a directory and a slash; nil: in /tmp.
    public var stateDumpFile: String?
    /// `stats_dump_file`: the same for keepalived.stats.
    public var statisticsDumpFile: String?
    /// `json_dump_file`: the same for keepalived.json.
    public var jsonDumpFile: String?
    /// `vrrp_mcast_group4`.
    public var multicastGroupIPv4 = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))
    /// `vrrp_mcast_group6`.
    public var multicastGroupIPv6 = IPAddress.ipv6(IPv6Address(bits: 0xFF02 << 112 | 0x12))
    /// `vrrp_garp_interval` and `vrrp_gna_interval`: the pacing on interfaces outside a `garp_group`.
    public var announcements = AnnouncementGroup()
    /// `umask`; nil: 0177.
    public var fileModeMask: UInt32?
    /// `json_version`: the layout of keepalived.json, 1 or 2.
    public var jsonVersion = 1
    /// `data_use_instance`: the names of the dumps contain that of `instance`.
    public var namesDumpsAfterInstance = false
    /// The instance that a `vrrp_instance` without settings of its own would be.
    public var instanceDefaults = VRRPInstance(name: "")
    /// Mail.
    public var mail = MailSettings()
    /// `checker_log_all_failures`.
    public var logsAllCheckerFailures = false

    /// keepalived's defaults.
    public init() {}
}

/// `vrrp_instance`.
public struct VRRPInstance: Equatable, Sendable {
    /// `authentication`.
    public enum Authentication: Equatable, Sendable {
        /// None.
        case none
        /// `auth_type PASS`: at most 8 bytes.
        case password([UInt8])
        /// `auth_type AH`: not supported yet; the instance stays in FAULT.
        case header([UInt8])
    }

    /// The settings that the election uses.
    public var election: InstanceSettings
    /// `authentication`.
    public var authentication = Authentication.none
    /// `virtual_ipaddress`.
    public var addresses: [VirtualAddress] = []
    /// `virtual_ipaddress_excluded`.
    public var excludedAddresses: [VirtualAddress] = []
    /// `mcast_src_ip` or `unicast_src_ip`; nil: the interface's first address.
    public var sourceAddress: IPAddress?
    /// `unicast_ttl`.
    public var unicastTTL: UInt8 = 255
    /// `track_src_ip`.
    public var tracksSourceAddress = false
    /// `dont_track_primary`.
    public var ignoresOwnInterface = false
    /// `track_interface`.
    public var trackedInterfaces: [InstanceSettings.Tracking] = []
    /// `track_script`; weights are resolved against the script's own.
    public var trackedScripts: [InstanceSettings.Tracking] = []
    /// `track_file`; weights are resolved against the file's own.
    public var trackedFiles: [InstanceSettings.Tracking] = []
    /// `track_process`; weights are resolved against the block's own.
    public var trackedProcesses: [InstanceSettings.Tracking] = []
    /// `track_bfd`; weights are resolved against the session's own.
    public var trackedSessions: [InstanceSettings.Tracking] = []
    /// The scripts.
    public var notifications = NotificationScripts()
    /// `notify_priority_changes`: changes of the priority are written to the FIFOs.
    public var reportsPriorityChanges = false
    /// `smtp_alert`; defaults to `smtp_alert_vrrp`, then to the global `smtp_alert`, then to off.
    public var alertsByMail = false
    /// `kernel_rx_buf_size`; nil: unchanged.
    public var receiveBufferBytes: Int?
    /// `strict_mode`.
    public var isStrict = false

    /// An instance with keepalived's defaults.
    public init(name: String) {
        election = InstanceSettings(name: name, interface: "", virtualRouterID: 0)
    }

    /// The block's name.
    public var name: String { election.name }
    /// `interface`.
    public var interface: String { election.interface }
    /// The address family, that of the first address.
    public var family: AddressFamily { election.family }
    /// The advertised addresses, then the excluded ones: in the order in which they are announced.
    public var allAddresses: [VirtualAddress] { addresses + excludedAddresses }
}

/// The scripts of an instance or group.
public struct NotificationScripts: Equatable, Sendable {
    /// `notify_master`.
    public var master: Command?
    /// `notify_backup`.
    public var backup: Command?
    /// `notify_fault`.
    public var fault: Command?
    /// `notify_stop`.
    public var stop: Command?
    /// `notify_deleted`.
    public var deleted: Command?
    /// Whether the block has `notify_deleted`, so that removal is reported as DELETED, not FAULT.
    public var reportsDeleted = false
    /// `notify_master_rx_lower_pri`.
    public var masterReceivedLowerPriority: Command?
    /// `notify`; four arguments are appended.
    public var any: Command?

    /// No scripts.
    public init() {}
}

/// A line of `virtual_ipaddress`.
public struct VirtualAddress: Equatable, Sendable {
    /// `broadcast`.
    public enum Broadcast: Equatable, Sendable {
        /// None given.
        case none
        /// This address.
        case address(IPv4Address)
    }

    /// The address.
    public var address: IPAddress
    /// 0 to 32 or 128.
    public var prefixLength: UInt8
    /// `dev`; defaults to the instance's interface.
    public var interface: String
    /// `label`.
    public var label: String?
    /// `scope`: 0 global to 255 nowhere.
    public var scope: UInt8 = 0
    /// `brd`; `+` and `-` are resolved.
    public var broadcast = Broadcast.none
    /// `peer`.
    public var peer: IPAddress?
    /// `preferred_lft` in seconds. 0, the default of an IPv6 /128, adds the address as deprecated; nil:
    /// forever.
    public var preferredLifetimeSeconds: UInt32?
    /// `noprefixroute`.
    public var hasNoPrefixRoute = false
    /// `home`.
    public var isHomeAddress = false
    /// `mngtmpaddr`.
    public var managesTemporaryAddresses = false
    /// `autojoin`.
    public var joinsMulticast = false
    /// `no_track`.
    public var isUntracked = false

    /// An address on an interface.
    public init(address: IPAddress, prefixLength: UInt8, interface: String) {
        self.address = address
        self.prefixLength = prefixLength
        self.interface = interface
    }
}

/// `vrrp_sync_group`.
public struct SyncGroup: Equatable, Sendable {
    /// The settings that the election uses; its members are instances that exist.
    public var election: GroupSettings
    /// The scripts.
    public var notifications = NotificationScripts()
    /// `notify_priority_changes`: that of members which do not say; nil: that of `global_defs`.
    public var reportsPriorityChanges: Bool?
    /// `smtp_alert`, with the defaults of an instance.
    public var alertsByMail = false

    /// A group without members.
    public init(name: String) {
        election = GroupSettings(name: name, members: [])
    }

    /// The block's name.
    public var name: String { election.name }
}

/// `vrrp_script`.
public struct VRRPScript: Equatable, Sendable {
    /// The settings that the election uses: `rise`, `fall`, `init_fail`.
    public var election: ScriptSettings
    /// `script`, with `user`.
    public var command: Command
    /// `interval`.
    public var interval: Duration = .seconds(1)
    /// `timeout`; defaults to the interval.
    public var timeout: Duration = .seconds(1)
    /// `weight`.
    public var weight = 0
    /// `reverse`.
    public var isReversed = false
    /// Why the script never runs (script security, missing program, unknown user); nil: it runs.
    public var disabledBecause: String?

    /// A script with keepalived's defaults.
    public init(name: String, command: Command) {
        election = ScriptSettings(name: name)
        self.command = command
    }

    /// The block's name.
    public var name: String { election.name }
}

/// `garp_group`.
public struct AnnouncementGroup: Equatable, Sendable {
    /// The interfaces that share the pacing.
    public var interfaces: [String] = []
    /// `garp_interval`.
    public var garpInterval: Duration = .zero
    /// `gna_interval`.
    public var gnaInterval: Duration = .zero

    /// An empty group.
    public init() {}

    /// The time between two announcements of addresses of a family.
    func interval(_ family: AddressFamily) -> Duration { family == .ipv4 ? garpInterval : gnaInterval }
}
