import Configuration
import EventLoop
import HealthChecks
import Logging
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

/// The checker process: it runs the checks and keeps the kernel's table of virtual servers up to date with them.
///
/// It never waits for a server or a script; the supervisor runs scripts and writes dumps. The only files it reads
/// are small: those of `FILE_CHECK`, and certificates.
final class CheckDaemon: ChildService {
    static let description = ChildDescription(
        command: "check-daemon", syslogIdentity: "Keepalived_healthcheckers",
        rights: "CAP_NET_ADMIN and CAP_NET_RAW", scope: .everything, tuning: \.checkerProcess,
        topics: [Mastership.topic, SessionStates.topic])

    let options: ChildOptions
    let loop: EventLoop
    let supervisor: SupervisorLink
    let engine: CheckEngine
    let probes = ProbeMaker()
    let table: TableKeeper

    var checking = Checking()
    /// Acts that have been decided and not carried out yet.
    var acts: [Checking.Act] = []
    var isActing = false
    /// How many checks over sockets may run at a time.
    var runLimit = Int.max
    var pipes = NotificationPipes(.servers)
    var presence: AddressPresence?
    var files: WatchedFiles?
    /// Whether the instance that `lvs_sync_daemon` follows is master; nil while unknown.
    var mastership: Mastership?
    /// The BFD sessions that are up; nil: the BFD process has not said anything yet.
    var sessionsUp: Set<String>?
    /// The check that each running script belongs to, by request.
    var scripts: [UInt64: UInt64] = [:]
    var runNumbers = RunNumbers()
    var generator = SystemRandomNumberGenerator()
    private var timer: EventTimer?
    /// When the timer fired last.
    private var woken = MonotonicInstant(nanoseconds: 0)

    init(frame: ChildFrame) throws(SystemError) {
        options = frame.options
        loop = frame.loop
        let supervisor = frame.supervisor
        self.supervisor = supervisor
        engine = try CheckEngine(loop: loop)
        table = TableKeeper { level, text in supervisor.log(level, text) }
        timer = try loop.makeTimer { [unowned self] in act() }
        engine.onProgress = { [unowned self] token, progress in
            runProgressed(token, progress)
            arm()
        }
    }

    func topicChanged(_ topic: String, _ value: [UInt8]?) {
        switch topic {
        case Mastership.topic:
            mastership = value.flatMap(Mastership.init)
            setSynchronization()
        case SessionStates.topic:
            sessionsUp = SessionStates(value).up
            tellSessions()
        default: return
        }
        arm()
    }

    /// How many checks begin in one wake-up before other events are served.
    private static let beginningsPerWakeUp = 64

    /// The shortest time between two wake-ups for deadlines, and so the most that a deadline is late because of it.
    private static let restBetweenWakeUps: Duration = .milliseconds(5)

    /// Does everything that is due.
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
        if let due = presence?.known.deadline, due <= now { presence?.read() }
        if let due = table.deadline, due <= now { table.repair(checking.supervision.wanted, at: now) }
        arm()
    }

    /// Sets the timer to the next deadline. Called at the end of every event.
    func arm() {
        let deadlines = [checking.deadline, table.deadline, files?.retryAt, presence?.known.deadline]
        guard let due = deadlines.compactMap(\.self).min() else { return }
        // Deadlines close to each other share a wake-up.
        timer?.advance(to: max(due, woken + Self.restBetweenWakeUps))
    }

    func log(_ level: LogLevel, _ text: String) { supervisor.log(level, text) }

    /// Logs a line that is wanted only with `-D`.
    func logDetail(_ text: String) {
        if options.detailLevel > 0 { supervisor.log(.info, text) }
    }
}
