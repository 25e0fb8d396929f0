import Configuration
import EventLoop
import HealthChecks
import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// Descriptors that a check of each kind may need at a time, and some for the daemon itself.
    private static let descriptorsForItself: UInt64 = 256

    /// The first configuration: the process is set up as it says, the kernel's table is filled, and checks begin.
    func start(_ model: Model) {
        writePIDFile()
        model.global.checkerProcess.apply { failure in log(.warning, failure) }
        let now = MonotonicClock.now()
        self.model = model
        let (definitions, _) = register.adopt(model.virtualServers, at: now, using: &generator)
        supervision = ServiceSupervision(model.supervisedServices(definitions))
        prepare(at: now)
        if model.global.ipvs.flushesAtStart { table.flush() }
        setPresence()
        let have = table.read(Set(supervision.descriptions.lazy.flatMap(\.services).map(\.id)))
        keepAlive(have)
        var effects: [SupervisionEffect] = []
        supervision.start(into: &effects)
        table.change(from: have, to: supervision.wanted, at: now)
        if let timeouts = model.global.ipvs.timeouts { table.set(timeouts) }
        if model.global.ipvs.synchronization != nil { setSynchronization() }
        announce(servers: model.virtualServers)
        perform(effects, model)
        readFiles()
        restResting(at: now)
        log(.info, "Startup complete")
        supervisor.send(.ready)
        arm()
        StartupMemory.release()
    }

    /// Another configuration: what is the same goes on undisturbed.
    func reload(_ model: Model) {
        let now = MonotonicClock.now()
        let old = self.model
        let before = supervision.wanted
        self.model = model
        let (definitions, gone) = register.adopt(model.virtualServers, at: now, using: &generator)
        for id in gone { cancel(id) }
        let pipes = model.global.ipvs.notificationPipes
        stopReaders(of: old.global.ipvs.notificationPipes.filter { !pipes.contains($0) })
        prepare(at: now)
        var effects: [SupervisionEffect] = []
        supervision.reload(model.supervisedServices(definitions), into: &effects)
        setPresence()
        table.change(from: before, to: supervision.wanted, at: now)
        if let timeouts = model.global.ipvs.timeouts, timeouts != old.global.ipvs.timeouts {
            table.set(timeouts)
        }
        if model.global.ipvs.synchronization != old.global.ipvs.synchronization { setSynchronization() }
        perform(effects, old)
        for index in register.checks.indices { meet(index) }
        readFiles()
        restResting(at: now)
        log(.info, "Reload complete")
        supervisor.send(.ready)
        StartupMemory.release()
    }

    /// Clears the table, notifies, and ends the loop. The supervisor runs the scripts after us.
    func stop() {
        guard !isStopping else { return }
        isStopping = true
        log(.info, "Stopping")
        let now = MonotonicClock.now()
        let before = supervision.wanted
        var effects: [SupervisionEffect] = []
        supervision.stop(into: &effects)
        if !options.keepsServicesAtStop {
            switch model.global.ipvs.flushAtStop {
            case .everything: table.flush()
            case .ownServers, .ownServices: table.change(from: before, to: [], at: now)
            }
            if model.global.ipvs.synchronization != nil { table.setDaemons([], at: now) }
        }
        perform(effects, model)
        stopReaders(of: model.global.ipvs.notificationPipes)
        log(.info, "Stopped")
        supervisor.flushBeforeExit()
        loop.exit(0)
    }

    private func writePIDFile() {
        do throws(PIDFile.Failure) {
            pidFile = try PIDFile(path: options.pidFile)
        } catch {
            log(.warning, "\(options.pidFile): \(error)")
        }
    }

    /// What a configuration needs beside its services.
    private func prepare(at now: MonotonicInstant) {
        supervisor.usesSyslog = model.global.logsToSyslog ?? true
        probes.material = model.tls
        probes.forgetPatterns()
        do throws(SystemError) {
            try ProcessAttributes.limitOpenFiles(UInt64(register.checks.count) + Self.descriptorsForItself)
        } catch {
            log(.warning, "Some checks may lack descriptors: \(error)")
        }
        let definitions = model.global.ipvs.notificationPipes
        for failure in pipes.adopt(definitions) { log(.error, "Notifications are not written: \(failure)") }
        for pipe in definitions { startReader(of: pipe) }
    }

    /// The script that reads a pipe is one of a lane, so that a reload does not start a second one.
    private func startReader(of pipe: NotificationPipe) {
        guard let script = pipe.script else { return }
        supervisor.send(
            .run(
                RunRequest(
                    id: nextRequest, lane: Self.lane(of: pipe), policy: .skipIfBusy,
                    words: script.words + [pipe.path], identity: script.identity, timeoutMilliseconds: 0)))
        nextRequest += 1
    }

    private func stopReaders(of pipes: [NotificationPipe]) {
        for pipe in pipes where pipe.script != nil { supervisor.send(.cancel(lane: Self.lane(of: pipe))) }
    }

    private static func lane(of pipe: NotificationPipe) -> String { "FIFO \(pipe.path)" }

    private func announce(servers: [VirtualServerDefinition]) {
        guard options.detailLevel > 0 else { return }
        for server in servers {
            for realServer in server.realServers where !realServer.checkers.isEmpty {
                let name = ServerName(realServer.destination.id, of: server.name)
                logDetail("Activating healthchecker for service \(name) for VS \(server.name)")
            }
        }
    }

    // MARK: - What is known already

    /// A daemon that takes over from one that died leaves servers that serve in service until their first check,
    /// also those that would start as down (`alpha`): their connections live on.
    private func keepAlive(_ have: [VirtualServer]) {
        let present = Dictionary(
            have.map { ($0.service.id, Set($0.destinations.filter { $0.weight > 0 }.map(\.id))) },
            uniquingKeysWith: { first, _ in first })
        guard !present.isEmpty else { return }
        var effects: [SupervisionEffect] = []
        for index in register.checks.indices where register[index].key.pace.startsDown {
            let serving = register[index].places.filter { place in
                let description = supervision.descriptions[place.service]
                let server = description.servers[place.server].destination
                guard description.sorryServer?.destination.id != server.id else { return false }
                return description.services.contains { service in
                    guard let placed = server.placed(in: service.id) else { return false }
                    return present[service.id]?.contains(placed.id) ?? false
                }
            }
            guard serving.count == register[index].places.count else { continue }
            register[index].machine.assume(isUp: true)
            for place in serving { supervision.report(.up, by: place, into: &effects) }
        }
    }

    /// After a reload: servers that a known check is new to learn what it says, and checks that are new begin as their
    /// server is.
    private func meet(_ index: Int) {
        let check = register[index]
        guard check.last == nil else {
            spread(index)
            if check.weightOffset(configured: 0) != 0 || check.machine.weight != nil { setWeights(by: index) }
            return
        }
        guard check.isPeriodic else { return }
        let isUp = check.places.contains { supervision.verdict(of: $0) == .up }
        if isUp != check.machine.isUp { register[index].machine.assume(isUp: isUp) }
    }

    private func cancel(_ id: UInt64) {
        engine.cancel(token: id)
        guard scripts.contains(where: { $0.value == id }) else { return }
        scripts = scripts.filter { $0.value != id }
        supervisor.send(.cancel(lane: Self.lane(of: id)))
    }

    // MARK: - Addresses

    private func setPresence() {
        guard model.virtualServers.contains(where: \.suspendsWithoutAddress) else {
            presence = nil
            return
        }
        if presence == nil {
            do throws(SystemError) {
                presence = try AddressPresence(loop: loop) { [unowned self] in tellPresence() }
            } catch {
                log(.error, "ha_suspend has no effect, addresses cannot be read: \(error)")
            }
        }
        tellPresence()
    }

    private func tellPresence() {
        for (service, server) in model.virtualServers.enumerated() where server.suspendsWithoutAddress {
            let services = supervision.descriptions[service].services.map { service in
                switch service.id {
                case .address(_, let address, _): ServiceAddress.address(address)
                case .firewallMark: ServiceAddress.mark
                }
            }
            let isPresent = presence?.has(anyOf: services) ?? true
            change(service: service) { supervision, effects in
                supervision.setAddressPresence(isPresent, service: service, into: &effects)
            }
        }
        arm()
    }

    /// Checks whose services all rest are not due.
    func restResting(at now: MonotonicInstant) {
        for index in register.checks.indices where register[index].runningSince == nil {
            if isResting(register[index]) {
                register[index].machine.suspend()
            } else if register[index].machine.deadline == nil {
                register[index].machine.resume(at: now)
            }
            register.setDeadline(register[index].machine.deadline, of: index)
        }
    }

    // MARK: - Files

    private func readFiles() {
        var paths: Set<String> = []
        for check in register.checks {
            if case .file(let file) = check.kind { paths.insert(file.path) }
        }
        guard !paths.isEmpty else {
            files = nil
            return
        }
        let files = self.files ?? WatchedFiles()
        self.files = files
        let failures = files.watch(paths, loop: loop) { [unowned self] path in
            fileChanged(path)
            arm()
        }
        for failure in failures { log(.error, "FILE_CHECK: \(failure)") }
        for path in paths { fileChanged(path) }
    }

    private func fileChanged(_ path: String) {
        let value = WatchedFiles.value(of: path)
        let now = MonotonicClock.now()
        for index in register.checks.indices {
            guard case .file(let file) = register[index].kind, file.path == path else { continue }
            let outcome = file.outcome(of: value)
            register[index].last = Check.Result(
                verdict: file.verdict(of: value), endedAt: now, duration: .zero)
            register[index].machine.assume(isUp: outcome.isUp)
            register[index].fileOffset = outcome.offset
            setWeights(by: index)
            spread(index, evenIfKnown: !outcome.isUp)
        }
    }

    // MARK: - Synchronization of connections

    /// Starts and stops the kernel's daemons as `lvs_sync_daemon` and the state of its instance want.
    func setSynchronization() {
        guard let wanted = model.global.ipvs.synchronization else {
            return table.setDaemons([], at: MonotonicClock.now())
        }
        var roles = SynchronizationRole.allCases
        if let instance = wanted.instance { roles = [masters[instance] ?? false ? .master : .backup] }
        table.setDaemons(
            roles.map { role in
                var daemon = wanted.daemon
                daemon.role = role
                return daemon
            }, at: MonotonicClock.now())
    }
}
