import Configuration
import Election
import EventLoop
import Glibc
import Logging
import Netlink
import NetworkTypes
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing

/// The VRRP process: it owns the sockets and the event loop, tells the election what happens and does what it says.
///
/// It never waits: scripts, files and configurations are its supervisor's business, reached over a channel.
final class VRRPDaemon {
    /// What the shell knows of one instance beside its settings.
    struct Runtime {
        /// The address advertisements leave from.
        var source: IPAddress?
        var channel: Transport.Channel?
        var cache = AdvertisementCache()
        /// The announcement of each address, advertised ones first: a complete Ethernet frame and its interface.
        var frames: [(bytes: [UInt8], linkIndex: Int32)?] = []
    }

    struct UnknownVirtualRouter: Hashable {
        var interface: String
        var id: UInt8
    }

    let options: ChildOptions
    let loop: EventLoop
    let supervisor: SupervisorLink
    let transport: Transport
    let connection: NetlinkConnection
    let monitor: NetlinkMonitor
    var announcer: LinkLayerSocket

    var model = Model()
    var mapping = ElectionSettings(instances: [])
    var election = Election(settings: ElectionSettings(instances: []))
    var runtimes: [Runtime] = []
    var interfaces = InterfaceTable()
    var keeper = AddressKeeper()
    var schedule = ScriptSchedule([], at: MonotonicInstant(nanoseconds: 0))
    var runNumbers = RunNumbers()
    /// What each run of a tracked script that has not ended yet belongs to.
    var runsInProgress: [UInt64: String] = [:]
    var lastScriptStatus: [String: ScriptStatus] = [:]
    var scriptVerdicts: [String: Bool] = [:]
    /// The last errno that sending or opening failed with, by interface, so that each trouble is logged once.
    var lastSendFailure: [String: Int32] = [:]
    /// Virtual routers that were heard of and are not ours, by interface: each is logged once.
    var unknownVirtualRouters: Set<UnknownVirtualRouter> = []
    /// The instance that the checker process follows (`lvs_sync_daemon`), and what it was told of it last.
    var followed: (index: Int, isMaster: Bool?)?
    var pidFile: PIDFile?
    var effects: [Effect] = []
    /// How many of `effects` have been looked at for advertisements.
    var advertisedCount = 0
    /// When the first of `effects` was put off, if any was.
    var rushBegan: MonotonicInstant?
    var isStopping = false
    /// When `rehearse` is due.
    var quietAt: MonotonicInstant?
    private var isConfigured = false
    private var timer: EventTimer?
    /// What the timer is set to; it is moved only when something is due earlier.
    private var armed: MonotonicInstant?
    private var watches: [EventSource] = []

    init(options: ChildOptions, channel: consuming ChannelSocket) throws(SystemError) {
        self.options = options
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
        timer = try loop.makeTimer { [unowned self] in timerFired() }
        transport.onDatagram = { [unowned self] channel, batch, index in receive(channel, batch, index) }
        transport.onDrained = { [unowned self] in
            settle()
            actIfFlooded()
        }
        watches.append(try loop.onReadable(monitor.descriptor) { [unowned self] in netlinkReported() })
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
        case .ran(let id, let outcome): scriptEnded(id, outcome)
        case .mastership: break
        }
    }

    private func configure(_ transcript: consuming FileDescriptor) {
        do throws(ConfigurationTransferError) {
            let model = try ConfigurationTransfer.read(transcript, options: options, scope: .virtualRouters)
            if isConfigured {
                reload(model)
            } else {
                try start(model)
                isConfigured = true
            }
        } catch {
            log(.reloadRefused(error.description))
            supervisor.send(.refused(reason: error.description))
            if !isConfigured { loop.exit(ExitStatus.configuration) }
        }
    }

    private func timerFired() {
        armed = nil
        act()
    }

    /// Under a flood of packets the timer, which comes after the sockets, would never have its turn.
    private func actIfFlooded() {
        if isLate { act() }
    }

    /// How late a deadline may become before it counts as late.
    private static let patience: Duration = .milliseconds(10)

    private var isLate: Bool { election.deadline.map { MonotonicClock.now() - $0 > Self.patience } ?? false }

    private func act() {
        // Each socket must have been heard, not only the first one that was ready.
        if isLate { transport.drainAll() }
        let now = MonotonicClock.now()
        election.timeout(at: now, into: &effects)
        var changes: [AddressChange] = []
        keeper.timeout(at: now, into: &changes)
        apply(changes)
        for index in schedule.timeout(at: now) { runScript(index) }
        settle()
        if let quietAt, quietAt <= now { rehearse() }
    }

    /// Does what the election has decided, and sets the timer to what is due next. Ends every event.
    func settle() {
        if !effects.isEmpty { performUnlessRushed() }
        let deadlines = [election.deadline, keeper.deadline, schedule.deadline, quietAt]
        guard let due = deadlines.compactMap({ $0 }).min() else { return }
        // A backup moves its deadlines with every advertisement; waking up too early once an interval costs less
        // than setting the timer each time.
        if let armed, armed <= due { return }
        armed = due
        timer?.set(due)
    }

    func log(_ line: LogLine) {
        guard line.detail <= options.detailLevel else { return }
        supervisor.log(line.level, line.text)
    }
}
