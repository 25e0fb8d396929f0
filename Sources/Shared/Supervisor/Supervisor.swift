import Configuration
import ConfigurationSource
import ConfigurationSyntax
import EventLoop
import Glibc
import Logging
import ProcessMessages
import SystemCalls
import Timing

/// The parent process: it reads and checks the configuration, keeps its children running, runs their scripts, and
/// does all the waiting that they must not do.
final class Supervisor {
    let options: KeepalivedOptions
    let loop: EventLoop
    let output: LogOutput
    var loaded: LoadedConfiguration
    var runner: ScriptRunner?
    private var vrrp: SupervisedProcess?
    private var restartDelay = RestartDelay()
    private var restartTimer: EventTimer?
    private var stopTimer: EventTimer?
    private var watches: [EventSource] = []
    private var isStopping = false
    private var isReloading = false
    private var exitStatus = ExitStatus.success

    init(
        options: KeepalivedOptions, loaded: LoadedConfiguration, output: LogOutput
    ) throws(SystemError) {
        self.options = options
        self.loaded = loaded
        self.output = output
        loop = try EventLoop()
        try ProcessAttributes.becomeSubreaper()
        runner = try ScriptRunner(
            loop: loop, answer: { [unowned self] id, outcome in vrrp?.send(.ran(id: id, outcome)) },
            log: { [unowned self] text in self.output.warning(text) })
        runner?.onEnd = { [unowned self] in finishIfDone() }
        try watchSignals()
    }

    /// Runs until stopped; the exit status of the process.
    func run() throws(SystemError) -> Int32 {
        try runStartupScript()
        try startVRRP()
        if vrrp == nil { announceReady() }
        try loop.enableWatchdog()
        _ = try loop.run()
        try runShutdownScript()
        output.info("Stopped \(Version.line)")
        return exitStatus
    }

    private func watchSignals() throws(SystemError) {
        watches.append(try loop.onSignal(SIGTERM) { [unowned self] _ in stop() })
        watches.append(
            try loop.onSignal(SIGINT) { [unowned self] _ in if !options.ignoresInterrupt { stop() } })
        watches.append(try loop.onSignal(SIGHUP) { [unowned self] _ in reload() })
        for kind in DumpKind.allCases {
            watches.append(try loop.onSignal(kind.signal) { [unowned self] _ in vrrp?.send(.dump(kind)) })
        }
        watches.append(try loop.onSignal(SIGCHLD) { [unowned self] _ in reapOrphans() })
        restartTimer = try loop.makeTimer { [unowned self] in restartVRRP() }
        stopTimer = try loop.makeTimer { [unowned self] in stopIsOverdue() }
    }

    /// Processes that scripts left behind come to us, and nobody else waits for them.
    private func reapOrphans() {
        var known = Set(runner?.processIDs ?? [])
        if let vrrp { known.insert(vrrp.processID) }
        // Without /proc they stay zombies until we end.
        _ = try? Orphans.reap(except: known)
    }

    // MARK: - The VRRP child

    private var wantsVRRP: Bool {
        options.runsVRRP && (loaded.hasInstances || options.startsWithoutConfiguration)
    }

    private func startVRRP() throws(SystemError) {
        guard wantsVRRP else { return }
        var child = ChildOptions()
        child.configurationFile = options.configurationFile
        child.configurationID = options.configurationID
        child.networkNamespace = options.networkNamespace
        child.requiresAllFiles = options.requiresAllFiles
        child.detailLevel = options.detailLevel
        child.syslogFacility = options.logsToSyslog ? options.facility.number : nil
        child.keepsAddressesAtStop = options.keepsAddressesAtStop
        child.logsAddressChanges = options.logsAddressChanges
        child.ignoresInterrupt = options.ignoresInterrupt
        child.pidFile = PIDPaths(options, global: loaded.global).vrrp
        let process = try SupervisedProcess(
            name: Program.name,
            arguments: { descriptor in
                child.channel = descriptor
                return ["daemon"] + child.arguments
            }, loop: loop,
            onMessage: { [unowned self] message, descriptor in handle(message, descriptor) },
            onExit: { [unowned self] status in vrrpEnded(status) })
        vrrp = process
        output.info("Starting VRRP child process, pid=\(process.processID)")
        process.send(.configure, descriptor: loaded.transcript.number)
    }

    private func vrrpEnded(_ status: WaitStatus) {
        guard let process = vrrp else { return }
        vrrp = nil
        guard !isStopping else { return finishIfDone() }
        output.error("VRRP child process(\(process.processID)) died: \(status)")
        let permanent = [(ExitStatus.configuration, "CONFIG"), (ExitStatus.permission, "PERMISSION")]
        for (code, name) in permanent where status == .exited(code) {
            output.error("pid \(process.processID) exited with permanent error \(name). Terminating")
            return end(code)
        }
        guard options.respawns else { return end(ExitStatus.failure) }
        let now = MonotonicClock.now()
        let delay = restartDelay.delay(afterLife: now - process.startedAt)
        if delay > .zero { output.info("VRRP child process restarts in \(delay)") }
        restartTimer?.set(now + delay)
    }

    private func restartVRRP() {
        guard vrrp == nil, !isStopping else { return }
        do throws(SystemError) {
            try startVRRP()
        } catch {
            output.error("VRRP child process cannot start: \(error)")
            let delay = restartDelay.delay(afterLife: .zero)
            restartTimer?.set(MonotonicClock.now() + max(delay, .seconds(1)))
        }
    }

    private func handle(_ message: ChildMessage, _ descriptor: consuming FileDescriptor?) {
        switch message {
        case .ready: announceReady()
        case .refused(let reason):
            output.error("Configuration refused: \(reason)")
            announceReady()
        case .log(let level, let text): output.writeLocally(LogLevel(rawValue: level) ?? .info, text)
        case .run(let request): runner?.request(request)
        case .cancel(let lane): runner?.cancel(lane: lane)
        case .write(let path):
            guard let descriptor else { return }
            write(descriptor, to: path)
        case .wantsReload: reload()
        case .mastership: break
        }
    }

    private func write(_ contents: consuming FileDescriptor, to path: String) {
        do throws(SystemError) {
            try DumpFile.write(MemoryFile.read(contents.number, limitBytes: DumpFile.limitBytes), to: path)
        } catch {
            output.error("Dump not written: \(error)")
        }
    }

    private func announceReady() {
        isReloading = false
        loop.notify("READY=1\nSTATUS=Running")
        StartupMemory.release()
    }

    // MARK: - Reload

    private func reload() {
        guard !isStopping, !isReloading else { return }
        output.info("Reloading ...")
        isReloading = true
        loop.notify("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.now().nanoseconds / 1000)")
        do throws(SystemError) {
            let (next, result) = try LoadedConfiguration.load(options)
            result.report(to: output)
            if let refusal = result.refusal(after: loaded.global) {
                output.error("Reload refused, the old configuration stays: \(refusal)")
                return announceReady()
            }
            loaded = next
            try configureOutput()
            if let vrrp {
                vrrp.send(.configure, descriptor: loaded.transcript.number)
            } else {
                try startVRRP()
                if vrrp == nil { announceReady() }
            }
        } catch {
            output.error("Reload: \(error)")
            announceReady()
        }
    }

    /// Sends log lines where the command line and the configuration want them.
    func configureOutput() throws(SystemError) {
        let global = loaded.global
        output.usesSyslog = global.logsToSyslog ?? true
        output.usesConsole =
            options.staysInForeground && (global.logsToStandardOutput ?? options.logsToConsole)
        try output.setFile(options.logFile ?? global.logFile)
    }

    // MARK: - Stop

    private func stop() {
        guard !isStopping else { return }
        isStopping = true
        output.info("Stopping")
        loop.notify("STOPPING=1")
        restartTimer?.set(nil)
        stopTimer?.set(MonotonicClock.now() + loaded.global.childWait)
        vrrp?.send(.stop)
        finishIfDone()
    }

    private func end(_ status: Int32) {
        exitStatus = status
        stop()
    }

    /// Children and notifications have had `child_wait_time`: what is left is ended.
    private func stopIsOverdue() {
        if let vrrp {
            output.warning("VRRP child process(\(vrrp.processID)) does not end: killed")
            // A process that ended in this very moment needs no signal.
            try? Signals.send(SIGKILL, to: vrrp.processID)
        }
        if runner?.hasNoNotifications == false { output.warning("Scripts still run at the stop: ended") }
        runner?.cancelAll()
        isOverdue = true
        finishIfDone()
    }

    private var isOverdue = false

    private func finishIfDone() {
        guard isStopping, vrrp == nil, isOverdue || runner?.hasNoNotifications ?? true else { return }
        loop.exit(0)
    }
}
