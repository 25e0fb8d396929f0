import NetworkTypes

/// `global_defs` while it is read; the defaults of instances are known only at its end.
struct GlobalDraft {
    var model = GlobalDefinitions()
    var scriptUserStatement: Int?
    /// Whether the `script_user` does not exist: scripts that rely on it must not run, least of all as root.
    var isScriptUserUnknown = false
    var usesProcessNames = false
    /// Its own scalar keywords, and those that give defaults to instances.
    var given = GivenValues()
    var garpInterval: Duration = .zero
    var gnaInterval: Duration = .zero
    var groupIPv4 = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))
    var groupIPv6 = IPAddress("ff02::12") ?? .ipv4(IPv4Address(224, 0, 0, 18))
    var networkNamespaceStatement: Int?
    /// Whether the network namespace was given outside the file, which overrides the file's.
    var isNetworkNamespaceGiven = false
    /// Whether the network namespace does not exist, so that its interfaces are unknown.
    var isNetworkNamespaceMissing = false
    var instanceStatement: Int?
    var startupScript: Int?
    var shutdownScript: Int?
    var logsAllCheckFailures = false
    var alertsByMail: Bool?
    var checkersAlertByMail: Bool?
    var synchronization: SynchronizationDraft?
    var synchronizationStatement: Int?
    var serverPipe = NotificationPipeDraft()
    var generalPipe = NotificationPipeDraft()
}

/// The statements of a FIFO and of its script.
struct NotificationPipeDraft {
    var path: Int?
    var script: Int?
}

/// A `vrrp_instance` while it is read.
struct InstanceDraft {
    struct State {
        var isMaster: Bool
        var statement: Int
    }

    /// A line of `unicast_peer`.
    struct Peer {
        var address: IPAddress
        var minimumTTL: UInt8?
        var maximumTTL: UInt8?
    }

    struct Tracking {
        var name: String
        var weight: Int?
        var isReversed: Bool?
        var statement: Int
    }

    var name = ""
    var statement = 0
    var interface: String?
    var interfaceStatement = 0
    /// Its scalar keywords.
    var given = GivenValues()
    /// Keywords whose arguments were refused.
    var refused: Set<String> = []
    /// Keywords that keep the instance in FAULT until they are supported.
    var unsupported: [String] = []
    var state: State?
    var noPreemptStatement: Int?
    var family: AddressFamily?
    var familyStatement = 0
    var authenticationStatement: Int?
    var authenticationType: String?
    var password: [UInt8]?
    var hasMessageAuthentication = false
    var addresses: [VirtualAddressDraft] = []
    var addressSet: Set<IPAddress> = []
    var excludedAddresses: [VirtualAddressDraft] = []
    var allowsNoAddresses = false
    var hadBadAddress = false
    var hadBadPeer = false
    var sourceAddress: IPAddress?
    var isUnicast = false
    var unicastStatement: Int?
    var peers: [Peer] = []
    var peerSet: Set<IPAddress> = []
    var multicastGroup: IPAddress?
    var trackedInterfaces = TrackingList()
    var trackedScripts = TrackingList()
    var trackedSessions = TrackingList()
    var notifications = NotificationsDraft()
    /// Its index in the model; nil: it is not there.
    var modelIndex: Int?
}

/// The lines of a tracking block, each name once.
struct TrackingList {
    private(set) var all: [InstanceDraft.Tracking] = []
    private var names: Set<String> = []

    /// Adds a line; false if its name is there already.
    mutating func append(_ tracking: InstanceDraft.Tracking) -> Bool {
        guard names.insert(tracking.name).inserted else { return false }
        all.append(tracking)
        return true
    }
}

/// A line of `virtual_ipaddress` while it is read.
struct VirtualAddressDraft {
    enum Broadcast {
        case address(IPv4Address)
        case ones
        case zeros
    }

    var statement = 0
    var prefix: PrefixDraft?
    var interface: String?
    var label: String?
    var scope: UInt8?
    var broadcast: Broadcast?
    var peer: IPAddress?
    var preferredLifetime: UInt32?
    var isPreferredLifetimeGiven = false
    var hasNoPrefixRoute = false
    var isHomeAddress = false
    var managesTemporaryAddresses = false
    var joinsMulticast = false
    var isUntracked = false
    var isBroken = false
}

/// The statements of an instance's or group's scripts.
struct NotificationsDraft {
    var statements: [NotificationKind: Int] = [:]
    var reportsDeleted = false
}

/// The events that have a script.
enum NotificationKind: String, CaseIterable {
    case master = "notify_master"
    case backup = "notify_backup"
    case fault = "notify_fault"
    case stop = "notify_stop"
    case deleted = "notify_deleted"
    case masterReceivedLowerPriority = "notify_master_rx_lower_pri"
    case any = "notify"
}

/// A `vrrp_sync_group` while it is read.
struct GroupDraft {
    var name = ""
    var statement = 0
    var members: [(name: String, statement: Int, word: Int)] = []
    var memberNames: Set<String> = []
    var hasMemberList = false
    var trackedInterfaces = TrackingList()
    var trackedScripts = TrackingList()
    var trackedSessions = TrackingList()
    var given = GivenValues()
    var notifications = NotificationsDraft()
    /// Keywords that keep its instances in FAULT until they are supported.
    var unsupported: [String] = []
}

/// A `vrrp_script` while it is read.
struct ScriptDraft {
    var name = ""
    var statement = 0
    var script: Int?
    var given = GivenValues()
    var weight = 0
    var isReversed = false
    var userStatement: Int?
    /// Why it never runs; nil: it runs.
    var disabledBecause: String?
    /// Keywords whose arguments were refused.
    var refused: Set<String> = []
}

/// A `garp_group` while it is read.
struct AnnouncementGroupDraft {
    var statement = 0
    var interfaces: [(name: String, statement: Int)] = []
    var given = GivenValues()
    var hadRefusal = false
}
