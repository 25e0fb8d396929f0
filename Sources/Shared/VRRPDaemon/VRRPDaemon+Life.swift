import Configuration
import Election
import Netlink
import NetworkTypes
import ProcessMessages
import SystemCalls
import Timing

extension VRRPDaemon {
    /// The first configuration: the process is set up as it says, leftovers go, the election starts.
    func start(_ model: Model) throws(ConfigurationTransferError) {
        ProcessTuning.apply(model.global) { [unowned self] failure in
            supervisor.log(.warning, failure)
        }
        do throws(SystemError) {
            try readInterfaces()
        } catch {
            throw .system(error)
        }
        adopt(model)
        election = Election(settings: mapping.settings)
        removeLeftOvers()
        for tracker in mapping.trackerSources { setInitialState(of: tracker) }
        updateSources()
        let now = MonotonicClock.now()
        schedule = ScriptSchedule(trackedScripts, at: now)
        election.start(at: now, into: &effects)
        settle()
        log(.startupComplete)
        supervisor.send(.ready)
    }

    /// Another configuration: what is the same goes on undisturbed.
    func reload(_ model: Model) {
        let oldNames = self.model.instances.map(\.name)
        let old = self.model
        let oldRuntimes = runtimes
        for script in old.scripts where !model.scripts.contains(script) {
            supervisor.send(.cancel(lane: Notifier.lane(ofScript: script.name)))
            lastScriptStatus[script.name] = nil
            scriptVerdicts[script.name] = nil
        }
        resign(old, keptNames: model.instances.map(\.name))
        adopt(model)
        for (index, instance) in model.instances.enumerated() {
            guard let previous = oldNames.firstIndex(of: instance.name) else { continue }
            runtimes[index] = oldRuntimes[previous]
            runtimes[index].cache.invalidate()
            runtimes[index].frames = []
        }
        keeper.renumber { index in model.instances.firstIndex { $0.name == oldNames[index] } }
        let now = MonotonicClock.now()
        election.reload(mapping.settings, at: now, into: &effects)
        dropRemovedAddresses()
        for tracker in mapping.trackerSources { setInitialState(of: tracker) }
        updateSources()
        schedule.replace(trackedScripts, at: now)
        settle()
        log(.reloadComplete)
        supervisor.send(.ready)
    }

    private func adopt(_ model: Model) {
        self.model = model
        mapping = ElectionMapping(model)
        runtimes = Array(repeating: Runtime(), count: model.instances.count)
    }

    private var trackedScripts: [ScriptSchedule.Script] {
        mapping.trackerSources.compactMap { source in
            guard case .script(let index) = source else { return nil }
            return .init(name: model.scripts[index].name, interval: model.scripts[index].interval)
        }
    }

    private func setInitialState(of source: ElectionMapping.TrackerSource) {
        if case .interface(let name) = source { setInterfaceTrackers(name) }
    }

    /// An earlier run that crashed may have left addresses behind; those of an owner (priority 255) are the host's own.
    private func removeLeftOvers() {
        var changes: [AddressChange] = []
        for instance in model.instances {
            for virtual in instance.allAddresses {
                guard let key = AddressKeeper.Key(virtual, in: interfaces), interfaces.has(key) else {
                    continue
                }
                if instance.priority == 255 {
                    keeper.adopt(key)
                    log(.addressAdopted(address: virtual.address, interface: virtual.interface))
                } else {
                    changes.append(virtual.change(.remove, on: key.linkIndex))
                    interfaces.remove(key)
                    log(.leftOverRemoved(address: virtual.address, interface: virtual.interface))
                }
            }
        }
        apply(changes)
    }

    /// Addresses that left the configuration of a master go now; new ones came with the election's effects.
    private func dropRemovedAddresses() {
        var changes: [AddressChange] = []
        for (index, instance) in model.instances.enumerated() {
            let wanted = instance.allAddresses
            keeper.remove(instance: index, where: { !wanted.contains($0) }, into: &changes)
        }
        apply(changes)
    }

    /// Instances that a reload removes hear of it while their settings are still there.
    private func resign(_ old: Model, keptNames: [String]) {
        for instance in old.instances where !keptNames.contains(instance.name) {
            let state = instance.notifications.reportsDeleted ? Notifier.NotifiedState.deleted : .fault
            notify(
                .instance, name: instance.name, state, priority: instance.priority,
                scripts: instance.notifications)
        }
    }

    /// Resigns, cleans up, tells the scripts, and ends the loop. The supervisor runs the scripts after us.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        log(.stopping)
        let now = MonotonicClock.now()
        if !options.keepsAddressesAtStop { election.stop(at: now, into: &effects) }
        perform()
        for (index, instance) in model.instances.enumerated() {
            notify(
                .instance, name: instance.name, .stop, priority: election.effectivePriority(instance: index),
                scripts: instance.notifications)
        }
        for group in model.groups {
            notify(.group, name: group.name, .stop, priority: 0, scripts: group.notifications)
        }
        log(.stopped)
        supervisor.flushBeforeExit()
        loop.exit(0)
    }

    func runScript(_ index: Int) {
        let name = schedule.scripts[index].name
        guard let script = model.scripts.first(where: { $0.name == name }) else { return }
        let request = notifier.request(tracking: script)
        runsInProgress[request.id] = name
        supervisor.send(.run(request))
    }

    func scriptEnded(_ id: UInt64, _ outcome: RunOutcome) {
        guard let name = runsInProgress.removeValue(forKey: id) else { return }
        let status: ScriptStatus
        switch outcome {
        case .exited(let code): status = .exited(code)
        case .signalled(let signal): status = .signalled(signal)
        case .timedOut: status = .timedOut
        case .notStarted(let call, let errno):
            status = .notStarted(SystemError(call: call, errno: errno, object: nil).description)
        case .stillRunning: return log(.scriptSkipped(script: name))
        }
        guard let source = mapping.trackerSources.firstIndex(where: { isScript($0, named: name) }) else {
            return
        }
        if lastScriptStatus[name] != status {
            lastScriptStatus[name] = status
            log(.scriptStatus(script: name, status))
        }
        election.scriptRan(source, succeeded: status.isSuccess, at: MonotonicClock.now(), into: &effects)
        if let isUp = election.isUp(tracker: source), scriptVerdicts[name] != isUp {
            scriptVerdicts[name] = isUp
            log(.scriptVerdict(script: name, isUp: isUp, status))
        }
        settle()
    }

    private func isScript(_ source: ElectionMapping.TrackerSource, named name: String) -> Bool {
        guard case .script(let index) = source else { return false }
        return model.scripts[index].name == name
    }
}
