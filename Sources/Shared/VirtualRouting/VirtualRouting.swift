public import Configuration
public import Election
internal import NetworkState
internal import NetworkTypes
public import Notifications
public import Timing

/// The decisions of the VRRP process: all that it knows, in one value.
///
/// Pure: each event appends what is to be done to `acts`, and the shell does it in that order, before the next event but
/// those that answer an act. After every event the shell arms its timer with `deadline`.
public struct VirtualRouting: Sendable {
    /// What the command line says.
    public struct Options: Equatable, Sendable {
        /// 0, or how often `-D` was given: lines with more detail are not made.
        public var detailLevel = 0
        /// keepalived: `--dont-release-vrrp`.
        public var keepsAddressesAtStop = false
        /// keepalived: `--address-monitoring`.
        public var logsAddressChanges = false

        /// keepalived's defaults.
        public init() {}
    }

    /// What is known of one instance beside its settings and its election.
    struct Runtime {
        /// The number of its endpoint; nil if it has none.
        var endpoint: Int?
        /// The address it sends from.
        var source: IPAddress?
        /// Why it has no endpoint.
        var obstacle: FaultReason?
        var cache = AdvertisementCache()
        /// The announcement of each address, advertised ones first; empty before they were needed. Nil where the
        /// interface has none to send.
        var frames: [AnnouncedAddress?] = []
    }

    /// A complete Ethernet frame, and the interface it leaves by.
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
    /// What the kernel said of links and addresses.
    public internal(set) var interfaces = InterfaceTable()
    var runtimes: [Runtime] = []
    var endpoints = EndpointRegister()
    var claims = AddressClaims([])
    var addresses = AddressReconciliation()
    /// The instances that speak on an interface, in their order.
    var instancesOn: [String: [Int]] = [:]
    /// The instances that have an address on an interface, in their order.
    var addressHolders: [String: [Int]] = [:]
    /// The interfaces of the instances that are configured to send from an address.
    var sourceInterfaces: [IPAddress: Set<String>] = [:]
    var schedule = ScriptSchedule()
    var numbers = RunNumbers()
    var sources = SourceMemo()
    /// The BFD sessions that are up; nil: the BFD process has not said anything yet.
    var sessionsUp: Set<String>?
    /// Interfaces that forward IPv6: their neighbour advertisements say so.
    var forwarding: Set<String> = []
    /// Virtual routers that were heard of and are not ours, by interface: each is logged once.
    var unknownVirtualRouters: Set<UnknownVirtualRouter> = []
    /// The instance that the checker process follows (`lvs_sync_daemon`).
    var followed: Int?
    /// What was said of it last.
    var mastership: FollowedInstance?
    /// What the election wanted done since the last act.
    var effects: [Effect] = []
    /// Whether a configuration is in force, and no stop.
    public internal(set) var isRunning = false
    /// When an instance or group changed its state last.
    public internal(set) var lastTransition: MonotonicInstant?

    /// Nothing to run yet.
    public init(options: Options) {
        self.options = options
    }

    /// When `timeout` is due next.
    public var deadline: MonotonicInstant? {
        var earliest = election.deadline
        for other in [schedule.deadline, addresses.deadline, endpoints.deadline] {
            guard let other else { continue }
            earliest = min(earliest ?? other, other)
        }
        return earliest
    }

    /// The deadline has come.
    ///
    /// A shell that wakes late hands over what waits in its sockets first: only then is a silent master silent.
    public mutating func timeout(at now: MonotonicInstant, into acts: inout [Act]) {
        election.timeout(at: now, into: &effects)
        addresses.timeout(at: now)
        for number in endpoints.timeout(at: now) { open(number, into: &acts) }
        perform(at: now, into: &acts)
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

    // MARK: scripts

    private mutating func run(_ index: Int, at now: MonotonicInstant, into acts: inout [Act]) {
        let script = schedule.entries[index].script
        let number = numbers.next()
        guard schedule.begin(index, run: number, at: now) else {
            return acts.append(.log(.scriptSkipped(script: script.name)))
        }
        acts.append(.run(RunRequest(tracking: script, number)))
    }

    /// A run has ended.
    public mutating func ranScript(
        _ number: UInt64, _ outcome: RunOutcome, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        guard let index = schedule.ended(number) else { return }
        let name = schedule.entries[index].script.name
        let status: ScriptStatus
        switch outcome {
        case .exited(let code): status = .exited(code)
        case .signalled(let signal): status = .signalled(signal)
        case .timedOut: status = .timedOut
        case .notStarted(let call, let errno): status = .notStarted("\(call): errno \(errno)")
        case .stillRunning, .dropped: return acts.append(.log(.scriptSkipped(script: name)))
        }
        ended(index, status, at: now, into: &acts)
    }

    /// A script has ended like that.
    mutating func ended(
        _ index: Int, _ status: ScriptStatus, at now: MonotonicInstant, into acts: inout [Act]
    ) {
        let name = schedule.entries[index].script.name
        if schedule.note(status, of: index) { acts.append(.log(.scriptStatus(script: name, status))) }
        guard let tracker = election.tracker(of: .script(name)) else { return }
        election.scriptRan(tracker, succeeded: status.isSuccess, at: now, into: &effects)
        if let isUp = election.isUp(tracker: tracker), schedule.note(isUp: isUp, of: index) {
            acts.append(.log(.scriptVerdict(script: name, isUp: isUp, status)))
        }
        perform(at: now, into: &acts)
    }
}
