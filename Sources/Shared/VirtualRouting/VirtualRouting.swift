public import Configuration
public import Election
internal import NetworkState
internal import NetworkTypes
public import Notifications
internal import ProcessTracking
public import Timing

/// The decisions of the VRRP process: everything that it knows, as one value.
///
/// Pure: each event appends acts to `acts`. The shell carries them out in order and reports their results before any
/// other event. After every event it arms its timer with `deadline`.
public struct VirtualRouting: Sendable {
    /// Options of the command line.
    public struct Options: Equatable, Sendable {
        /// How many times `-D` was given; lines with more detail are not logged.
        public var detailLevel = 0
        /// keepalived: `--dont-release-vrrp`.
        public var keepsAddressesAtStop = false
        /// keepalived: `--address-monitoring`.
        public var logsAddressChanges = false

        /// keepalived's defaults.
        public init() {}
    }

    /// What is known of an instance besides its settings and the election.
    struct Runtime {
        /// The number of its endpoint; nil if it has none.
        var endpoint: Int?
        /// The address it sends from.
        var source: IPAddress?
        /// Why it has no endpoint.
        var obstacle: FaultReason?
        var cache = AdvertisementCache()
        /// The announcement of each address, advertised ones first; empty until they are needed. Nil if the interface
        /// cannot announce it.
        var frames: [AnnouncedAddress?] = []
    }

    /// A complete Ethernet frame and the interface to send it on.
    struct AnnouncedAddress {
        var bytes: [UInt8]
        var linkIndex: Int32
    }

    struct UnknownVirtualRouter: Hashable {
        var interface: String
        var id: UInt8
    }

    let options: Options
    /// The configuration in force.
    public internal(set) var model = Model()
    /// The state of every instance, group and tracker.
    public internal(set) var election = Election(settings: ElectionSettings(instances: []))
    /// The links and addresses that the kernel has reported.
    public internal(set) var interfaces = InterfaceTable()
    var runtimes: [Runtime] = []
    var endpoints = EndpointRegister()
    var claims = AddressClaims([])
    var addresses = AddressReconciliation()
    /// The instances on an interface, in their order.
    var instancesOn: [String: [Int]] = [:]
    /// The instances with an address on an interface, in their order.
    var addressHolders: [String: [Int]] = [:]
    /// The interfaces of the instances whose configured source is an address.
    var sourceInterfaces: [IPAddress: Set<String>] = [:]
    var schedule = ScriptSchedule()
    var files = FileNumbers()
    var numbers = RunNumbers()
    var sources = SourceMemo()
    /// The BFD sessions that are up; nil: the BFD process has not said anything yet.
    var sessionsUp: Set<String>?
    /// Which `vrrp_track_process` have a quorum, as far as it is known.
    var quorums: [String: Bool] = [:]
    /// The interfaces that forward IPv6, which their neighbour advertisements must say.
    var forwarding: Set<String> = []
    /// The unknown virtual routers heard so far, by interface; each is logged once.
    var unknownVirtualRouters: Set<UnknownVirtualRouter> = []
    /// The instance that the checker process follows (`lvs_sync_daemon`).
    var followed: Int?
    /// The last report about it.
    var mastership: FollowedInstance?
    /// The effects of the election that have not been turned into acts yet.
    var effects: [Effect] = []
    /// Those that are still to be logged, or that repeat an announcement.
    var reports: [Effect] = []
    /// Since when reports have waited for elections that are due.
    var reportsSince: MonotonicInstant?
    /// When the links and addresses are read again, because it failed.
    var readsInterfacesAt: MonotonicInstant?
    /// Whether a configuration is in force and `stop` has not been called.
    public internal(set) var isRunning = false
    /// When an instance or group last changed its state.
    public internal(set) var lastTransition: MonotonicInstant?

    /// Creates a core without a configuration.
    public init(options: Options) {
        self.options = options
    }

    /// When `timeout` is due next.
    public var deadline: MonotonicInstant? {
        var earliest = election.deadline
        let others = [
            schedule.deadline, addresses.deadline, endpoints.deadline, reportDeadline, readsInterfacesAt,
        ]
        for other in others {
            guard let other else { continue }
            earliest = min(earliest ?? other, other)
        }
        return earliest
    }

    /// Handles the deadline.
    ///
    /// A shell that wakes late must first hand over what waits in its sockets: only then may a silent master count as
    /// dead.
    public mutating func timeout(at now: MonotonicInstant, into acts: inout [Act]) {
        election.timeout(at: now, into: &effects)
        addresses.timeout(at: now)
        for number in endpoints.timeout(at: now) { open(number, into: &acts) }
        begin(at: now, into: &acts)
        if let due = readsInterfacesAt, due <= now { readInterfaces(at: now, into: &acts) }
        for index in schedule.timeout(at: now) { run(index, at: now, into: &acts) }
    }

    /// The BFD process says which sessions are up.
    public mutating func sessionsReported(
        _ up: Set<String>, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        let before = sessionsUp
        sessionsUp = up
        guard isRunning else { return }
        for session in model.sessions
        where before.map({ $0.contains(session.name) != up.contains(session.name) }) ?? true {
            let isUp = up.contains(session.name)
            if !isUp, before != nil, session.isForRouters {
                election.pathLost(to: session.neighbor, at: now, into: &effects)
            }
            guard let tracker = election.tracker(of: .session(session.name)) else { continue }
            acts.append(.log(.sessionSeen(session: session.name, isUp: isUp)))
            election.setTracker(tracker, isUp: isUp, at: now, into: &effects)
        }
        perform(at: now, into: &acts)
    }

    /// The supervisor says which tracked processes have a quorum; what it says nothing of stays as it is.
    public mutating func quorumsReported(
        _ quorums: [String: Bool], at now: MonotonicInstant, into acts: inout [Act]
    ) {
        let before = self.quorums
        self.quorums = quorums
        guard isRunning else { return }
        for process in model.processes {
            guard let isThere = quorums[process.name], isThere != before[process.name],
                let tracker = election.tracker(of: .process(process.name))
            else { continue }
            if before[process.name] != nil {
                acts.append(.log(.quorumChanged(process: process.name, isThere: isThere)))
            }
            election.setTracker(tracker, isUp: isThere, at: now, into: &effects)
        }
        perform(at: now, into: &acts)
    }

    // MARK: - Scripts

    private mutating func run(_ index: Int, at now: MonotonicInstant, into acts: inout [Act]) {
        let script = schedule.entries[index].script
        let number = numbers.next()
        guard schedule.begin(index, run: number, at: now) else {
            return acts.append(.log(.scriptSkipped(script: script.name)))
        }
        acts.append(.run(RunRequest(tracking: script, number)))
    }

    /// Handles the end of a run.
    public mutating func ranScript(
        _ number: UInt64, _ outcome: RunOutcome, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = schedule.ended(number) else { return }
        let name = schedule.entries[index].script.name
        let status: ScriptResult
        switch outcome {
        case .exited(let code): status = .exited(code)
        case .signalled(let signal): status = .signalled(signal)
        case .timedOut: status = .timedOut
        case .notStarted(let call, let errno): status = .notStarted("\(call): errno \(errno)")
        case .stillRunning, .dropped: return acts.append(.log(.scriptSkipped(script: name)))
        }
        ended(index, status, at: now, into: &acts)
    }

    /// Handles the end of a script.
    mutating func ended(
        _ index: Int, _ status: ScriptResult, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        let name = schedule.entries[index].script.name
        if schedule.note(status, of: index) { acts.append(.log(.scriptResult(script: name, status))) }
        guard let tracker = election.tracker(of: .script(name)) else { return }
        election.scriptRan(tracker, succeeded: status.isSuccess, at: now, into: &effects)
        if let isUp = election.isUp(tracker: tracker), schedule.note(isUp: isUp, of: index) {
            acts.append(.log(.scriptVerdict(script: name, isUp: isUp, status)))
        }
        perform(at: now, into: &acts)
    }
}
