import Configuration
import EventLoop
import Glibc
import Logging
import ProcessMessages
import SystemCalls
import Timing

/// A new configuration with all that it needs: it only has to be put in the place of the old one.
private struct PreparedReload {
    var loaded: LoadedConfiguration
    var log: LogSettings
}

/// Why the old configuration stays.
private struct ReloadRefusal: Error {
    var reason: String
}

/// The parent process: it reads and checks the configuration, keeps its children running, runs their scripts, and
/// does all the waiting that they must not do.
final class Supervisor {
    let options: KeepalivedOptions
    let loop: EventLoop
    let output: LogOutput
    private(set) var loaded: LoadedConfiguration
    /// What children tell each other.
    var topics = TopicRegister()
    private var children: [ManagedChild] = []
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
        try ProcessAttributes.becomeSubreaper()
        for kind in ChildKind.allCases {
            let child = try ManagedChild(kind, of: self)
            try child.prepare(for: loaded)
            children.append(child)
        }
        try watchSignals()
    }

    /// Runs until stopped; the exit status of the process.
    func run() throws(SystemError) -> Int32 {
        try runStartupScript()
        for child in children { try child.begin() }
        childrenChanged()
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
            watches.append(
                try loop.onSignal(kind.signal) { [unowned self] _ in
                    for child in children { child.send(.dump(kind)) }
                })
        }
        watches.append(try loop.onSignal(SIGCHLD) { [unowned self] _ in reapOrphans() })
    }

    /// Processes that scripts left behind come to us, and nobody else waits for them.
    private func reapOrphans() {
        // Without /proc they stay zombies until we end.
        _ = try? Orphans.reap(except: Set(children.flatMap(\.processIDs)))
    }

    /// The options that all children get on their command line.
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

    /// Sends values of topics to those who subscribe to them; nil: a topic more than are kept.
    func deliver(_ deliveries: [TopicRegister.Delivery]?) {
        guard let deliveries else {
            return output.error("Dropping a topic: \(TopicRegister.limit) are already kept")
        }
        for delivery in deliveries {
            for child in children where child.kind == delivery.child {
                child.send(.topic(delivery.topic, value: delivery.value))
            }
        }
    }

    // MARK: - Reload

    /// A child has answered, died or ended.
    func childrenChanged() { perform(life.childrenChanged(children.map(\.life))) }

    /// Reads the configuration again, after the reload that goes on now if there is one.
    func reload() { perform(life.wantReload()) }

    private func perform(_ acts: [DaemonLife.Act]) {
        for act in acts {
            switch act {
            case .reload: reloadNow()
            case .announceReady:
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

    /// Everything about the new configuration that can fail. Nothing has changed yet if it does.
    private func prepareReload() throws(ReloadRefusal) -> PreparedReload {
        let reason: String
        do throws(SystemError) {
            let (next, result) = try LoadedConfiguration.load(options)
            result.report(to: output)
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

    /// Has the new configuration take effect, in the supervisor and in its children. Nothing in here can fail.
    private func adopt(_ reload: PreparedReload) {
        loaded = reload.loaded
        output.adopt(reload.log)
        for child in children { child.reconfigure() }
    }

    // MARK: - Stop

    var isStopping: Bool { life.isStopping }

    private func stop() { perform(life.stop()) }

    /// Stops with that status.
    func end(_ status: Int32) {
        exitStatus = status
        stop()
    }

    /// Ends the loop when the daemon stops and nothing is left to wait for.
    func finishIfDone() {
        guard isStopping, children.allSatisfy(\.isDone) else { return }
        loop.exit(0)
    }
}
