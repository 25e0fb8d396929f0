import Configuration
import EventLoop
import Glibc
import HealthChecks
import Logging
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

/// The checker process: it makes the checks, and keeps the kernel's table of virtual servers as they say.
///
/// It never waits for a server or a script; scripts and dumps are its supervisor's business. What it reads itself is
/// small: the files of `FILE_CHECK`, and certificates.
final class CheckDaemon {
    let options: ChildOptions
    let loop: EventLoop
    let supervisor: SupervisorLink
    let engine: CheckEngine
    let probes = ProbeMaker()
    let table: KernelTable

    var checking = Checking()
    /// What was decided and not done yet.
    var acts: [Checking.Act] = []
    var isActing = false
    /// How many checks over sockets may run at a time.
    var runLimit = Int.max
    var pipes = NotificationPipes()
    var presence: AddressPresence?
    var files: WatchedFiles?
    /// Which VRRP instances are master, as far as somebody asked to be told.
    var masters: [String: Bool] = [:]
    /// What each script that has not ended yet checks.
    var scripts: [UInt64: UInt64] = [:]
    var runNumbers = RunNumbers()
    var generator = SystemRandomNumberGenerator()
    var pidFile: PIDFile?
    var isStopping = false
    private var isConfigured = false
    private var timer: EventTimer?
    private var armed: MonotonicInstant?
    /// When the timer fired last.
    private var woken = MonotonicInstant(nanoseconds: 0)
    private var watches: [EventSource] = []

    init(options: ChildOptions, channel: consuming ChannelSocket) throws(SystemError) {
        self.options = options
        loop = try EventLoop()
        let supervisor = try SupervisorLink(
            channel: channel, loop: loop, identity: "Keepalived_healthcheckers", options: options)
        self.supervisor = supervisor
        engine = try CheckEngine(loop: loop)
        table = KernelTable { level, text in supervisor.log(level, text) }
        try watch()
    }

    /// Runs until told to stop; the exit status of the process.
    func run() throws(SystemError) -> Int32 { try loop.run() }

    private func watch() throws(SystemError) {
        timer = try loop.makeTimer { [unowned self] in
            armed = nil
            act()
        }
        engine.onProgress = { [unowned self] token, progress in
            runProgressed(token, progress)
            arm()
        }
        supervisor.onMessage = { [unowned self] message, descriptor in
            handle(message, descriptor: descriptor)
            arm()
        }
        supervisor.onClosed = { [unowned self] in stop() }
        watches.append(try loop.onSignal(SIGTERM) { [unowned self] _ in stop() })
        watches.append(
            try loop.onSignal(SIGINT) { [unowned self] _ in if !options.ignoresInterrupt { stop() } })
        watches.append(try loop.onSignal(SIGHUP) { [unowned self] _ in supervisor.send(.wantsReload) })
        watches.append(try loop.onSignal(DumpKind.data.signal) { [unowned self] _ in dump(.data) })
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
        case .mastership(let instance, let isMaster):
            masters[instance] = isMaster
            if instance == checking.model.global.ipvs.synchronization?.instance { setSynchronization() }
        }
    }

    private func configure(_ transcript: consuming FileDescriptor) {
        do throws(ConfigurationTransferError) {
            let model = try ConfigurationTransfer.read(transcript, options: options, scope: .everything)
            if isConfigured {
                reload(model)
            } else {
                start(model)
                isConfigured = true
            }
        } catch {
            log(.warning, "Reload refused, the old configuration stays: \(error)")
            supervisor.send(.refused(reason: error.description))
            if !isConfigured { loop.exit(ExitStatus.configuration) }
        }
    }

    /// Checks that begin in one wake-up, before others have their turn.
    private static let beginningsPerWakeUp = 64

    /// The least time between two wake-ups for what is due: nothing is later than that because of it.
    private static let restBetweenWakeUps: Duration = .milliseconds(5)

    /// Does what is due.
    private func act() {
        let now = MonotonicClock.now()
        woken = now
        for _ in 0..<Self.beginningsPerWakeUp {
            var due: Checking.Due?
            decide { checking, acts in due = checking.timeout(at: now, into: &acts) }
            guard let due else { break }
            if case .run(let id) = due { runIsDue(id) }
        }
        if let due = files?.retryAt, due <= now { readFiles() }
        if let due = table.deadline, due <= now { table.repair(checking.supervision.wanted, at: now) }
        arm()
    }

    /// Sets the timer to what is due next. Ends every event.
    func arm() {
        guard let due = [checking.deadline, table.deadline, files?.retryAt].compactMap(\.self).min() else {
            return
        }
        // Waking up too early once costs less than setting the timer each time.
        if let armed, armed <= due { return }
        armed = due
        // What is due at about the same time has one wake-up.
        timer?.set(max(due, woken + Self.restBetweenWakeUps))
    }

    func log(_ level: LogLevel, _ text: String) { supervisor.log(level, text) }

    /// Logs what only those want to read who asked for details (`-D`).
    func logDetail(_ text: String) {
        if options.detailLevel > 0 { supervisor.log(.info, text) }
    }
}
