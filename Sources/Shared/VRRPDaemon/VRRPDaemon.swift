import Configuration
import EventLoop
import Glibc
import Logging
import Netlink
import NetworkState
import NetworkTypes
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualRouting

/// The VRRP process: it owns the sockets and the event loop, hands what happens to `VirtualRouting`, and does its acts.
///
/// It never waits: scripts, files and configurations are its supervisor's business, reached over a channel.
final class VRRPDaemon {
    /// After a change of state and this long without another, `rehearse` is due. The second block of announcements has
    /// gone out by then.
    static let quietTime: Duration = .seconds(6)
    /// How late a deadline may become before it counts as late.
    private static let patience: Duration = .milliseconds(10)

    let options: ChildOptions
    let loop: EventLoop
    let supervisor: SupervisorLink
    let transport: Transport
    let connection: NetlinkConnection
    let monitor: NetlinkMonitor
    var announcer: LinkLayerSocket
    var routing: VirtualRouting
    /// What is to be done at once.
    var acts: [Act] = []
    /// What may wait until no election is due.
    var laterActs: [Act] = []
    /// When the first of `laterActs` was put off.
    var waitingSince: MonotonicInstant?
    private var pidFile: PIDFile?
    private var timer: EventTimer?
    /// What the timer is set to; it is moved only when something is due earlier.
    private var armed: MonotonicInstant?
    /// When the last rehearsal took place, of what `routing` reports as its last transition.
    private var rehearsed: MonotonicInstant?
    private var watches: [EventSource] = []

    init(options: ChildOptions, channel: consuming ChannelSocket) throws(SystemError) {
        self.options = options
        var routingOptions = VirtualRouting.Options()
        routingOptions.detailLevel = options.detailLevel
        routingOptions.keepsAddressesAtStop = options.keepsAddressesAtStop
        routingOptions.logsAddressChanges = options.logsAddressChanges
        routing = VirtualRouting(options: routingOptions)
        loop = try EventLoop()
        transport = Transport(loop: loop)
        connection = try NetlinkConnection()
        monitor = try NetlinkMonitor()
        announcer = try LinkLayerSocket()
        // A thousand gratuitous ARPs may leave at once.
        try announcer.setSendBuffer(bytes: Transport.bufferBytes)
        supervisor = try SupervisorLink(
            channel: channel, loop: loop, identity: "Keepalived_vrrp", options: options)
        try watch()
    }

    /// Runs until told to stop; the exit status of the process.
    func run() throws(SystemError) -> Int32 { try loop.run() }

    private func watch() throws(SystemError) {
        timer = try loop.makeTimer { [unowned self] in
            armed = nil
            act()
        }
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
            try loop.onReadable(monitor.descriptor, priority: .low) { [unowned self] in netlinkReported() })
        supervisor.onMessage = { [unowned self] message, descriptor in
            handle(message, descriptor: descriptor)
        }
        supervisor.onClosed = { [unowned self] in stop() }
        watches.append(try loop.onSignal(SIGTERM) { [unowned self] _ in stop() })
        watches.append(
            try loop.onSignal(SIGINT) { [unowned self] _ in if !options.ignoresInterrupt { stop() } })
        watches.append(try loop.onSignal(SIGHUP) { [unowned self] _ in supervisor.send(.wantsReload) })
        for kind in DumpKind.allCases {
            watches.append(try loop.onSignal(kind.signal) { [unowned self] _ in dump(kind) })
        }
    }

    private func handle(_ message: SupervisorMessage, descriptor: consuming FileDescriptor?) {
        switch message {
        case .configure:
            guard let descriptor else {
                return supervisor.send(.refused(reason: "no configuration came along"))
            }
            configure(descriptor)
        case .stop: stop()
        case .dump(let kind): dump(kind)
        case .ran(let id, let outcome):
            routing.ranScript(id, outcome, at: MonotonicClock.now(), into: &acts)
            settle()
        case .mastership: break
        }
    }

    // MARK: life

    private func configure(_ transcript: consuming FileDescriptor) {
        let isFirst = !routing.isRunning
        do throws(ConfigurationTransferError) {
            let model = try ConfigurationTransfer.read(transcript, options: options, scope: .virtualRouters)
            if isFirst {
                try start(model)
            } else {
                routing.reload(model, at: MonotonicClock.now(), into: &acts)
            }
            settle()
            rehearse()
        } catch {
            log(.reloadRefused(error.description))
            supervisor.send(.refused(reason: error.description))
            if isFirst { loop.exit(ExitStatus.configuration) }
        }
    }

    private func start(_ model: Model) throws(ConfigurationTransferError) {
        writePIDFile()
        model.global.vrrpProcess.apply { [unowned self] failure in supervisor.log(.warning, failure) }
        do throws(SystemError) {
            let interfaces = try readInterfaces()
            routing.start(model, on: interfaces, at: MonotonicClock.now(), into: &acts)
        } catch {
            throw .system(error)
        }
    }

    private func writePIDFile() {
        do throws(PIDFile.Failure) {
            pidFile = try PIDFile(path: options.pidFile)
        } catch {
            supervisor.log(.warning, "\(options.pidFile): \(error)")
        }
    }

    /// Resigns, cleans up, notifies, and ends the loop. The supervisor runs the scripts after us.
    private func stop() {
        guard routing.isRunning else { return loop.exit(0) }
        routing.stop(at: MonotonicClock.now(), into: &acts)
        perform()
        performLater()
        supervisor.flushBeforeExit()
        loop.exit(0)
    }

    // MARK: what happens

    private func receive(_ number: Int, _ batch: borrowing ReceiveBatch, _ index: Int) {
        guard !batch.isTruncated(index) else { return }
        let (source, destination) = (batch.source(of: index), batch.destination(of: index))
        let hopLimit = batch.hopLimit(of: index)
        let now = MonotonicClock.now()
        batch.withPayload(of: index) { (datagram: Span<UInt8>) -> Void in
            routing.receive(
                datagram, on: number, from: source, to: destination, hopLimit: hopLimit, at: now, into: &acts)
        }
    }

    private func netlinkReported() {
        // A monitor that fails has lost reports: everything is read again.
        let reports = (try? monitor.receive()) ?? [.overrun]
        let now = MonotonicClock.now()
        routing.kernelReported(reports, ownPortID: connection.portID, at: now, into: &acts)
        if reports.contains(.overrun) {
            do throws(SystemError) {
                routing.readAgain(try readInterfaces(), at: now, into: &acts)
            } catch {
                log(.socketFailed(interface: "netlink", error.description))
            }
        }
        settle()
    }

    private func readInterfaces() throws(SystemError) -> InterfaceTable {
        InterfaceTable(links: try connection.links(), addresses: try connection.addresses())
    }

    private var isLate: Bool { routing.deadline.map { MonotonicClock.now() - $0 > Self.patience } ?? false }

    private func act() {
        // Each socket must have been heard, not only the first one that was ready.
        if isLate { transport.drainAll() }
        routing.timeout(at: MonotonicClock.now(), into: &acts)
        settle()
        if let quiet = quietAt, quiet <= MonotonicClock.now() { rehearse() }
    }

    /// When `rehearse` is due.
    private var quietAt: MonotonicInstant? {
        guard let last = routing.lastTransition, last != rehearsed else { return nil }
        return last + Self.quietTime
    }

    /// Does what was decided, and sets the timer to what is due next. Ends every event.
    private func settle() {
        perform()
        let now = MonotonicClock.now()
        var due = routing.deadline
        if let waitingSince {
            if isRoomForLater(before: due, since: waitingSince, at: now) {
                performLater()
            } else {
                due = min(due ?? .distantFuture, max(now, waitingSince + Self.laterLimit))
            }
        }
        if let quietAt { due = min(due ?? quietAt, quietAt) }
        // A backup moves its deadlines with every advertisement; waking up too early once an interval costs less
        // than setting the timer each time.
        guard let due, armed ?? .distantFuture > due else { return }
        armed = due
        timer?.set(due)
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

extension MonotonicInstant {
    fileprivate static var distantFuture: Self { Self(nanoseconds: .max) }
}
