public import Timing

/// All virtual routers of one process, with their sync groups and trackers: maps (state, event, now) to
/// effects.
///
/// Every event appends what is to be done to `effects`, in order; after every event the shell arms its timer
/// with `deadline`. Before `start` and after `stop`, events are recorded but nothing is decided.
public struct Election: Sendable {
    /// The settings in force.
    public internal(set) var settings: ElectionSettings
    /// Datagrams for which no instance was found: too short, or an unknown VRID. keepalived:
    /// `log_unknown_vrids`.
    public internal(set) var unclaimedDatagrams: UInt64 = 0
    var instances: [Instance]
    var groups: [Group]
    /// The names of the interfaces; received datagrams name them by index.
    public let interfaces: [String]
    var trackers: [Tracker] = []
    var pacing: [PacingQueue]
    var deadlines: DeadlineTable
    var routerIndex: VirtualRouterIndex
    var isRunning = false
    /// Until then advertisements are dropped and none are sent. keepalived: `vrrp_startup_delay`.
    var listenFrom = MonotonicInstant(nanoseconds: .min)

    /// An election with every instance in INIT. Nothing happens before `start`.
    public init(settings: ElectionSettings) {
        self.settings = settings
        instances = settings.instances.map { Instance($0) }
        groups = settings.groups.map { Group(settings: $0) }
        interfaces = Self.interfaces(of: settings)
        routerIndex = VirtualRouterIndex(settings.instances, interfaces: interfaces)
        let pacingNumbers = Set(settings.instances.map(\.announcement.pacingGroup)).sorted()
        pacing = pacingNumbers.map { _ in PacingQueue() }
        deadlines = DeadlineTable(count: 2 * settings.instances.count + pacing.count)
        for index in instances.indices {
            let number = settings.instances[index].announcement.pacingGroup
            instances[index].pacing = pacingNumbers.firstIndex(of: number) ?? 0
        }
        linkGroups()
        linkTrackers()
    }

    /// Adopts what is known, without deciding anything yet.
    mutating func adopt(_ surroundings: ElectionSurroundings) {
        for index in instances.indices { instances[index].endpoint = surroundings.endpoints[index] }
        for index in trackers.indices {
            switch trackers[index].subject {
            case .interface(let name):
                trackers[index].state = surroundings.interfacesUp.contains(name) ? .up : .down
            case .file(let name): trackers[index].state = .number(surroundings.fileNumbers[name] ?? 0)
            case .session(let name):
                guard let sessionsUp = surroundings.sessionsUp else { continue }
                trackers[index].state = sessionsUp.contains(name) ? .up : .down
            case .process(let name):
                guard let hasQuorum = surroundings.quorums[name] else { continue }
                trackers[index].state = hasQuorum ? .up : .down
            case .script: break
            }
        }
        for index in instances.indices { instances[index].effectivePriority = priority(of: index) }
    }

    private static func interfaces(of settings: ElectionSettings) -> [String] {
        var names: [String] = []
        var known: Set<String> = []
        for instance in settings.instances where known.insert(instance.interface).inserted {
            names.append(instance.interface)
        }
        return names
    }

    /// When `timeout` is due next; pulled by the shell after every event.
    public var deadline: MonotonicInstant? { deadlines.earliest }

    /// Starts as keepalived does: every instance goes to BACKUP or FAULT, or stays in INIT while a tracker
    /// with weight 0 is unknown.
    public mutating func start(
        in surroundings: ElectionSurroundings, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard !isRunning else { return }
        adopt(surroundings)
        isRunning = true
        listenFrom = now + settings.startupDelay
        for (index, instance) in instances.enumerated() {
            let (base, effective) = (instance.settings.basePriority, instance.effectivePriority)
            if base != effective {
                effects.append(.priorityChanged(instance: index, from: base, to: effective))
            }
        }
        settleAll(at: now, into: &effects)
    }

    /// Does everything that is due by `now`, in the order of the deadlines.
    ///
    /// A shell that wakes late first passes the datagrams waiting in its sockets to `receive`: only then is a
    /// master that seems silent really silent.
    public mutating func timeout(at now: MonotonicInstant, into effects: inout [Effect]) {
        let count = instances.count
        while let index = deadlines.earliestIndex, let due = deadlines[index], due <= now {
            if index < count {
                electionTimeout(index, at: now, into: &effects)
            } else if index < 2 * count {
                announcementTimeout(index - count, at: now, into: &effects)
            } else {
                pacingTimeout(index - 2 * count, at: now, into: &effects)
            }
        }
    }

    /// Sets whether the instance can send and receive.
    public mutating func setEndpoint(
        _ endpoint: EndpointState, instance: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        guard instances[instance].endpoint != endpoint else { return }
        instances[instance].endpoint = endpoint
        settle(instance, at: now, into: &effects)
    }

    /// A master resigns while it can still be heard; its state follows from `setEndpoint`.
    public mutating func resignBeforeLoss(ofEndpointOf instance: Int, into effects: inout [Effect]) {
        if instances[instance].state == .master { resign(instance, into: &effects) }
    }

    /// Stops: every master resigns with priority 0 and releases its addresses; every instance goes to INIT.
    public mutating func stop(at now: MonotonicInstant, into effects: inout [Effect]) {
        guard isRunning else { return }
        for index in instances.indices where instances[index].state == .master {
            resign(index, into: &effects)
        }
        for index in instances.indices where instances[index].state != .initialize {
            leave(index, for: .initialize, because: .shutdown, at: now, into: &effects)
        }
        for group in groups.indices { updateGroupState(group, into: &effects) }
        isRunning = false
    }

    private mutating func electionTimeout(
        _ index: Int, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        switch instances[index].activity {
        case .backup: downTimerExpired(index, at: now, into: &effects)
        case .master(let master): advertisementTimeout(index, master, at: now, into: &effects)
        case .initialize, .fault: deadlines[index] = nil
        }
    }

    /// The next advertisement keeps the phase, unless that instant has passed: what a paused process missed
    /// is not sent in a burst.
    private mutating func advertisementTimeout(
        _ index: Int, _ master: Master, at now: MonotonicInstant, into effects: inout [Effect]
    ) {
        advertise(index, into: &effects)
        var master = master
        let interval = instances[index].ownInterval
        let inPhase = master.nextAdvertisement + interval
        master.nextAdvertisement = inPhase > now ? inPhase : now + interval
        instances[index].activity = .master(master)
        deadlines[index] = master.nextAdvertisement
    }
}
