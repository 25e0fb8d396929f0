import Election
import NetworkTypes
import PacketFormats
import Timing

/// One process under test: settings, a clock, and the effects of the last event.
struct Scenario {
    var election: Election
    private(set) var now = MonotonicInstant(nanoseconds: 1_000_000_000_000)
    /// What the last event wanted done.
    private(set) var effects: [Effect] = []

    static let own = IPAddress.ipv4(IPv4Address(192, 0, 2, 10))
    static let own6 = IPAddress.ipv6(IPv6Address(groups: [0xFE80, 0, 0, 0, 0, 0, 0, 1]))
    static let lower = IPAddress.ipv4(IPv4Address(192, 0, 2, 9))
    static let higher = IPAddress.ipv4(IPv4Address(192, 0, 2, 11))
    static let virtual = IPAddress.ipv4(IPv4Address(192, 0, 2, 100))
    static let group = IPAddress.ipv4(IPv4Address(224, 0, 0, 18))

    /// One instance with priority 100 and one address on eth0, changed by `change`.
    static func settings(_ change: (inout InstanceSettings) -> Void = { _ in }) -> InstanceSettings {
        var settings = InstanceSettings(name: "VI_1", interface: "eth0", virtualRouterID: 51)
        settings.addresses = [virtual]
        settings.announcedAddressCount = 1
        change(&settings)
        return settings
    }

    /// Every instance has an endpoint, and every interface that is tracked is up, but for what is said here.
    var closed: [Int: FaultReason] = [:]
    var source = Scenario.own
    var interfacesDown: Set<String> = []
    var sessionsUp: Set<String>?

    init(_ settings: ElectionSettings) {
        election = Election(settings: settings)
    }

    private func surroundings(of settings: ElectionSettings) -> ElectionSurroundings {
        let trackings =
            settings.instances.flatMap(\.trackings) + settings.groups.flatMap(\.trackings)
        return ElectionSurroundings(
            endpoints: settings.instances.enumerated().map { index, instance in
                if let reason = closed[index] { return .closed(reason) }
                return .open(source: instance.family == .ipv4 ? source : Self.own6)
            },
            interfacesUp: Set(trackings.map(\.subject.name)).subtracting(interfacesDown),
            sessionsUp: sessionsUp)
    }

    /// One instance.
    init(_ change: (inout InstanceSettings) -> Void = { _ in }) {
        self.init(ElectionSettings(instances: [Self.settings(change)]))
    }

    /// The same, started.
    static func started(_ change: (inout InstanceSettings) -> Void = { _ in }) -> Scenario {
        var scenario = Scenario(change)
        scenario.start()
        return scenario
    }

    /// The same, master.
    static func master(_ change: (inout InstanceSettings) -> Void = { _ in }) -> Scenario {
        var scenario = started(change)
        scenario.fire()
        return scenario
    }

    mutating func start() {
        effects = []
        election.start(in: surroundings(of: election.settings), at: now, into: &effects)
    }

    mutating func pathLost(to router: IPAddress) {
        effects = []
        election.pathLost(to: router, at: now, into: &effects)
    }

    mutating func stop() {
        effects = []
        election.stop(at: now, into: &effects)
    }

    mutating func reload(_ settings: ElectionSettings) {
        effects = []
        election.retire(for: settings, at: now, into: &effects)
        election.reload(settings, in: surroundings(of: settings), at: now, into: &effects)
    }

    mutating func reload(_ change: (inout InstanceSettings) -> Void) {
        reload(ElectionSettings(instances: [Self.settings(change)]))
    }

    mutating func setSource(_ address: IPAddress?, instance: Int = 0) {
        effects = []
        let state = address.map { EndpointState.open(source: $0) } ?? .closed(.noSourceAddress("eth0"))
        source = address ?? source
        closed[instance] = address == nil ? .noSourceAddress("eth0") : nil
        election.setEndpoint(state, instance: instance, at: now, into: &effects)
    }

    mutating func setEndpoint(_ endpoint: EndpointState, instance: Int = 0) {
        effects = []
        election.setEndpoint(endpoint, instance: instance, at: now, into: &effects)
    }

    mutating func setTracker(_ tracker: Int, isUp: Bool) {
        effects = []
        if let name = election.interfaceName(ofTracker: tracker) {
            if isUp { interfacesDown.remove(name) } else { interfacesDown.insert(name) }
        }
        election.setTracker(tracker, isUp: isUp, at: now, into: &effects)
    }

    mutating func setTracker(_ tracker: Int, number: Int) {
        effects = []
        election.setTracker(tracker, number: number, at: now, into: &effects)
    }

    mutating func scriptRan(_ tracker: Int, succeeded: Bool) {
        effects = []
        election.scriptRan(tracker, succeeded: succeeded, at: now, into: &effects)
    }

    /// Moves the clock without an event.
    mutating func wait(_ duration: Duration) {
        now = now + duration
    }

    /// Goes to the next deadline and lets it happen; nothing without one.
    mutating func fire() {
        effects = []
        guard let deadline = election.deadline else { return }
        now = max(now, deadline)
        election.timeout(at: now, into: &effects)
    }

    /// Lets everything that is due within `duration` happen at its time; collects all effects.
    mutating func run(_ duration: Duration) {
        let end = now + duration
        var all: [Effect] = []
        while let deadline = election.deadline, deadline <= end {
            fire()
            all += effects
        }
        now = end
        effects = all
    }

    /// The time left until the next deadline.
    var remaining: Duration? { election.deadline.map { $0 - now } }

    /// An advertisement arrives, as another router would send it to instance 0.
    mutating func hear(
        _ priority: UInt8, from source: IPAddress = Scenario.lower, instance: Int = 0,
        _ change: (inout VRRPMessage) -> Void = { _ in }
    ) {
        let settings = election.settings.instances[instance]
        var message = VRRPMessage(
            version: settings.version == .v2 ? .v2 : .v3, virtualRouterID: settings.virtualRouterID,
            priority: priority, interval: settings.advertisementInterval, addresses: settings.addresses,
            password: settings.password)
        change(&message)
        let destination = settings.peers.isEmpty ? settings.multicastGroup : Scenario.own
        let coverage: VRRPChecksumCoverage =
            settings.version == .v2 && settings.family == .ipv4 ? .message : .messageAndPseudoHeader
        hear(
            bytes: message.encoded(from: source, to: destination, checksum: coverage),
            ReceivedDatagram(
                source: source, destination: destination, timeToLive: 255,
                interface: election.interfaces.firstIndex(of: settings.interface) ?? 0))
    }

    /// These bytes arrive.
    mutating func hear(bytes: [UInt8], _ datagram: ReceivedDatagram) {
        effects = []
        election.receive(bytes.span, datagram, at: now, into: &effects)
    }

    /// The effects but for notes.
    var acts: [Effect] {
        effects.filter {
            if case .note = $0 { false } else { true }
        }
    }

    /// The notes among the effects.
    var notes: [Note] {
        effects.compactMap {
            if case .note(_, let note) = $0 { note } else { nil }
        }
    }

    /// The state of instance 0.
    var state: State { election.state(instance: 0) }
}

extension Election {
    /// The name of an interface that is tracked.
    fileprivate func interfaceName(ofTracker tracker: Int) -> String? {
        let trackings = settings.instances.flatMap(\.trackings) + settings.groups.flatMap(\.trackings)
        return trackings.map(\.subject).first { self.tracker(of: $0) == tracker }.flatMap { subject in
            if case .interface(let name) = subject { name } else { nil }
        }
    }
}
