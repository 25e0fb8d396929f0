internal import Configuration
internal import Election
internal import NetworkState
internal import NetworkTypes
internal import Notifications
internal import Timing
internal import VirtualRouting

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

/// Machines on a network, and the clock. Each runs the product's own decisions; this is the shell around them.
public struct World: Sendable {
    /// How many of the last events a failing run shows.
    static let historyCapacity = 80

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
    /// Whether nothing fails any more.
    var isHealed = false
    var lossPercent: Int
    var duplicationPercent: Int
    /// The branches that were taken.
    public internal(set) var marks = Marks()
    /// The reports of the next change of a machine are lost.
    var losesReports = false
    /// How often each kind of trouble was met.
    public internal(set) var troubles: [String: Int] = [:]
    var acts: [Act] = []
    /// Addresses that a master got back in this event, and that nobody was told of yet.
    var unannounced: Set<IPAddress> = []
    var history: [String] = []
    /// Events of nodes and of the wire handled so far.
    public internal(set) var steps = 0
    /// Transitions so far.
    var transitions = 0
    var keepsHistory = false

    init(_ plan: Plan, random: SplitMix64) {
        self.plan = plan
        self.random = random
        nodes = plan.files.map { _ in Node() }
        let everybody = Array(
            repeating: Array(repeating: true, count: plan.files.count), count: plan.files.count)
        reaches = Array(repeating: everybody, count: plan.lanCount)
        maximumDelay = plan.maximumDelay
        lossPercent = plan.lossPercent
        duplicationPercent = plan.duplicationPercent
        for index in nodes.indices {
            for lan in 0..<plan.lanCount {
                nodes[index].kernel.plugIn("lan\(lan)", lan: lan, Plan.hostAddresses(node: index, lan: lan))
            }
        }
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

    /// The process runs because its timer fired, something is to be read, or its pause is over. It reads every socket
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
            let number = nodes[index].fileNumber
            try event(index) { $0.fileRead(Node.trackedPath, .number(number), at: $1, into: &$2) }
            try tellSession(index)
        }
        if let run = nodes[index].runs.first, run.due <= now {
            nodes[index].runs.removeFirst()
            let succeeds = nodes[index].isScriptGood
            try event(index) { $0.ranScript(run.number, .exited(succeeds ? 0 : 1), at: $1, into: &$2) }
        }
        if let due = nodes[index].readsReports, due <= now { try readReports(index) }
        guard let deadline = nodes[index].routing.deadline, deadline <= now else { return }
        try event(index) { $0.timeout(at: $1, into: &$2) }
        // What followed may be due at once: an owner becomes master as soon as its socket is open.
        if let deadline = nodes[index].routing.deadline, deadline <= now {
            try event(index) { $0.timeout(at: $1, into: &$2) }
        }
        if !wasPaused || nodes[index].routing.deadline != nil { try checkDeadline(index) }
        nodes[index].lateness = .microseconds(random.number(0...100))
    }

    mutating func arrive(_ delivery: Delivery) throws(Violation) {
        guard let port = nodes[delivery.node].kernel.port(delivery.linkIndex),
            port.link.traits.contains(.isRunning)
        else { return }
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

    /// The process reads one datagram, if a socket of its takes it.
    private mutating func hand(_ delivery: Delivery, wasWaiting: Bool) throws(Violation) {
        let index = delivery.node
        guard let number = socket(for: delivery) else { return }
        let follows = markBefore(delivery, wasWaiting: wasWaiting)
        note("node \(index) hears \(delivery.priority) of VRID \(delivery.virtualRouterID)")
        let isIPv4 = delivery.destination.family == .ipv4
        // A socket has nothing that arrived before it was opened.
        let opened = nodes[index].opened[number] ?? now
        let arrival = max(now - random.duration(.zero...(.milliseconds(1))), opened)
        try event(index) { routing, _, acts in
            routing.receive(
                delivery.bytes.span, on: number, from: delivery.source,
                to: isIPv4 ? nil : delivery.destination, hopLimit: isIPv4 ? nil : 255, at: arrival,
                into: &acts)
        }
        if let follows {
            nodes[index].lastFollowed[follows] = arrival
            try checkFollows(index, follows)
        }
    }

    /// The socket that a datagram is for, if there is one.
    private func socket(for delivery: Delivery) -> Int? {
        let kernel = nodes[delivery.node].kernel
        return kernel.sockets.filter { _, endpoint in
            guard endpoint.linkIndex == delivery.linkIndex, endpoint.family == delivery.destination.family
            else { return false }
            switch endpoint.mode {
            case .multicast(let group): return group == delivery.destination
            case .unicast:
                return endpoint.boundSource == delivery.destination && kernel.has(delivery.destination)
            }
        }.keys.min()
    }

    mutating func readReports(_ index: Int) throws(Violation) {
        nodes[index].readsReports = nil
        let reports = nodes[index].kernel.takeReports()
        guard !reports.isEmpty else { return }
        note("node \(index) reads \(reports.count) reports")
        try event(index) { routing, now, acts in
            routing.kernelReported(reports, ownPortID: SimulatedKernel.ownPortID, at: now, into: &acts)
        }
    }

    // MARK: the process's shell

    /// Lets something happen to the process, does what it then wants, and checks it.
    mutating func event(
        _ index: Int, _ act: (inout VirtualRouting, MonotonicInstant, inout [Act]) -> Void
    ) throws(Violation) {
        acts.removeAll(keepingCapacity: true)
        act(&nodes[index].routing, now, &acts)
        var isRemarkable = false
        unannounced = []
        while !acts.isEmpty {
            var batch: [Act] = []
            swap(&batch, &acts)
            for act in batch {
                if case .send = act {} else { isRemarkable = true }
                try perform(act, index)
            }
            guard acts.isEmpty else { continue }
            batch.removeAll(keepingCapacity: true)
            swap(&batch, &acts)
        }
        nodes[index].noteWaitingReports(at: now)
        if !nodes[index].kernel.reports.isEmpty, nodes[index].readsReports == nil {
            nodes[index].readsReports = now + random.duration(.zero...(.milliseconds(2)))
        }
        // Nearly all that happens ends here: advertisements leave and arrive.
        guard isRemarkable else { return }
        try checkUnannounced(index)
        nodes[index].oldFile = nil
        try checkNode(index)
        nodes[index].before = [:]
        for (place, instance) in nodes[index].routing.model.instances.enumerated() {
            nodes[index].before[instance.name] = nodes[index].routing.election.state(instance: place)
        }
    }

    private mutating func perform(_ act: Act, _ index: Int) throws(Violation) {
        switch act {
        case .open(let number, let endpoint, _):
            let failure = nodes[index].kernel.open(number, endpoint)
            note("node \(index) opens \(number) on \(endpoint.interface)\(failure.map { ": \($0)" } ?? "")")
            if failure != nil { count("a socket that cannot be opened") }
            nodes[index].opened[number] = now
            nodes[index].routing.opened(number, failure: failure, at: now, into: &acts)
        case .close(let number):
            note("node \(index) closes \(number)")
            nodes[index].kernel.sockets[number] = nil
        case .enlarge, .cancel, .mastership, .report, .mail: break
        case .send(let number, let packet, let destination): try send(index, number, packet, destination)
        case .change(let changes):
            let outcomes = changes.map { nodes[index].kernel.apply($0, portID: SimulatedKernel.ownPortID) }
            for (change, outcome) in zip(changes, outcomes) {
                note("node \(index) \(change.action) \(change.address)/\(change.prefixLength): \(outcome)")
            }
            for (change, outcome) in zip(changes, outcomes) where outcome == .made {
                if change.action == .add { unannounced.insert(change.address) }
            }
            nodes[index].routing.changed(changes, outcomes, at: now, into: &acts)
        case .readInterfaces:
            nodes[index].kernel.isReadable = isHealed || random.number(0...3) > 0
            guard nodes[index].kernel.isReadable else {
                count("interfaces that cannot be read")
                return nodes[index].routing.cannotReadInterfaces("no memory", at: now, into: &acts)
            }
            nodes[index].routing.readAgain(nodes[index].kernel.table, at: now, into: &acts)
        case .proceed: nodes[index].routing.proceed(at: now, into: &acts)
        case .announce(let frame, let linkIndex): try checkAnnouncement(index, frame, linkIndex)
        case .run(let request):
            guard request.lane == "SCRIPT check" else { return }
            let due = now + random.duration(.milliseconds(1)...(.milliseconds(1500)))
            nodes[index].runs.append(Node.ScriptRun(number: request.id, due: due))
            nodes[index].runs.sort { ($0.due, $0.number) < ($1.due, $1.number) }
        case .log(let line):
            note("node \(index): \(line.text())")
            try markLine(line, index)
            if case .entering(let name, let state, _) = line {
                transitions += 1
                nodes[index].reported[name] = state
                nodes[index].entered[name] = state == .backup ? now : nil
            }
        }
    }

    private mutating func send(
        _ index: Int, _ number: Int, _ packet: [UInt8], _ destination: IPAddress
    ) throws(Violation) {
        guard let endpoint = nodes[index].kernel.sockets[number] else {
            throw Violation(rule: "node \(index) sends through a socket that is open", time: now)
        }
        let source = try checkPacket(index, endpoint, packet, destination)
        guard let port = nodes[index].kernel.port(endpoint.linkIndex), port.link.traits.contains(.isRunning)
        else { return }
        for receiver in nodes.indices where receiver != index {
            for other in nodes[receiver].kernel.ports where other.lan == port.lan {
                put(packet, from: source, index, to: destination, receiver, other)
            }
        }
    }

    private mutating func put(
        _ bytes: [UInt8], from source: IPAddress, _ sender: Int, to destination: IPAddress, _ receiver: Int,
        _ port: SimulatedKernel.Port
    ) {
        guard reaches[port.lan][sender][receiver] else { return }
        let copies = duplicationPercent > 0 && random.chance(duplicationPercent) ? 2 : 1
        for _ in 0..<copies {
            if lossPercent > 0, random.chance(lossPercent) { continue }
            sequence += 1
            let delay =
                minimumDelay == maximumDelay ? minimumDelay : random.duration(minimumDelay...maximumDelay)
            wire.push(
                Delivery(
                    time: now + delay, sequence: sequence, node: receiver, source: source,
                    destination: destination, linkIndex: port.link.index, bytes: bytes))
        }
    }

    mutating func count(_ trouble: String) { troubles[trouble, default: 0] += 1 }
}
