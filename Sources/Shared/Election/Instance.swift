internal import NetworkTypes
internal import Timing

/// What a backup knows.
struct Backup: Sendable {
    /// Why the down timer runs as it does.
    enum Cause: Sendable {
        /// The master is silent.
        case silence
        /// This master gave up.
        case resigned(IPAddress)
        /// The instance owns its addresses and need not wait.
        case owner
    }

    /// The last master that was accepted.
    var masterAddress: IPAddress?
    /// Its priority; 0 before one was heard.
    var masterPriority: UInt8 = 0
    /// The interval that the down timer counts with.
    var masterInterval: Duration
    /// When the down timer expires.
    var deadline: MonotonicInstant
    var cause = Cause.silence
    /// The down timer expired, but the sync group was not ready.
    var wantsMaster = false
    /// Until when lower priorities are accepted. keepalived: `preempt_delay`.
    var preemptDelayEnd: MonotonicInstant?

    /// Before this the silence of a master does not count; see `Election.settleConflict`.
    var standsBackUntil: MonotonicInstant?

    /// Whether the master that is known would win against the sender, who is another.
    func isKnownMasterBetter(than advertisement: Advertisement) -> Bool {
        guard let masterAddress, masterAddress != advertisement.source else { return false }
        return (masterPriority, masterAddress) > (advertisement.priority, advertisement.source)
    }
}

/// What a master knows.
struct Master: Sendable {
    var nextAdvertisement: MonotonicInstant
    /// keepalived: `garp_master_delay`.
    var secondBlock: MonotonicInstant?
    /// keepalived: `garp_master_refresh`.
    var refresh: MonotonicInstant?
    /// keepalived: `garp_lower_prio_delay`.
    var lowerPriorityBlock: MonotonicInstant?
    /// From when on a second owner that still talks makes this one lower itself.
    var rivalOwnerDeadline: MonotonicInstant?

    /// When the next block of announcements is due.
    var nextBlock: MonotonicInstant? {
        var next = secondBlock
        if let refresh, next.map({ refresh < $0 }) ?? true { next = refresh }
        if let lowerPriorityBlock, next.map({ lowerPriorityBlock < $0 }) ?? true { next = lowerPriorityBlock }
        return next
    }
}

/// The state of an instance with what belongs to it.
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
    /// Its own trackers and those of its group, as far as they count.
    var trackings: [Tracking] = []
    var effectivePriority: UInt8
    /// An owner that made way for a second owner counts as 254 until it is master again.
    var isLoweredOwner = false
    var statistics = InstanceStatistics()
    /// The facts that were noted since the last transition, a bit for each; see `Election.noteOnce`.
    var noted: UInt64 = 0
    /// The checksum styles heard so far.
    var hasHeardPseudoHeader = false
    var hasHeardMessageOnly = false
    var hasHeardGroupPseudoHeader = false
    var lastTransition: MonotonicInstant?
    var lastDrop: DroppedAdvertisement?
    /// What foreign packets may make it do within a second.
    var reactions = Allowance()
    /// The dense index of its pacing group.
    var pacing = 0

    init(_ settings: InstanceSettings) {
        self.settings = settings
        endpoint = .closed(.noSourceAddress(settings.interface))
        effectivePriority = settings.basePriority
    }

    var state: State { activity.state }
    /// The address that advertisements leave from.
    var sourceAddress: IPAddress? { endpoint.source }
    var isOwner: Bool { settings.basePriority == 255 }

    /// Whether the sender has the higher priority, or the same and the higher address (RFC 9568 §6.4.3).
    func isWorse(than advertisement: Advertisement) -> Bool {
        guard let sourceAddress else { return false }
        return (advertisement.priority, advertisement.source) > (effectivePriority, sourceAddress)
    }

    /// The interval of the master that a down timer counts with when no other is known.
    var ownInterval: Duration { settings.advertisementInterval }

    /// (256 - priority) / 256 seconds in VRRPv2, of the master's interval in VRRPv3 (RFC 3768 §6.1, RFC 9568
    /// §6.1). keepalived: an owner counts with 255 even while its priority is lower.
    func skew(priority: UInt8, masterInterval: Duration) -> Duration {
        let steps = 256 - Int64(isOwner ? 255 : priority)
        let unit = settings.version == .v2 ? Duration.seconds(1) : masterInterval
        return .nanoseconds(steps * unit.wholeNanoseconds / 256)
    }

    /// RFC 9568 §6.1, with keepalived's `down_timer_adverts` for the 3.
    func masterDownInterval(priority: UInt8, masterInterval: Duration) -> Duration {
        masterInterval * settings.downTimerAdverts + skew(priority: priority, masterInterval: masterInterval)
    }
}
