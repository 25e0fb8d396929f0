internal import Election
internal import NetworkTypes
internal import Timing

/// What went wrong in a run.
public struct Violation: Error, CustomStringConvertible {
    /// What should have been.
    public var rule: String
    /// When.
    var time: MonotonicInstant

    /// The rule and the time.
    public var description: String {
        "at \(Double(time.nanoseconds) / 1e9) s: \(rule)"
    }
}

/// Machines on a network, and the clock.
public struct World: Sendable {
    /// How many of the last events a failing run shows.
    static let historyCapacity = 60

    let plan: Plan
    var random: SplitMix64
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    var nodes: [Node]
    var wire = EventHeap()
    var sequence: UInt64 = 0
    /// Whether a datagram of the first node reaches the second: [lan][from][to].
    var reaches: [[[Bool]]]
    var minimumDelay = Duration.microseconds(50)
    var maximumDelay: Duration
    var lossPercent: Int
    var duplicationPercent: Int
    /// The branches that were taken.
    public internal(set) var marks = Marks()
    var effects: [Effect] = []
    var history: [String] = []
    /// Events of nodes and of the wire handled so far.
    public internal(set) var steps = 0
    /// Transitions so far.
    var transitions = 0
    var keepsHistory = false

    init(_ plan: Plan, random: SplitMix64) {
        self.plan = plan
        self.random = random
        nodes = plan.nodes.map { Node($0, routers: plan.routers.count, lans: plan.lanCount) }
        let everybody = Array(
            repeating: Array(repeating: true, count: plan.nodes.count), count: plan.nodes.count)
        reaches = Array(repeating: everybody, count: plan.lanCount)
        maximumDelay = plan.maximumDelay
        lossPercent = plan.lossPercent
        duplicationPercent = plan.duplicationPercent
    }

    mutating func note(_ text: @autoclosure () -> String) {
        guard keepsHistory else { return }
        history.append("\(Double(now.nanoseconds) / 1e9): \(text())")
        if history.count > Self.historyCapacity { history.removeFirst(history.count - Self.historyCapacity) }
    }

    // MARK: time

    /// Lets everything happen that is due until `end`.
    mutating func run(until end: MonotonicInstant) throws(Violation) {
        // A machine is looked at again only after something happened to it.
        var wakeTimes = nodes.map(\.wakeTime)
        while true {
            var next = wire.next ?? end
            var node: Int?
            for index in wakeTimes.indices {
                guard let wake = wakeTimes[index], wake < next || node == nil && wake <= next else {
                    continue
                }
                next = wake
                node = index
            }
            guard next <= end, node != nil || wire.next != nil else { break }
            now = max(now, next)
            steps += 1
            if let node {
                try wake(node)
                wakeTimes[node] = nodes[node].wakeTime
            } else if let delivery = wire.pop() {
                try arrive(delivery)
                wakeTimes[delivery.node] = nodes[delivery.node].wakeTime
            }
        }
        now = max(now, end)
    }

    /// The process runs because its timer fired or its pause is over. It reads everything that waits for it
    /// before it lets a timer decide.
    mutating func wake(_ index: Int) throws(Violation) {
        var wasPaused = false
        if case .paused = nodes[index].power {
            nodes[index].power = .running
            wasPaused = true
            let waiting = nodes[index].inbox
            nodes[index].inbox = []
            note("node \(index) goes on with \(waiting.count) datagrams waiting")
            for delivery in waiting { try hand(delivery, wasWaiting: true) }
        }
        effects.removeAll(keepingCapacity: true)
        nodes[index].election.timeout(at: now, into: &effects)
        try perform(index)
        if !wasPaused || nodes[index].election.deadline != nil { try checkDeadline(index) }
        nodes[index].lateness = .microseconds(random.number(0...100))
    }

    mutating func arrive(_ delivery: Delivery) throws(Violation) {
        guard nodes[delivery.node].isLinkUp[delivery.datagram.interface] else { return }
        switch nodes[delivery.node].power {
        case .running:
            try hand(delivery, wasWaiting: false)
        case .paused:
            if nodes[delivery.node].inbox.count < Node.inboxCapacity {
                nodes[delivery.node].inbox.append(delivery)
            }
        case .killed, .off:
            break
        }
    }

    /// The process reads one datagram.
    private mutating func hand(_ delivery: Delivery, wasWaiting: Bool) throws(Violation) {
        let index = delivery.node
        let before = markBefore(delivery, wasWaiting: wasWaiting)
        let states = nodes[index].reported
        effects.removeAll(keepingCapacity: true)
        let lan = delivery.datagram.interface
        guard let interface = nodes[index].election.interfaces.firstIndex(of: "lan\(lan)") else { return }
        var datagram = delivery.datagram
        datagram.interface = interface
        let dropped = nodes[index].election.receive(
            delivery.bytes.span, datagram, at: now, into: &effects)
        if dropped == .notListening, plan.nodes[index].startupDelay > .zero { marks.insert(.startupDelay) }
        if dropped == nil, let instance = before { followed(index, instance, delivery) }
        note(
            "node \(index) hears \(delivery.bytes[2]) of VRID \(delivery.bytes[1]) \(dropped.map { "\($0)" } ?? "")"
        )
        try perform(index)
        if dropped == nil { try checkHeard(delivery, follows: before, states) }
    }

    // MARK: the process's shell

    /// Carries out the effects and checks that they may be.
    mutating func perform(_ index: Int) throws(Violation) {
        guard !effects.isEmpty else { return }
        if effects.count == 1, case .advertise(let instance, let priority) = effects[0], priority != 0 {
            // Nearly all that happens: a master advertises.
            try require(nodes[index].reported[instance] == .master, "only a master advertises", index)
            send(index, instance, priority)
            return
        }
        try checkEffects(index)
        for effect in effects {
            switch effect {
            case .advertise(let instance, let priority):
                send(index, instance, priority)
            case .addAddresses(let instance):
                nodes[index].holds[nodes[index].routerOf[instance]] = true
            case .removeAddresses(let instance):
                nodes[index].holds[nodes[index].routerOf[instance]] = false
            case .transition(let instance, _, let to, let reason):
                transitions += 1
                note("node \(index) instance \(instance) is \(to): \(reason)")
                nodes[index].reported[instance] = to
            case .announce, .groupTransition, .conflictWon, .priorityChanged, .note:
                break
            }
            markEffect(effect, index)
        }
        try checkNode(index)
    }

    private mutating func send(_ index: Int, _ instance: Int, _ priority: UInt8) {
        let router = nodes[index].routerOf[instance]
        let lan = plan.routers[router].lan
        guard nodes[index].isLinkUp[lan] else { return }
        note("node \(index) sends \(priority) for router \(router)")
        let settings = nodes[index].election.settings.instances[instance]
        guard let source = nodes[index].election.sourceAddress(instance: instance) else { return }
        if settings.peers.isEmpty {
            let bytes = cachedAdvertisement(index, instance, priority, settings.multicastGroup)
            for receiver in nodes.indices where receiver != index {
                put(bytes, from: source, index, to: settings.multicastGroup, receiver, lan)
            }
            return
        }
        for receiver in nodes.indices where receiver != index {
            let destination = Plan.address(node: receiver, lan: lan, family: settings.family)
            guard settings.peers.contains(destination) else { continue }
            let bytes = nodes[index].election.advertisement(
                instance: instance, priority: priority, destination: destination)
            put(bytes, from: source, index, to: destination, receiver, lan)
        }
    }

    private mutating func cachedAdvertisement(
        _ index: Int, _ instance: Int, _ priority: UInt8, _ destination: IPAddress
    ) -> [UInt8] {
        if let cached = nodes[index].cache[instance], cached.priority == priority {
            return cached.bytes
        }
        let bytes = nodes[index].election.advertisement(
            instance: instance, priority: priority, destination: destination)
        nodes[index].cache[instance] = CachedAdvertisement(
            priority: priority, bytes: bytes)
        return bytes
    }

    private mutating func put(
        _ bytes: [UInt8], from source: IPAddress, _ sender: Int, to destination: IPAddress, _ receiver: Int,
        _ lan: Int
    ) {
        guard reaches[lan][sender][receiver] else { return }
        let copies = duplicationPercent > 0 && random.chance(duplicationPercent) ? 2 : 1
        for _ in 0..<copies {
            if lossPercent > 0, random.chance(lossPercent) { continue }
            sequence += 1
            let datagram = ReceivedDatagram(
                source: source, destination: destination, timeToLive: 255, interface: lan)
            let delay =
                minimumDelay == maximumDelay ? minimumDelay : random.duration(minimumDelay...maximumDelay)
            wire.push(
                Delivery(
                    time: now + delay, sequence: sequence, node: receiver, datagram: datagram, bytes: bytes))
        }
    }
}
