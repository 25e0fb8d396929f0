import Configuration
import EventLoop
import Glibc
import Logging
import ProcessMessages
import ProcessTracking
import SystemCalls
import Timing

/// A new configuration with everything it needs, so that putting it in force cannot fail.
private struct PreparedReload {
    var loaded: LoadedConfiguration
    var log: LogSettings
}

/// Why the old configuration stays in force.
private struct ReloadRefusal: Error {
    var reason: String
}

/// The parent process: it reads and checks the configuration, keeps its children running, runs their scripts, and
/// does all waiting for them.
final class Supervisor {
    let options: KeepalivedOptions
    let loop: EventLoop
    let output: LogOutput
    private(set) var loaded: LoadedConfiguration
    /// The topics that children publish for each other.
    var topics = TopicRegister()
    private(set) var children: [ManagedChild] = []
    /// Sends mail for the children.
    let mailer: Mailer
    private var pipes: PipeKeeper?
    private var timedReload: TimedReload?
    /// The relation of the clocks, for dumps.
    var dumpClock = DumpClockKeeper()
    /// The processes that are tracked.
    private var processes: ProcessWatch?
    private var watches: [EventSource] = []
    private var life = DaemonLife()
    private var exitStatus = ExitStatus.success

    init(
        options: KeepalivedOptions, loaded: LoadedConfiguration, output: LogOutput
    ) throws(SystemError) {
        self.options = options
        self.loaded = loaded
        self.output = output
        loop = try EventLoop()
        mailer = try Mailer(loop: loop, output: output)
        try ProcessAttributes.becomeSubreaper()
        mailer.onEnd = { [unowned self] in finishIfDone() }
        pipes = try PipeKeeper(
            loop: loop, log: { [unowned self] text in self.output.warning(text) },
            onEnd: { [unowned self] in finishIfDone() })
        timedReload = try TimedReload(
            loop: loop, log: { [output] level, text in output.write(level, text) },
            onDue: { [unowned self] in reload() })
        for kind in ChildKind.allCases {
            let child = try ManagedChild(kind, of: self)
            try child.prepare(for: loaded)
            children.append(child)
        }
        try watchSignals()
    }

    /// Runs until stopped.
    ///
    /// - Returns: The exit status of the process.
    func run() throws(SystemError) -> Int32 {
        try runStartupScript()
        takeUpConfiguration(at: .start)
        try trackProcesses()
        for child in children { try child.begin() }
        childrenChanged()
        try loop.enableWatchdog()
        _ = try loop.run()
        try runShutdownScript()
        output.info("Stopped \(Version.line)")
        return exitStatus
    }

    private func trackProcesses() throws(SystemError) {
        let watch = try ProcessWatch(
            loop: loop, log: { [unowned self] text in output.warning(text) },
            onChange: { [unowned self] in publishProcesses() })
        processes = watch
        watch.adopt(loaded.processes)
    }

    private func publishProcesses() {
        guard let census = processes?.census else { return }
        let value = census.isEmpty ? nil : ProcessQuorums(census.quorums).encoded
        deliver(topics.publish(ProcessQuorums.topic, value, by: nil))
    }

    /// How many processes there are of each `vrrp_track_process`.
    var processCounts: [ProcessCount] { processes?.census.counts ?? [] }

    private func watchSignals() throws(SystemError) {
        watches.append(try loop.onSignal(SIGTERM) { [unowned self] _ in stop() })
        watches.append(
            try loop.onSignal(SIGINT) { [unowned self] _ in if !options.ignoresInterrupt { stop() } })
        watches.append(try loop.onSignal(SIGHUP) { [unowned self] _ in reload() })
        for kind in DumpKind.allCases {
            watches.append(
                try loop.onSignal(kind.signal) { [unowned self] _ in requestDump(kind) })
        }
        watches.append(try loop.onSignal(SIGCHLD) { [unowned self] _ in reapOrphans() })
    }

    /// Reaps the processes that scripts leave behind, whose parent this process becomes.
    private func reapOrphans() {
        // Without /proc they remain zombies until this process ends.
        let others = [mailer.processID].compactMap(\.self) + (pipes?.processIDs ?? [])
        _ = try? Orphans.reap(except: Set(children.flatMap(\.processIDs) + others))
    }

    /// The options on the command line of every child.
    var childOptions: ChildOptions {
        var child = ChildOptions()
        child.configurationFile = options.configurationFile
        child.configurationID = options.configurationID
        child.networkNamespace = options.networkNamespace
        child.requiresAllFiles = options.requiresAllFiles
        child.detailLevel = options.detailLevel
        child.syslogFacility = options.logsToSyslog ? options.facility.number : nil
        child.keepsAddressesAtStop = options.keepsAddressesAtStop
        child.keepsServicesAtStop = options.keepsServicesAtStop
        child.logsAddressChanges = options.logsAddressChanges
        child.ignoresInterrupt = options.ignoresInterrupt
        return child
    }

    /// Sends values of topics to their subscribers; nil if the limit of topics was reached.
    func deliver(_ deliveries: [TopicRegister.Delivery]?) {
        guard let deliveries else {
            return output.error("A topic is dropped: \(TopicRegister.limit) topics are already kept")
        }
        for delivery in deliveries {
            for child in children where child.kind == delivery.child {
                child.send(.topic(delivery.topic, value: delivery.value))
            }
        }
    }

    /// The pipes that a wanted child writes to.
    private var wantedPipes: [NotificationPipe] {
        let writers: [(ChildKind, NotificationPipe.Subjects)] = [(.vrrp, .routers), (.checkers, .servers)]
        let subjects = writers.filter { $0.0.isWanted(options, loaded) }.map(\.1)
        return loaded.global.notificationPipes.filter { pipe in
            subjects.contains(where: pipe.subjects.contains)
        }
    }

    // MARK: - Reload

    /// Handles an answer, death or end of a child.
    func childrenChanged() { perform(life.childrenChanged(children.map(\.life))) }

    /// Reads the configuration again, after the current reload if there is one.
    func reload() { perform(life.wantReload()) }

    private func perform(_ acts: [DaemonLife.Act]) {
        for act in acts {
            switch act {
            case .reload: reloadNow()
            case .announceReady:
                pipes?.settle(wantedPipes)
                loop.notify("READY=1\nSTATUS=Running")
                StartupMemory.release()
            case .stopChildren:
                output.info("Stopping")
                loop.notify("STOPPING=1")
                for child in children { child.stop() }
                finishIfDone()
            }
        }
    }

    private func reloadNow() {
        output.info("Reloading ...")
        loop.notify("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.now().nanoseconds / 1000)")
        do throws(ReloadRefusal) {
            adopt(try prepareReload())
            perform(life.adopted(children.map(\.life)))
        } catch {
            output.error("Reload refused, the old configuration stays: \(error.reason)")
            perform(life.refused(children.map(\.life)))
        }
    }

    /// Prepares everything about the new configuration that can fail. A failure changes nothing.
    private func prepareReload() throws(ReloadRefusal) -> PreparedReload {
        let reason: String
        do throws(SystemError) {
            let (next, result) = try load()
            result.report(to: output)
            recordCheck(result)
            guard let refusal = result.refusal(after: loaded) else {
                for child in children { try child.prepare(for: next) }
                return PreparedReload(loaded: next, log: try LogSettings(options, next.global))
            }
            reason = refusal
        } catch {
            reason = error.description
        }
        throw ReloadRefusal(reason: reason)
    }

    /// Puts the new configuration in force, in the supervisor and its children. Nothing in here can fail.
    private func adopt(_ reload: PreparedReload) {
        loaded = reload.loaded
        output.adopt(reload.log)
        takeUpConfiguration(at: .reload)
        for child in children { child.reconfigure() }
        // A new quorum must not count under the old configuration.
        processes?.adopt(loaded.processes)
    }

    /// Prepares what the configuration in force needs outside the children.
    private func takeUpConfiguration(at occasion: FileOccasion) {
        mailer.adopt(loaded.global)
        createFiles(at: occasion)
        pipes?.prepare(wantedPipes)
        timedReload?.follow(loaded.global.reloadTimeFile, repeats: loaded.global.repeatsReload)
    }

    // MARK: - Stop

    var isStopping: Bool { life.isStopping }

    private func stop() { perform(life.stop()) }

    /// Stops with this exit status.
    func end(_ status: Int32) {
        exitStatus = status
        stop()
    }

    /// Ends the event loop if the daemon is stopping and nothing is left to wait for.
    func finishIfDone() {
        guard isStopping, children.allSatisfy(\.isDone) else { return }
        pipes?.close()
        // The last mails are those of children that have ended.
        guard mailer.finish() else { return }
        if pipes?.processIDs.isEmpty ?? true { loop.exit(0) }
    }
}
