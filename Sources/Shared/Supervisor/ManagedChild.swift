import Configuration
import EventLoop
import Logging
import Notifications
import ProcessMessages
import SystemCalls
import Timing

/// A child of the supervisor, kept running while it is wanted, with the scripts that it asked for.
final class ManagedChild {
    let kind: ChildKind
    private(set) var life = ChildLife()
    private unowned let supervisor: Supervisor
    private var program: ChildProgram?
    private var process: SupervisedProcess?
    private var runner: ScriptRunner?
    private var restartDelay = RestartDelay()
    private var restartTimer: EventTimer?
    private var stopTimer: EventTimer?
    /// The number of the process, in the upper bits of its request ids: no answer may reach a successor.
    private var generation: UInt64 = 0
    private static let requestBits: UInt64 = 48
    private var isOverdue = false

    init(_ kind: ChildKind, of supervisor: Supervisor) throws(SystemError) {
        self.kind = kind
        self.supervisor = supervisor
        runner = try ScriptRunner(
            loop: supervisor.loop, answer: { [unowned self] id, outcome in answer(id, outcome) },
            log: { [unowned self] text in self.supervisor.output.warning(text) })
        runner?.onEnd = { [unowned self] in self.supervisor.finishIfDone() }
        restartTimer = try supervisor.loop.makeTimer { [unowned self] in attempt(life.restart()) }
        stopTimer = try supervisor.loop.makeTimer { [unowned self] in stopIsOverdue() }
    }

    /// The processes that are waited for.
    var processIDs: [Int32] {
        var processes = runner?.processIDs ?? []
        if let process { processes.append(process.processID) }
        return processes
    }

    /// Whether the process and its notifications have ended or their time is over.
    var isDone: Bool { life.state == .absent && (isOverdue || runner?.hasNoNotifications ?? true) }

    func send(_ message: SupervisorMessage) { process?.send(message) }

    // MARK: - Life

    /// Opens the program, which must exist if the configuration needs the child.
    func prepare(for loaded: LoadedConfiguration) throws(SystemError) {
        guard program == nil else { return }
        do throws(SystemError) {
            program = try kind.openProgram()
        } catch {
            if kind.isWanted(supervisor.options, loaded) { throw error }
        }
    }

    /// Applies the first configuration. The daemon ends if the child cannot start.
    func begin() throws(SystemError) { try perform(life.configure(isWanted: isWanted)) }

    /// Applies another configuration.
    func reconfigure() {
        restartTimer?.set(nil)
        attempt(life.configure(isWanted: isWanted))
    }

    /// Stops the child with the daemon. Its scripts get as much time as the process.
    func stop() {
        restartTimer?.set(nil)
        attempt(life.stop())
        limitStop()
    }

    private var isWanted: Bool { kind.isWanted(supervisor.options, supervisor.loaded) }

    private func attempt(_ acts: [ChildLife.Act]) {
        do throws(SystemError) {
            try perform(acts)
        } catch {
            supervisor.output.error("\(kind.name) cannot start: \(error)")
            _ = life.ended()
            restart(after: max(restartDelay.delay(afterLife: .zero), .seconds(1)))
        }
    }

    private func perform(_ acts: [ChildLife.Act]) throws(SystemError) {
        for act in acts {
            switch act {
            case .start: try start()
            case .configure: configure()
            case .stop:
                process?.send(.stop)
                limitStop()
            }
        }
    }

    private func start() throws(SystemError) {
        guard let path = program?.path else { preconditionFailure("\(kind.name) is not prepared") }
        var options = supervisor.childOptions
        options.pidFile = PIDPaths(supervisor.options, global: supervisor.loaded.global)[kind]
        options.isSuccessor = generation > 0
        generation &+= 1
        let word = kind.traits.word
        let process = try SupervisedProcess(
            path: path, words: CommandLine.arguments,
            environment: { descriptor in
                options.channel = descriptor
                return options.environment(for: word)
            }, loop: supervisor.loop,
            onMessage: { [unowned self] message, descriptor in handle(message, descriptor) },
            onHang: { [unowned self] in endHung() },
            onExit: { [unowned self] status in ended(status) })
        self.process = process
        supervisor.output.info("Starting \(kind.name), pid=\(process.processID)")
        configure()
    }

    private func configure() { process?.configure(supervisor.loaded) }

    private func restart(after delay: Duration) {
        if delay > .zero { supervisor.output.info("\(kind.name) restarts in \(delay)") }
        restartTimer?.set(MonotonicClock.now() + delay)
    }

    // MARK: - End

    private func ended(_ status: WaitStatus) {
        guard let process else { return }
        self.process = nil
        runner?.cancelTrackers()
        let acts = life.ended()
        supervisor.deliver(supervisor.topics.ended(kind, comesBack: life.state != .absent))
        if life.state == .dead {
            died(process, status)
        } else {
            if !supervisor.isStopping { stopTimer?.set(nil) }
            attempt(acts)
        }
        supervisor.childrenChanged()
        supervisor.finishIfDone()
    }

    private func died(_ process: SupervisedProcess, _ status: WaitStatus) {
        let output = supervisor.output
        output.error("\(kind.name)(\(process.processID)) died: \(status)")
        let permanent = [(ExitStatus.configuration, "CONFIG"), (ExitStatus.permission, "PERMISSION")]
        for (code, name) in permanent where status == .exited(code) {
            output.error("pid \(process.processID) exited with permanent error \(name). Terminating")
            return supervisor.end(code)
        }
        guard supervisor.options.respawns else { return supervisor.end(ExitStatus.failure) }
        restart(after: restartDelay.delay(afterLife: MonotonicClock.now() - process.startedAt))
    }

    private func endHung() {
        guard let process else { return }
        let count = SupervisedProcess.queueLimit
        supervisor.output.error(
            "Killing \(kind.name)(\(process.processID)): it has left \(count) messages unread")
        process.kill()
    }

    private func limitStop() { stopTimer?.set(MonotonicClock.now() + supervisor.loaded.global.childWait) }

    /// Kills what is left after `child_wait_time`: the process and, at a stop of the daemon, its notifications.
    private func stopIsOverdue() {
        if let process {
            supervisor.output.warning(
                "Killing \(kind.name)(\(process.processID)): it has not stopped in time")
            process.kill()
        }
        guard supervisor.isStopping else { return }
        if runner?.hasNoNotifications == false {
            supervisor.output.warning(
                "Ending the scripts that are still running, because the daemon is stopping")
        }
        runner?.cancelAll()
        isOverdue = true
        supervisor.finishIfDone()
    }

    // MARK: - Messages

    private func handle(_ message: ChildMessage, _ descriptor: consuming FileDescriptor?) {
        switch message {
        case .ready: answered()
        case .refused(let reason):
            supervisor.output.error("Configuration refused: \(reason)")
            answered()
        case .log(let level, let text):
            supervisor.output.writeLocally(LogLevel(rawValue: level) ?? .info, text)
        case .run(var request):
            request.id |= generation << Self.requestBits
            runner?.request(request)
        case .mail(let mail): supervisor.mailer.add(mail)
        case .cancel(let lane): runner?.cancel(lane: lane)
        case .write(let path):
            guard let descriptor else { return }
            write(descriptor, to: path)
        case .dump(let kind): supervisor.writeDump(kind)
        case .wantsReload: supervisor.reload()
        case .publish(let topic, let value):
            supervisor.deliver(supervisor.topics.publish(topic, value, by: kind))
        case .subscribe(let topic): supervisor.deliver(supervisor.topics.subscribe(kind, to: topic))
        }
    }

    private func answered() {
        life.answered()
        if life.state == .running { supervisor.deliver(supervisor.topics.settled(kind)) }
        supervisor.childrenChanged()
    }

    private func answer(_ id: UInt64, _ outcome: RunOutcome) {
        guard id >> Self.requestBits == generation & (.max >> Self.requestBits) else { return }
        process?.send(.ran(id: id & (1 << Self.requestBits - 1), outcome))
    }

    private func write(_ contents: consuming FileDescriptor, to path: String) {
        do throws(SystemError) {
            try DumpFile.write(MemoryFile.read(contents.number, limitBytes: DumpFile.limitBytes), to: path)
        } catch {
            supervisor.output.error("Cannot write a dump: \(error)")
        }
    }
}
