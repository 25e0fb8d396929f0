internal import NetworkTypes
internal import Timing

/// The state of a backup.
struct Backup: Sendable {
    /// What the down timer is based on.
    enum Cause: Sendable {
        /// The master is silent.
        case silence
        /// This master gave up.
        case resigned(IPAddress)
        /// The path to this master failed.
        case pathLost(IPAddress)
        /// The instance owns its addresses and need not wait.
        case owner
    }

    /// The last master that was accepted.
    var masterAddress: IPAddress?
    /// Its priority; 0 if no master has been heard.
    var masterPriority: UInt8 = 0
    /// The interval that the down timer uses.
    var masterInterval: Duration
    /// When the down timer expires.
    var deadline: MonotonicInstant
    var cause = Cause.silence
    /// Whether the down timer expired while the sync group was not ready.
    var wantsMaster = false
    /// Until when lower priorities are accepted. keepalived: `preempt_delay`.
    var preemptDelayEnd: MonotonicInstant?

    /// Until then the silence of a master is ignored; see `Election.settleConflict`.
    var standsBackUntil: MonotonicInstant?

    /// Whether the known master would win against the sender, a different router.
    func isKnownMasterBetter(than advertisement: Advertisement) -> Bool {
        guard let masterAddress, masterAddress != advertisement.source else { return false }
        return (masterPriority, masterAddress) > (advertisement.priority, advertisement.source)
    }
}

/// The state of a master.
struct Master: Sendable {
    var nextAdvertisement: MonotonicInstant
    /// keepalived: `garp_master_delay`.
    var secondBlock: MonotonicInstant?
    /// keepalived: `garp_master_refresh`.
    var refresh: MonotonicInstant?
    /// keepalived: `garp_lower_prio_delay`.
    var lowerPriorityBlock: MonotonicInstant?
    /// When a second owner that still advertises makes this one lower its priority.
    var rivalOwnerDeadline: MonotonicInstant?

    /// When the next block of announcements is due.
    var nextBlock: MonotonicInstant? {
        var next = secondBlock
        if let refresh, next.map({ refresh < $0 }) ?? true { next = refresh }
        if let lowerPriorityBlock, next.map({ lowerPriorityBlock < $0 }) ?? true { next = lowerPriorityBlock }
        return next
    }
}

/// The state of an instance and its data.
enum Activity: Sendable {
    case initialize
    case backup(Backup)
    case master(Master)
    case fault

    var state: State {
        switch self {
        case .initialize: .initialize
        case .backup: .backup
        case .master: .master
        case .fault: .fault
        }
    }
}

/// One virtual router at run time.
struct Instance: Sendable {
    var settings: InstanceSettings
    var activity = Activity.initialize
    var endpoint: EndpointState
    /// The index of its sync group.
    var group: Int?
    /// Its own trackers and those of its group that apply.
    var trackings: [TrackerLink] = []
    var effectivePriority: UInt8
    /// Whether this owner yielded to a second owner, and has priority 254 until it is master again.
    var isLoweredOwner = false
    var statistics = InstanceStatistics()
    /// The facts noted since the last transition, one bit each; see `Election.noteOnce`.
    var noted: UInt64 = 0
    /// The checksum styles heard so far.
    var hasHeardPseudoHeader = false
    var hasHeardMessageOnly = false
    var hasHeardGroupPseudoHeader = false
    var lastTransition: MonotonicInstant?
    var lastDrop: DroppedAdvertisement?
    /// The reactions to foreign packets that are allowed within a second.
    var reactions = Allowance()
    /// The dense index of its pacing group.
    var pacing = 0

    init(_ settings: InstanceSettings) {
        self.settings = settings
        endpoint = .closed(.noSourceAddress(settings.interface))
        effectivePriority = settings.basePriority
    }

    var state: State { activity.state }
    /// The source address of advertisements.
    var sourceAddress: IPAddress? { endpoint.source }
    var isOwner: Bool { settings.basePriority == 255 }

    /// Whether the sender has the higher priority, or the same and the higher address (RFC 9568 §6.4.3).
    func isWorse(than advertisement: Advertisement) -> Bool {
        guard let sourceAddress else { return false }
        return (advertisement.priority, advertisement.source) > (effectivePriority, sourceAddress)
    }

    /// The interval that the down timer uses while the master's is unknown.
    var ownInterval: Duration { settings.advertisementInterval }

    /// (256 - priority) / 256 seconds in VRRPv2, of the master's interval in VRRPv3 (RFC 3768 §6.1, RFC 9568
    /// §6.1). As in keepalived, an owner uses 255 even while its priority is lower.
    func skew(priority: UInt8, masterInterval: Duration) -> Duration {
        let steps = 256 - Int64(isOwner ? 255 : priority)
        let unit = settings.version == .v2 ? Duration.seconds(1) : masterInterval
        return .nanoseconds(steps * unit.wholeNanoseconds / 256)
    }

    /// As in RFC 9568 §6.1, with keepalived's `down_timer_adverts` in place of 3.
    func masterDownInterval(priority: UInt8, masterInterval: Duration) -> Duration {
        masterInterval * settings.downTimerAdverts + skew(priority: priority, masterInterval: masterInterval)
    }
}
