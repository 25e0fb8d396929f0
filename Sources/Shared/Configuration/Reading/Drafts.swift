import NetworkTypes

/// `global_defs` while it is read.
struct GlobalDraft {
    var model = GlobalDefinitions()
    /// Its own scalar keywords.
    var given = GivenValues()
    /// The keywords that give defaults to other blocks.
    var defaults: [String: Value] = [:]
    /// Whether the `script_user` does not exist: scripts that rely on it must not run, least of all as root.
    var isScriptUserUnknown = false
    /// Whether the network namespace was given outside the file, which overrides the file's.
    var isNetworkNamespaceGiven = false
    /// Whether the network namespace does not exist, so that its interfaces are unknown.
    var isNetworkNamespaceMissing = false
    var synchronization: SynchronizationDraft?
    /// The last line of `notification_email`.
    var recipients: Int?
    var hasTooManyRecipients = false
}

/// A `vrrp_instance` while it is read.
struct InstanceDraft {
    /// A line of `unicast_peer`.
    struct Peer {
        var address: IPAddress
        var minimumTTL: UInt8?
        var maximumTTL: UInt8?
    }

    var name = ""
    var statement = 0
    /// Its scalar keywords, and those of its `authentication`.
    var given = GivenValues()
    /// Its scripts.
    var notifications = GivenValues()
    /// Keywords whose arguments were refused.
    var refused: Set<String> = []
    /// Keywords that keep the instance in FAULT until they are supported.
    var unsupported: [String] = []
    var family: AddressFamily?
    var familyStatement = 0
    var authenticationStatement: Int?
    var hasMessageAuthentication = false
    var addresses: [VirtualAddressDraft] = []
    var addressSet: Set<IPAddress> = []
    var excludedAddresses: [VirtualAddressDraft] = []
    var hadBadAddress = false
    var hadBadPeer = false
    /// The first statement that asks for unicast.
    var unicastStatement: Int?
    var peers: [Peer] = []
    var peerSet: Set<IPAddress> = []
    var trackedInterfaces = TrackingList()
    var trackedScripts = TrackingList()
    var trackedFiles = TrackingList()
    var trackedProcesses = TrackingList()
    var trackedSessions = TrackingList()
    /// Its index in the model; nil: it is not there.
    var modelIndex: Int?
}

/// A line of `track_interface`, `track_script`, `track_file`, `track_process` or `track_bfd`.
struct TrackingLine {
    var name: String
    var weight: Int?
    var isReversed: Bool?
    var statement: Int
}

/// The lines of a tracking block, each name once.
struct TrackingList {
    private(set) var all: [TrackingLine] = []
    private var names: Set<String> = []

    /// Adds a line; false if its name is there already.
    mutating func append(_ tracking: TrackingLine) -> Bool {
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

/// A `vrrp_sync_group` while it is read.
struct GroupDraft {
    var name = ""
    var statement = 0
    var members: [(name: String, statement: Int, word: Int)] = []
    var memberNames: Set<String> = []
    var hasMemberList = false
    var trackedInterfaces = TrackingList()
    var trackedScripts = TrackingList()
    var trackedFiles = TrackingList()
    var trackedProcesses = TrackingList()
    var trackedSessions = TrackingList()
    var given = GivenValues()
    var notifications = GivenValues()
    /// Keywords that keep its instances in FAULT until they are supported.
    var unsupported: [String] = []
}

/// A `vrrp_track_process` while it is read.
struct TrackProcessDraft {
    var name = ""
    var given = GivenValues()
    /// Whether the arguments of `process` were refused.
    var hasRefusedProcess = false
}

/// A `vrrp_script` while it is read.
struct ScriptDraft {
    var name = ""
    var statement = 0
    var given = GivenValues()
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

/// A `track_file` while it is read.
struct TrackFileDraft {
    var name = ""
    var statement = 0
    var given = GivenValues()
    /// Whether the arguments of `file` were refused.
    var hasRefusedPath = false
}
