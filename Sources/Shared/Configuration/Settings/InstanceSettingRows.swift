import Election
import NetworkTypes

/// The scalar keywords of `vrrp_instance`, in the order in which keepalived.json shows them.
enum InstanceSettingRows {
    static let all =
        [version, state, interface] + announcements + receiving + identity.filter { !isFirst($0) } + transport
        + tracking + preemption + [priorityChanges] + reporting

    /// Those that keepalived.data shows together, in its order.
    static let shown =
        [masterDelay, masterRepeat, refresh, refreshRepeat, lowerPriorityDelay, lowerPriorityRepeat]
        + receiving + [virtualRouterID, priority]

    /// Whether keepalived.data shows it before all others.
    private static func isFirst(_ setting: Setting<VRRPInstance>) -> Bool {
        [version, state, interface].contains { $0 === setting }
    }

    static let masterDelay = Setting<VRRPInstance>(
        "garp_master_delay", global: "vrrp_garp_master_delay", .number(Bounds.shortSeconds),
        .seconds(\.election.announcement.masterDelay), default: .usual(5, minimal: 0),
        label: "Gratuitous ARP delay", key: "garp_delay",
        "How long after becoming master to announce the addresses a second time; 0 for never.")
    static let masterRepeat = Setting<VRRPInstance>(
        "garp_master_repeat", global: "vrrp_garp_master_repeat",
        .cappedNumber(Bounds.unsigned32, used: 1...Bounds.announcementRounds),
        .number(\.election.announcement.masterRepeat), default: .usual(5, minimal: 1),
        label: "Gratuitous ARP repeat", key: "garp_rep",
        "How many announcements of each address a new master sends each time.")
    static let refresh = Setting<VRRPInstance>(
        "garp_master_refresh", global: "vrrp_garp_master_refresh", .number(Bounds.unsigned32),
        .seconds(\.election.announcement.refreshInterval), default: .value(0),
        label: "Gratuitous ARP refresh", key: "garp_refresh",
        "The interval at which a master repeats its announcements; 0 for never.")
    static let refreshRepeat = Setting<VRRPInstance>(
        "garp_master_refresh_repeat", global: "vrrp_garp_master_refresh_repeat",
        .cappedNumber(Bounds.unsigned32, used: 1...Bounds.announcementRounds),
        .number(\.election.announcement.refreshRepeat), default: .usual(1, minimal: 0),
        label: "Gratuitous ARP refresh repeat", key: "garp_refresh_rep",
        "How many announcements of each address a master sends at each of these intervals.")
    static let lowerPriorityDelay = Setting<VRRPInstance>(
        "garp_lower_prio_delay", global: "vrrp_garp_lower_prio_delay", .number(Bounds.shortSeconds),
        .seconds(\.election.announcement.lowerPriorityDelay), default: .common(masterDelay), strict: 0,
        label: "Gratuitous ARP lower priority delay", key: "garp_lower_prio_delay",
        "How long after an advertisement with a lower priority a master announces its addresses a second time; 0 for never."
    )
    static let lowerPriorityRepeat = Setting<VRRPInstance>(
        "garp_lower_prio_repeat", global: "vrrp_garp_lower_prio_repeat",
        .cappedNumber(Bounds.unsigned31, used: 0...Bounds.announcementRounds),
        .number(\.election.announcement.lowerPriorityRepeat), default: .common(masterRepeat), strict: 0,
        label: "Gratuitous ARP lower priority repeat", key: "garp_lower_prio_rep",
        "How many announcements of each address it then sends each time; 0 for none.")
    static let announcements = [
        masterDelay, refresh, masterRepeat, refreshRepeat, lowerPriorityDelay, lowerPriorityRepeat,
    ]

    static let receiving = [
        Setting<VRRPInstance>(
            "down_timer_adverts", global: "vrrp_down_timer_adverts", .number(1...100),
            .number(\.election.downTimerAdverts), default: .value(3), strict: 3, label: "Down timer adverts",
            "The number of missed advertisements after which the master counts as dead."),
        Setting<VRRPInstance>(
            "lower_prio_no_advert", global: "vrrp_lower_prio_no_advert", .boolean,
            .off(\.election.answersLowerPriority), default: .value(0), strict: 1,
            label: "Send advert after receive lower priority advert", key: "lower_prio_no_advert",
            "Do not answer an advertisement with a lower priority while master."),
        Setting<VRRPInstance>(
            "higher_prio_send_advert", global: "vrrp_higher_prio_send_advert", .boolean,
            .on(\.election.sendsBeforeYielding), default: .value(0), strict: 0,
            label: "Send advert after receive higher priority advert", key: "higher_prio_send_advert",
            "Send one more advertisement before yielding to a master with a higher priority."),
        Setting<VRRPInstance>(
            "owner_ignore_adverts", global: "vrrp_owner_ignore_adverts", .boolean,
            .on(\.election.ownerIgnoresAdvertisements), default: .value(0), strict: 1,
            "With priority 255, ignore all advertisements."),
        Setting<VRRPInstance>(
            "v3_checksum_as_v2", global: "v3_checksum_as_v2", .boolean, globalArguments: .flag,
            Property(set: { $0.election.checksumStyle = $1.number == 1 ? .messageOnly : .pseudoHeader }),
            default: .value(0),
            "IPv4, version 3: send checksums without the pseudo header. Both forms are accepted."),
        // keepalived sets it regardless of the boolean; here `off` means off.
        Setting<VRRPInstance>(
            "skip_check_adv_addr", global: "vrrp_skip_check_adv_addr", .boolean,
            .on(\.election.skipsAddressCheckOfKnownMaster), default: .value(0),
            "Do not check the address list in advertisements from the current master."),
        Setting<VRRPInstance>(
            "check_unicast_src", global: "vrrp_check_unicast_src", .flag, .on(\.election.checksUnicastSource),
            default: .value(0), "Drop advertisements whose sender is not a peer."),
    ]

    static let priorityChanges = Setting<VRRPInstance>(
        "notify_priority_changes", global: "vrrp_notify_priority_changes", .boolean,
        .on(\.reportsPriorityChanges), default: .value(0), label: "Notify priority changes",
        "Write a line to the FIFOs when the effective priority changes. Without it, that of the sync group counts."
    )
    static let interface = Setting<VRRPInstance>(
        "interface", .interface, .text(\.election.interface), label: "Interface",
        "The interface on which advertisements are sent and received.")
    static let state = Setting<VRRPInstance>(
        "state", .text, .on(\.election.startsAsMaster, shown: (on: "MASTER", off: "BACKUP")),
        label: "Wantstate", placeholder: "word", accepts: { $0.acceptsState(&$1) },
        "`MASTER` or `BACKUP`. The priority decides; `MASTER` without `priority` means 255. Either waits until the master counts as dead before it takes the addresses."
    )
    static let virtualRouterID = Setting<VRRPInstance>(
        "virtual_router_id", .number(1...255), .number(\.election.virtualRouterID),
        label: "Virtual Router ID",
        key: "vrid",
        "The VRID: the same on all hosts that share the addresses, and not used by any other virtual router on the network."
    )
    static let priority = Setting<VRRPInstance>(
        "priority", .number(1...255), .number(\.election.basePriority), default: .value(100),
        label: "Priority", key: "base_priority",
        "The host with the highest priority becomes master. 255 is for the host that owns the addresses.")
    static let advertisementInterval = Setting<VRRPInstance>(
        "advert_int", .seconds(10_000...255_000_000),
        Property(
            set: { $0.election.advertisementInterval = .microseconds($1.number) },
            text: { shown($0.election.advertisementInterval, $0.election.version) }),
        default: .value(1_000_000), label: "Advert interval",
        "The interval between advertisements: whole seconds in version 2, up to 40.95 in version 3.")
    static let version = Setting<VRRPInstance>(
        "version", global: "vrrp_version", .number(2...3),
        Property(
            set: { $0.election.version = $1.number == 3 ? .v3 : .v2 },
            text: { "\($0.election.version.rawValue)" }),
        default: .value(2), label: "VRRP Version", accepts: { $0.acceptsVersion($1) },
        "The VRRP version; always 3 for IPv6.")
    static let strictMode = Setting<VRRPInstance>(
        "strict_mode", global: "vrrp_strict", .boolean, default: .value(0),
        "Enforce the RFC: anything that it does not allow is an error.")
    static let preemptDelay = Setting<VRRPInstance>(
        "preempt_delay", .seconds(0...1_000_000_000), .microseconds(\.election.preemptDelay),
        default: .value(0), label: "Preempt delay",
        "How long to wait before preempting a master with a lower priority.")
    static let identity = [
        interface, state, virtualRouterID, priority, advertisementInterval, preemptDelay, version, strictMode,
    ]

    static let ipv6 = Setting<VRRPInstance>(
        "native_ipv6", .flag, accepts: { $0.setFamily(.ipv6, $1.statement, word: 0) },
        "Use IPv6 even if there is no IPv6 address in the list.")
    static let source = Setting<VRRPInstance>(
        "mcast_src_ip", spellings: [.other("unicast_src_ip")], .address, .optionalAddress(\.sourceAddress),
        accepts: { $0.acceptsSource($1) },
        "The source address of advertisements; defaults to the first address of the interface.")
    static let multicastGroup = Setting<VRRPInstance>(
        "mcast_dst_ip", .multicast, .address(\.election.multicastGroup), accepts: { $0.acceptsGroup($1) },
        "The multicast group of this instance; defaults to that of `global_defs`.")
    static let hasNoAddresses = Setting<VRRPInstance>(
        "no_virtual_ipaddress", .flag, nil, "The instance has no virtual addresses on purpose.")
    static let faultWithoutPeer = Setting<VRRPInstance>(
        "unicast_fault_no_peer", .flag, default: .value(0), "Stay in FAULT if there is no unicast peer.")
    static let transport = [
        ipv6, source, multicastGroup, hasNoAddresses, faultWithoutPeer,
        Setting<VRRPInstance>(
            "unicast_ttl", .number(0...255), .number(\.unicastTTL), default: .value(255),
            "The TTL of unicast advertisements."),
        Setting<VRRPInstance>(
            "kernel_rx_buf_size", .cappedNumber(Bounds.unsigned32, used: 0...Bounds.receiveBuffer),
            .optionalNumber(\.receiveBufferBytes), label: "Kernel rx buffer size", placeholder: "bytes",
            "The size of the socket's receive buffer, if 2 MiB are not enough."),
    ]

    static let noPreempt = Setting<VRRPInstance>(
        "nopreempt", spellings: [.opposite("preempt")], .flag,
        .off(\.election.isPreempting, shown: (on: "enabled", off: "disabled")), label: "Preempt",
        "Do not preempt a master with a lower priority. Needs `state BACKUP`.")
    static let preemption = [noPreempt]

    static let reporting = [
        Setting<VRRPInstance>(
            "smtp_alert", global: "smtp_alert_vrrp", .boolean, .on(\.alertsByMail), default: .common(mail),
            "Send mail about every change of the state.")
    ]
    private static let mail = Setting<VRRPInstance>(
        "smtp_alert", global: "smtp_alert", .boolean, default: .initial(0), "Send mail about everything.")

    static let authenticationType = Setting<VRRPInstance>(
        "auth_type", .choice(["PASS", "AH"]), nil,
        "`PASS` sends the first 8 bytes of `auth_pass` in clear text. `AH` is not supported yet.")
    static let password = Setting<VRRPInstance>(
        "auth_pass", .text, placeholder: "word", accepts: { $0.acceptsPassword($1) }, "The password.")
    /// Those of the `authentication` block.
    static let authentication = [authenticationType, password]

    static let tracking = [
        Setting<VRRPInstance>(
            "dont_track_primary", .flag, .on(\.ignoresOwnInterface), default: .value(0),
            "Do not track the instance's own interface."),
        Setting<VRRPInstance>(
            "track_src_ip", .flag, .on(\.tracksSourceAddress), default: .value(0),
            "Go to FAULT while the source address is not on this host."),
        Setting<VRRPInstance>(
            "bfd_takeover", .boolean, .on(\.election.takesOverOnPathLoss), default: .value(0),
            "As a backup, take over as soon as a BFD session with the master goes down, as if the master had resigned, instead of after three intervals. Do not use it where the session can fail while the master is alive."
        ),
    ]

    /// keepalived: seconds in version 2, thousandths in version 3.
    private static func shown(_ interval: Duration, _ version: InstanceSettings.Version) -> String {
        let microseconds = Numbers.microseconds(interval)
        return version == .v2
            ? "\(Numbers.text(millionths: microseconds)) sec" : "\(microseconds / 1000) milli-sec"
    }
}
