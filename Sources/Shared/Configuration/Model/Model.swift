public import NetworkTypes

/// A keepalived.conf as the programs run it: every default explicit, every rewrite done.
public struct Model: Equatable, Sendable {
    /// `global_defs` and the words at the root.
    public var global = GlobalDefinitions()
    /// `vrrp_instance`, in the order of the file.
    public var instances: [VRRPInstance] = []
    /// `vrrp_sync_group`, in the order of the file.
    public var groups: [SyncGroup] = []
    /// `vrrp_script`, in the order of the file.
    public var scripts: [VRRPScript] = []
    /// `garp_group`, in the order of the file.
    public var announcementGroups: [AnnouncementGroup] = []
    /// Whether the file has a `virtual_server` (the checker process is wanted), usable or not.
    public var hasVirtualServers = false
    /// `virtual_server`, in the order of the file; empty if only the virtual routers were asked for.
    public var virtualServers: [VirtualServerDefinition] = []
    /// `virtual_server_group`, in the order of the file; empty if only the virtual routers were asked for.
    public var virtualServerGroups: [VirtualServerGroup] = []
    /// `SSL`; nil: there is none, or only the virtual routers were asked for.
    public var tls: TLSMaterial?

    /// An empty configuration.
    public init() {}
}

/// A command with the user it runs as. keepalived: `SCRIPT [USER [[:]GROUP]]`.
public struct Command: Hashable, Sendable {
    /// The words, the program first. A single word that needs a shell (`</dev/tcp/…`, pipes, …) runs by `/bin/sh -c`.
    public var words: [String]
    /// The command as written, for logs.
    public var text: String
    /// The user to run as; nil: whoever runs the daemon.
    public var credentials: Credentials?

    /// A command of these words.
    public init(words: [String], text: String, credentials: Credentials? = nil) {
        self.words = words
        self.text = text
        self.credentials = credentials
    }
}

/// A user and group to run a script as.
public struct Credentials: Hashable, Sendable {
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

/// `global_defs` and the root words that this release gives effect.
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
    /// `log_file`: our own word; nil: none.
    public var logFile: String?
    /// `log_stdout`; nil: not said.
    public var logsToStandardOutput: Bool?
    /// `log_syslog`; nil: not said.
    public var logsToSyslog: Bool?
    /// `debug_netlink`.
    public var debugsNetlink = false
    /// `debug_mcast`.
    public var debugsMulticast = false
    /// `script_user`.
    public var scriptCredentials: Credentials?
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
    /// `checker_priority`, `checker_rt_priority`, `checker_no_swap`, `checker_cpu_affinity`, `checker_process_name`.
    public var checkerProcess = ProcessTuning()
    /// What it says about IPVS.
    public var ipvs = IPVSDefinitions()
    /// `process_name`.
    public var processName: String?
    /// `startup_script` with `startup_script_timeout`.
    public var startupScript: Command?
    /// `startup_script_timeout`.
    public var startupScriptTimeout: Duration = .seconds(10)
    /// `shutdown_script`.
    public var shutdownScript: Command?
    /// `shutdown_script_timeout`.
    public var shutdownScriptTimeout: Duration = .seconds(10)
    /// `umask`; nil: 0177.
    public var fileModeMask: UInt32?

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
        /// `auth_type AH`: known, not run yet; the instance stays in FAULT.
        case header([UInt8])
    }

    /// A `track_interface` or `track_script` line.
    public struct Tracking: Equatable, Sendable {
        /// The interface's or script's name.
        public var name: String
        /// -253 to 253; 0: FAULT while down.
        public var weight: Int
        /// `reverse`.
        public var isReversed: Bool

        /// A line of these parts.
        public init(name: String, weight: Int, isReversed: Bool) {
            self.name = name
            self.weight = weight
            self.isReversed = isReversed
        }
    }

    /// A unicast peer.
    public struct Peer: Equatable, Sendable {
        /// Its address.
        public var address: IPAddress
        /// `min_ttl`; nil: not checked.
        public var minimumTTL: UInt8?
        /// `max_ttl`; nil: not checked.
        public var maximumTTL: UInt8?

        /// A peer at `address`.
        public init(address: IPAddress, minimumTTL: UInt8? = nil, maximumTTL: UInt8? = nil) {
            self.address = address
            self.minimumTTL = minimumTTL
            self.maximumTTL = maximumTTL
        }
    }

    /// The block's name.
    public var name: String
    /// `interface`.
    public var interface: String = ""
    /// `virtual_router_id`, 1 to 255.
    public var virtualRouterID: UInt8 = 0
    /// Decided by the first address.
    public var family: AddressFamily = .ipv4
    /// `version`, 2 or 3.
    public var version: UInt8 = 2
    /// `state MASTER`.
    public var startsAsMaster = false
    /// `priority`, 1 to 255.
    public var priority: UInt8 = 100
    /// `advert_int`.
    public var advertisementInterval: Duration = .seconds(1)
    /// `nopreempt` turns it off.
    public var isPreempting = true
    /// `preempt_delay`.
    public var preemptDelay: Duration = .zero
    /// `down_timer_adverts`.
    public var downTimerAdverts = 3
    /// `authentication`.
    public var authentication = Authentication.none
    /// `virtual_ipaddress`.
    public var addresses: [VirtualAddress] = []
    /// `virtual_ipaddress_excluded`.
    public var excludedAddresses: [VirtualAddress] = []
    /// `mcast_src_ip` or `unicast_src_ip`; nil: the interface's first.
    public var sourceAddress: IPAddress?
    /// `unicast_peer`; empty: multicast.
    public var peers: [Peer] = []
    /// `mcast_dst_ip`, or the global group.
    public var multicastGroup: IPAddress = .ipv4(IPv4Address(224, 0, 0, 18))
    /// `unicast_ttl`.
    public var unicastTTL: UInt8 = 255
    /// `check_unicast_src`.
    public var checksUnicastSource = false
    /// `unicast_fault_no_peer` with no peers.
    public var faultsWithoutPeers = false
    /// `track_src_ip`.
    public var tracksSourceAddress = false
    /// `dont_track_primary`.
    public var ignoresOwnInterface = false
    /// `track_interface`.
    public var trackedInterfaces: [Tracking] = []
    /// `track_script`; weights are resolved against the script's own.
    public var trackedScripts: [Tracking] = []
    /// `v3_checksum_as_v2`.
    public var sendsChecksumWithoutPseudoHeader = false
    /// `skip_check_adv_addr`.
    public var skipsAddressCheck = false
    /// `lower_prio_no_advert`.
    public var ignoresLowerPriority = false
    /// `higher_prio_send_advert`.
    public var sendsBeforeYielding = false
    /// `owner_ignore_adverts`.
    public var ownerIgnoresAdvertisements = false
    /// `garp_master_repeat`, 1 or more.
    public var announceRepeat = 5
    /// `garp_master_delay`.
    public var announceDelay: Duration = .seconds(5)
    /// `garp_master_refresh`; zero: off.
    public var announceRefresh: Duration = .zero
    /// `garp_master_refresh_repeat`.
    public var announceRefreshRepeat = 1
    /// `garp_lower_prio_repeat`.
    public var announceLowerPriorityRepeat = 5
    /// `garp_lower_prio_delay`.
    public var announceLowerPriorityDelay: Duration = .seconds(5)
    /// `vrrp_garp_interval` or `vrrp_gna_interval` (by family), or that of the interface's `garp_group`.
    public var announceInterval: Duration = .zero
    /// The scripts.
    public var notifications = Notifications()
    /// `kernel_rx_buf_size`; nil: unchanged.
    public var receiveBufferBytes: Int?
    /// Why the instance must stay in FAULT as long as the file says so; nil: it can run.
    public var fault: String?

    /// An instance with keepalived's defaults.
    public init(name: String) {
        self.name = name
    }
}

/// The scripts of an instance or group.
public struct Notifications: Equatable, Sendable {
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
    /// Whether `notify_deleted` stands in the block: DELETED rather than FAULT is reported on removal.
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
        /// Not said.
        case none
        /// This address.
        case address(IPv4Address)
    }

    /// The address.
    public var address: IPAddress
    /// 0 to 32 or 128.
    public var prefixLength: UInt8
    /// `dev`; always set: the instance's interface if not said.
    public var interface: String
    /// `label`.
    public var label: String?
    /// `scope`: 0 global to 255 nowhere.
    public var scope: UInt8 = 0
    /// `brd`; `+` and `-` are resolved.
    public var broadcast = Broadcast.none
    /// `peer`.
    public var peer: IPAddress?
    /// `preferred_lft` in seconds; 0, the default of an IPv6 /128: the address is added deprecated; nil: forever.
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
    /// The block's name.
    public var name: String
    /// `group`: names of instances that exist.
    public var members: [String] = []
    /// `track_interface`.
    public var trackedInterfaces: [VRRPInstance.Tracking] = []
    /// `track_script`.
    public var trackedScripts: [VRRPInstance.Tracking] = []
    /// `sync_group_tracking_weight`.
    public var membersTrackWeights = false
    /// The scripts.
    public var notifications = Notifications()

    /// A group without members.
    public init(name: String) {
        self.name = name
    }
}

/// `vrrp_script`.
public struct VRRPScript: Equatable, Sendable {
    /// The block's name.
    public var name: String
    /// `script`, with `user`.
    public var command: Command
    /// `interval`.
    public var interval: Duration = .seconds(1)
    /// `timeout`; the interval if not said.
    public var timeout: Duration = .seconds(1)
    /// `weight`.
    public var weight = 0
    /// `reverse`.
    public var isReversed = false
    /// `rise`.
    public var rise = 1
    /// `fall`.
    public var fall = 1
    /// `init_fail`.
    public var startsFailed = false
    /// Why the script never runs (script security, missing program, unknown user); nil: it runs.
    public var disabledBecause: String?

    /// A script with keepalived's defaults.
    public init(name: String, command: Command) {
        self.name = name
        self.command = command
    }
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
}
