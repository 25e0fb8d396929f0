public import NetworkTypes

/// Everything that one virtual router needs to take part in an election. Values are resolved: defaults are
/// filled in, and contradictions were refused or rewritten before.
public struct InstanceSettings: Equatable, Sendable {
    /// The protocol version on the wire.
    public enum Version: UInt8, Sendable {
        /// VRRPv2 (RFC 3768).
        case v2 = 2
        /// VRRPv3 (RFC 9568).
        case v3 = 3
    }

    /// Which IPv4 VRRPv3 checksum is sent. All are accepted (RFC 9568 §5.2.8 against RFC 5798).
    public enum ChecksumStyle: Sendable {
        /// Over the pseudo header and the message, as in keepalived and RFC 5798.
        case pseudoHeader
        /// Over the message alone, as in RFC 9568. keepalived: `v3_checksum_as_v2`.
        case messageOnly
        /// Unicast with the group's address in the pseudo header, as keepalived sent it up to 1.3.6. It is
        /// accepted, and never sent.
        case groupPseudoHeader
    }

    /// A tracked subject and its effect on this instance.
    public struct Tracking: Equatable, Sendable {
        /// What is tracked.
        public var subject: TrackedSubject
        /// -253 to 253. 0: the instance is in FAULT while the tracker is down. Positive: added to the
        /// priority while it is up. Negative: subtracted while it is down.
        public var weight: Int
        /// Whether up and down are swapped. keepalived: `reverse`.
        public var isReversed: Bool

        /// A tracking of `subject` with `weight`.
        public init(_ subject: TrackedSubject, weight: Int, isReversed: Bool = false) {
            self.subject = subject
            self.weight = weight
            self.isReversed = isReversed
        }
    }

    /// The name in the configuration, unique.
    public var name: String
    /// The interface that the instance uses; empty for a unicast instance that is not bound to one.
    /// Advertisements of other interfaces never reach it.
    public var interface: String
    /// 1 to 255.
    public var virtualRouterID: UInt8
    /// The version sent and accepted.
    public var version: Version = .v2
    /// The family of advertisements and advertised addresses.
    public var family: AddressFamily = .ipv4
    /// 1 to 255; 255 is the owner of the addresses.
    public var basePriority: UInt8 = 100
    /// Whether the configuration says `state MASTER`.
    public var startsAsMaster = false
    /// v2: whole seconds; v3: 10 ms to 40.95 s in steps of 10 ms.
    public var advertisementInterval: Duration = .seconds(1)
    /// False: keepalived's `nopreempt`.
    public var isPreempting = true
    /// How long to wait, after first hearing a master with a lower priority, before preempting it. 0 to 1000
    /// s.
    public var preemptDelay: Duration = .zero
    /// Missed advertisements before the master counts as dead, 1 to 100. keepalived: `down_timer_adverts`.
    public var downTimerAdverts = 3
    /// Eight bytes of clear text (VRRPv2 auth type 1), or nil for none.
    public var password: [UInt8]?
    /// The advertised addresses, in the order of the configuration; at most 255.
    public var addresses: [IPAddress] = []
    /// How many addresses are announced with gratuitous ARP or neighbour advertisements: the advertised ones
    /// first, then the excluded ones.
    public var announcedAddressCount = 0
    /// Unicast peers; empty for multicast.
    public var peers: [IPAddress] = []
    /// The TTL or hop limit with which advertisements of a peer must arrive; a peer without an entry may use
    /// any. keepalived: `min_ttl`, `max_ttl`.
    public var peerTimeToLive: [IPAddress: ClosedRange<UInt8>] = [:]
    /// The multicast destination.
    public var multicastGroup: IPAddress = .ipv4(IPv4Address(224, 0, 0, 18))
    /// Whether a unicast advertisement whose sender is not a peer is dropped. keepalived:
    /// `check_unicast_src`.
    public var checksUnicastSource = false
    /// Whether the address list of the current master is not checked. keepalived: `skip_check_adv_addr`.
    public var skipsAddressCheckOfKnownMaster = false
    /// The checksum to send; all styles are accepted.
    public var checksumStyle = ChecksumStyle.pseudoHeader
    /// False: keepalived's `lower_prio_no_advert`.
    public var answersLowerPriority = true
    /// keepalived: `higher_prio_send_advert`.
    public var sendsBeforeYielding = false
    /// keepalived: `owner_ignore_adverts`.
    public var ownerIgnoresAdvertisements = false
    /// Whether a backup takes over after its skew time when the path to the master fails. Ours: `bfd_takeover`.
    public var takesOverOnPathLoss = false
    /// When and how often addresses are announced.
    public var announcement = AnnouncementSettings()
    /// The trackers of this instance: scripts, BFD sessions, interfaces (its own, those of its addresses,
    /// `track_interface`).
    public var trackings: [Tracking] = []
    /// Set when the instance cannot run as configured; it stays in FAULT with this text as the reason.
    public var configurationFault: String?

    /// Settings with keepalived's defaults.
    public init(name: String, interface: String, virtualRouterID: UInt8) {
        self.name = name
        self.interface = interface
        self.virtualRouterID = virtualRouterID
    }
}

/// When gratuitous ARP requests and unsolicited neighbour advertisements go out (keepalived: `garp_*`).
public struct AnnouncementSettings: Equatable, Sendable {
    /// Rounds over all addresses on becoming master, at least 1. keepalived: `garp_master_repeat`.
    public var masterRepeat = 5
    /// The wait before the second block; zero: no second block. keepalived: `garp_master_delay`.
    public var masterDelay: Duration = .seconds(5)
    /// The period of further rounds while master; zero: none. keepalived: `garp_master_refresh`.
    public var refreshInterval: Duration = .zero
    /// Rounds per refresh; 0: none. keepalived: `garp_master_refresh_repeat`.
    public var refreshRepeat = 1
    /// Rounds after a lower-priority advertisement was heard; 0: none. keepalived: `garp_lower_prio_repeat`.
    public var lowerPriorityRepeat = 5
    /// The wait before the second block of those; zero: none. keepalived: `garp_lower_prio_delay`.
    public var lowerPriorityDelay: Duration = .seconds(5)
    /// The least gap between two announcements in one pacing group; zero: none.
    /// keepalived: `vrrp_garp_interval`, `vrrp_gna_interval`, `garp_group`.
    public var interval: Duration = .zero
    /// Instances with the same number share `interval` (an interface, or a `garp_group`).
    public var pacingGroup = 0

    /// keepalived's defaults.
    public init() {}
}

/// A set of instances that change state together.
public struct GroupSettings: Equatable, Sendable {
    /// The name in the configuration, unique.
    public var name: String
    /// The names of its instances.
    public var members: [String]
    /// Whether weights of the members' own trackers count. keepalived: `sync_group_tracking_weight`.
    public var membersTrackWeights = false
    /// Trackers of all members.
    public var trackings: [InstanceSettings.Tracking] = []

    /// A group of `members`.
    public init(name: String, members: [String]) {
        self.name = name
        self.members = members
    }
}

/// Something that instances track, for FAULT or for their priority.
public enum TrackedSubject: Hashable, Sendable {
    /// An interface, which is up or down.
    case interface(String)
    /// A script, whose runs succeed or fail. keepalived: `vrrp_script`.
    case script(String)
    /// A file, whose number is multiplied by the weight. keepalived: `track_file`.
    case file(String)
    /// Processes, of which a quorum is there or not. keepalived: `vrrp_track_process`.
    case process(String)
    /// A BFD session, which is up or not. keepalived: `bfd_instance`.
    case session(String)

    /// The name of what it is, as it appears in reasons and logs.
    public var name: String {
        switch self {
        case .interface(let name), .script(let name), .file(let name), .process(let name),
            .session(let name):
            name
        }
    }

    /// Whether it is a number, rather than up or down.
    public var isNumber: Bool {
        if case .file = self { true } else { false }
    }
}

extension [InstanceSettings.Tracking] {
    /// Ignores all weights. As in keepalived, trackers with a weight are left out, but a file with weight 1, its default,
    /// counts as if it had weight 0.
    public mutating func ignoreWeights() {
        removeAll { $0.weight != 0 && !($0.subject.isNumber && $0.weight == 1) }
        for index in indices { self[index].weight = 0 }
    }
}

/// How a script's runs bring it up and down. keepalived: `vrrp_script`.
public struct ScriptSettings: Equatable, Sendable {
    /// The script's name.
    public var name: String
    /// Successes in a row until it is up, at least 1.
    public var rise = 1
    /// Failures in a row until it is down, at least 1.
    public var fall = 1
    /// Whether it counts as down before its first run; otherwise the first run decides at once.
    /// keepalived: `init_fail`.
    public var startsFailed = false

    /// A script with keepalived's defaults.
    public init(name: String) {
        self.name = name
    }
}

/// The settings of an `Election`.
public struct ElectionSettings: Equatable, Sendable {
    /// The instances; effects and events name them by index.
    public var instances: [InstanceSettings]
    /// The sync groups.
    public var groups: [GroupSettings]
    /// The scripts that instances and groups may track.
    public var scripts: [ScriptSettings]
    /// How long after the start advertisements are dropped and none are sent. keepalived:
    /// `vrrp_startup_delay`.
    public var startupDelay: Duration = .zero

    /// Settings of these instances, groups and scripts.
    public init(
        instances: [InstanceSettings], groups: [GroupSettings] = [], scripts: [ScriptSettings] = []
    ) {
        self.instances = instances
        self.groups = groups
        self.scripts = scripts
    }
}
