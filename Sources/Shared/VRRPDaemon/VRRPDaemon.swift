import Configuration
import EventLoop
import Logging
import Netlink
import NetworkState
import NetworkTypes
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualRouting

/// The VRRP process: it owns the sockets and the event loop, hands what happens to `VirtualRouting`, and does its acts.
///
/// It never waits: scripts, files and configurations are its supervisor's business, reached over a channel.
final class VRRPDaemon: ChildService {
    static let description = ChildDescription(
        command: "vrrp", syslogIdentity: "Keepalived_vrrp", rights: "CAP_NET_ADMIN and CAP_NET_RAW",
        scope: .virtualRouters, tuning: \.vrrpProcess, topics: [SessionStates.topic, ProcessQuorums.topic])

    /// After a change of state and this long without another, `rehearse` is due. The second block of announcements has
    /// gone out by then.
    static let quietTime: Duration = .seconds(6)
    /// How late a deadline may become before it counts as late.
    private static let patience: Duration = .milliseconds(10)

    let frame: ChildFrame
    let transport: Transport
    let connection: NetlinkConnection
    private let monitor: NetlinkMonitor
    var announcer: LinkLayerSocket
    var routing: VirtualRouting
    /// What is to be done.
    var acts: [Act] = []
    /// Changes of addresses that are made with the announcements which follow them.
    var changes: [AddressChange] = []
    var pipes = NotificationPipes(.routers)
    private var timer: EventTimer?
    /// The dumps that are to be made, in this order; `encoding` is the status for the first one.
    private var dumps: [DumpKind] = []
    private var encoding: StatusEncoding?
    private var encoder: DeferredCall?
    /// When the last rehearsal took place, of what `routing` reports as its last transition.
    private var rehearsed: MonotonicInstant?
    private var watches: [EventSource] = []
    /// The files that the configuration in force tracks; nil if there are none.
    var files: WatchedFiles?

    init(frame: ChildFrame) throws(SystemError) {
        self.frame = frame
        var options = VirtualRouting.Options()
        options.detailLevel = frame.options.detailLevel
        options.keepsAddressesAtStop = frame.options.keepsAddressesAtStop
        options.logsAddressChanges = frame.options.logsAddressChanges
        routing = VirtualRouting(options: options)
        transport = Transport(loop: frame.loop)
        connection = try NetlinkConnection()
        monitor = try NetlinkMonitor()
        announcer = try LinkLayerSocket()
        // A thousand gratuitous ARPs may leave at once.
        try announcer.setSendBuffer(bytes: Transport.bufferBytes)
        try watch()
    }

    private func watch() throws(SystemError) {
        timer = try frame.loop.makeTimer { [unowned self] in act() }
        encoder = try frame.loop.makeDeferred(priority: .idle) { [unowned self] in encode() }
        transport.onDatagram = { [unowned self] number, batch, index in receive(number, batch, index) }
        transport.onDrained = { [unowned self] in
            settle()
            // Under a flood of packets the timer, which comes after the sockets, would never have its turn.
            if isLate { act() }
        }
        transport.onSent = { [unowned self] number, failure in
            let failure = failure.map { (errno: $0.errno, text: $0.description) }
            routing.sent(number, failure: failure, into: &acts)
        }
        // What the kernel reports of our own takeovers may wait until all are done.
        watches.append(
            try frame.loop.onReadable(monitor.descriptor, priority: .low) { [unowned self] in
                hearKernel()
                settle()
            })
    }

    // MARK: life

    func start(_ model: Model) throws(SystemError) {
        let interfaces = try readInterfaces()
        watchFiles(of: model)
        openPipes(of: model)
        routing.start(model, on: interfaces, at: MonotonicClock.now(), into: &acts)
        settle()
    }

    func reload(_ model: Model) {
        watchFiles(of: model)
        openPipes(of: model)
        routing.reload(model, at: MonotonicClock.now(), into: &acts)
        settle()
        closePipes(except: model.global.notificationPipes)
        encoding = nil
    }

    private func openPipes(of model: Model) {
        for failure in pipes.open(model.global.notificationPipes, at: MonotonicClock.now()) {
            frame.supervisor.log(.error, failure)
        }
    }

    private func closePipes(except kept: [NotificationPipe]) {
        for line in pipes.keep(kept, at: MonotonicClock.now()) { frame.supervisor.log(.warning, line) }
    }

    func configurationIsInEffect() { rehearse() }

    func commandEnded(_ id: UInt64, _ outcome: RunOutcome) {
        routing.ranScript(id, outcome, at: MonotonicClock.now(), into: &acts)
        settle()
    }

    func topicChanged(_ topic: String, _ value: [UInt8]?) {
        let now = MonotonicClock.now()
        switch topic {
        case SessionStates.topic: routing.sessionsReported(SessionStates(value).up, at: now, into: &acts)
        case ProcessQuorums.topic:
            routing.quorumsReported(ProcessQuorums(reading: value).quorums, at: now, into: &acts)
        default: return
        }
        settle()
    }

    /// Begins a dump, or has it follow the one that is being made.
    func dump(_ kind: DumpKind) -> ChildDump? {
        guard !dumps.contains(kind) else { return nil }
        dumps.append(kind)
        encoder?.schedule()
        return nil
    }

    /// Encodes a part of the status for the first dump; after the last part, has the supervisor write the dump.
    private func encode() {
        guard let kind = dumps.first else { return }
        var encoding = self.encoding ?? StatusEncoding(clearingStatistics: kind == .statisticsAndClear)
        // A second reference would have the bytes copied.
        self.encoding = nil
        let value = encoding.advance(in: &routing)
        if let value {
            dumps.removeFirst()
            frame.supervisor.publish(Status.topic, value)
            frame.supervisor.renderDump(kind)
        } else {
            self.encoding = encoding
        }
        if !dumps.isEmpty { encoder?.schedule() }
    }

    /// Resigns, cleans up and notifies. The supervisor runs the scripts after us.
    func stop() {
        routing.stop(at: MonotonicClock.now(), into: &acts)
        perform()
        closePipes(except: [])
    }

    // MARK: what happens

    private func receive(_ number: Int, _ batch: borrowing ReceiveBatch, _ index: Int) {
        guard !batch.isTruncated(index) else { return }
        let (source, destination) = (batch.source(of: index), batch.destination(of: index))
        let hopLimit = batch.hopLimit(of: index)
        // A master's silence begins when its advertisement arrives, not when it is read.
        let arrival = MonotonicClock.now() - (batch.age(of: index) ?? .zero)
        batch.withPayload(of: index) { (datagram: Span<UInt8>) -> Void in
            routing.receive(
                datagram, on: number, from: source, to: destination, hopLimit: hopLimit, at: arrival,
                into: &acts)
        }
        perform()
    }

    private func hearKernel() {
        // A monitor that fails has lost reports: everything is read again.
        let reports = (try? monitor.receive()) ?? [.overrun]
        let now = MonotonicClock.now()
        routing.kernelReported(reports, ownPortID: connection.portID, at: now, into: &acts)
    }

    func readInterfaces() throws(SystemError) -> InterfaceTable {
        InterfaceTable(links: try connection.links(), addresses: try connection.addresses())
    }

    private var isLate: Bool { routing.deadline.map { MonotonicClock.now() - $0 > Self.patience } ?? false }

    private func act() {
        // The kernel and each socket must have been heard, not only the first one that was ready.
        if isLate {
            hearKernel()
            perform()
            transport.drainAll()
        }
        let now = MonotonicClock.now()
        if let due = files?.retryAt, due <= now { watchFiles(of: routing.model) }
        routing.timeout(at: now, into: &acts)
        settle()
        if let quiet = quietAt, quiet <= MonotonicClock.now() { rehearse() }
    }

    /// When `rehearse` is due.
    private var quietAt: MonotonicInstant? {
        guard let last = routing.lastTransition, last != rehearsed else { return nil }
        return last + Self.quietTime
    }

    /// Does what was decided, and sets the timer to what is due next. Ends every event.
    func settle() {
        perform()
        var due = routing.deadline
        for other in [quietAt, files?.retryAt] {
            if let other { due = min(due ?? other, other) }
        }
        if let due { timer?.advance(to: due) }
    }

    /// Forgets what the start, or a change of state, needed and prepares what a takeover needs: its packets and frames,
    /// and the way to the sockets in memory.
    private func rehearse() {
        rehearsed = routing.lastTransition
        StartupMemory.release()
        let forwarding = routing.interfacesAnnouncingIPv6.filter {
            (try? Machine.forwardsIPv6(on: $0)) ?? false
        }
        routing.prepareForTakeover(forwarding: forwarding, at: MonotonicClock.now())
        StartupMemory.trimHeap()
        perform()
        // The kernel's answer is that there is no such address.
        guard let link = routing.model.instances.first.flatMap({ routing.interfaces[$0.interface] }) else {
            return
        }
        _ = connection.apply([
            .init(.remove, address: .ipv4(.init(bits: 0)), prefixLength: 32, linkIndex: link.index)
        ])
    }
}
