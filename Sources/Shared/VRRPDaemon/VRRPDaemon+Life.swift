import Configuration
import Election
import EventLoop
import Logging
import Netlink
import NetworkTypes
import Notifications
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing

extension VRRPDaemon {
    /// The first configuration: the process is set up as it says, leftovers go, the election starts.
    func start(_ model: Model) throws(ConfigurationTransferError) {
        writePIDFile()
        model.global.vrrpProcess.apply { [unowned self] failure in
            supervisor.log(.warning, failure)
        }
        do throws(SystemError) {
            try readInterfaces()
        } catch {
            throw .system(error)
        }
        adopt(model)
        election = Election(settings: mapping)
        removeLeftOvers()
        updateSources()
        let now = MonotonicClock.now()
        schedule = ScriptSchedule(trackedScripts, at: now)
        election.start(in: surroundings, at: now, into: &effects)
        settle()
        tellMastership()
        log(.startupComplete)
        supervisor.send(.ready)
        rehearse()
    }

    /// Another configuration: what is the same goes on undisturbed.
    func reload(_ model: Model) {
        let oldNames = self.model.instances.map(\.name)
        let old = self.model
        let oldRuntimes = runtimes
        for script in old.scripts where !model.scripts.contains(script) {
            supervisor.send(.cancel(lane: script.lane))
            lastScriptStatus[script.name] = nil
            scriptVerdicts[script.name] = nil
        }
        let now = MonotonicClock.now()
        election.retire(for: ElectionSettings(model), at: now, into: &effects)
        perform()
        adopt(model)
        for (index, instance) in model.instances.enumerated() {
            guard let previous = oldNames.firstIndex(of: instance.name) else { continue }
            runtimes[index] = oldRuntimes[previous]
            runtimes[index].frames = []
        }
        keeper.renumber { index in model.instances.firstIndex { $0.name == oldNames[index] } }
        updateSources()
        election.reload(mapping, in: surroundings, at: now, into: &effects)
        dropRemovedAddresses()
        updateSources()
        schedule.replace(trackedScripts, at: now)
        settle()
        tellMastership()
        log(.reloadComplete)
        supervisor.send(.ready)
        rehearse()
    }

    private func writePIDFile() {
        do throws(PIDFile.Failure) {
            pidFile = try PIDFile(path: options.pidFile)
        } catch {
            supervisor.log(.warning, "\(options.pidFile): \(error)")
        }
    }

    private func adopt(_ model: Model) {
        self.model = model
        supervisor.usesSyslog = model.global.logsToSyslog ?? true
        unknownVirtualRouters = []
        mapping = ElectionSettings(model)
        runtimes = Array(repeating: Runtime(), count: model.instances.count)
        let followedName = model.global.ipvs.synchronization?.instance
        followed = model.instances.firstIndex { $0.name == followedName }.map { ($0, nil) }
    }

    private var surroundings: ElectionSurroundings {
        ElectionSurroundings(
            endpoints: model.instances.indices.map { endpointState(of: $0) },
            interfacesUp: Set(interfaces.links.values.map(\.name).filter { interfaces.isUp($0) }))
    }

    private var trackedScripts: [ScriptSchedule.Script] {
        model.scripts.filter { election.tracker(of: .script($0.name)) != nil }.map {
            .init(name: $0.name, interval: $0.interval)
        }
    }

    /// An earlier run that crashed may have left addresses behind; those of an owner (priority 255) are the host's own.
    private func removeLeftOvers() {
        var changes: [AddressChange] = []
        for instance in model.instances {
            for virtual in instance.allAddresses {
                guard let key = AddressKeeper.Key(virtual, in: interfaces), interfaces.has(key) else {
                    continue
                }
                if instance.election.basePriority == 255 {
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

    /// Resigns, cleans up, tells the scripts, and ends the loop. The supervisor runs the scripts after us.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        log(.stopping)
        let now = MonotonicClock.now()
        if !options.keepsAddressesAtStop { election.stop(at: now, into: &effects) }
        perform()
        for (index, instance) in model.instances.enumerated() {
            let priority = election.effectivePriority(instance: index)
            notify(.instance(instance.name, .stop, priority: priority), instance.notifications)
        }
        for group in model.groups {
            notify(.group(group.name, .stop), group.notifications)
        }
        log(.stopped)
        supervisor.flushBeforeExit()
        loop.exit(0)
    }

    func runScript(_ index: Int) {
        let name = schedule.scripts[index].name
        guard let script = model.scripts.first(where: { $0.name == name }) else { return }
        let request = RunRequest(tracking: script, runNumbers.next())
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
        guard let source = election.tracker(of: .script(name)) else { return }
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
}
