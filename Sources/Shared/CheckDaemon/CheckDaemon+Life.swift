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

extension CheckDaemon {
    /// Descriptors reserved for the daemon itself; checks never use them.
    private static let descriptorsForItself: UInt64 = 256
    private static let leastDescriptorsForItself = 32

    /// Applies the first configuration: sets up the process, fills the kernel's table, and begins checking.
    func start(_ model: Model) {
        let now = MonotonicClock.now()
        checking.prepare(model, at: now, using: &generator)
        prepare(model)
        limitRuns()
        if model.global.ipvs.flushesAtStart, !options.isSuccessor { table.flush(at: now) }
        setPresence()
        announce(model.virtualServers)
        let ids = model.virtualServers.indices.lazy.flatMap { [supervision = checking.supervision] in
            supervision.kernelServices(service: $0).map(\.id)
        }
        let have = table.read(Set(ids), at: now)
        readFiles()
        decide { checking, acts in checking.start(over: have, at: now, into: &acts) }
        tellSessions()
        if let timeouts = model.global.ipvs.timeouts { table.set(timeouts, at: now) }
        if model.global.ipvs.synchronization != nil { setSynchronization() }
        arm()
    }

    /// Applies another configuration. What has not changed continues undisturbed.
    func reload(_ model: Model) {
        let old = checking.model.global.ipvs
        let new = model.global.ipvs
        prepare(model)
        decide { checking, acts in
            checking.reload(model, at: MonotonicClock.now(), using: &generator, into: &acts)
        }
        let kept = model.global.notificationPipes
        for line in pipes.keep(kept, at: MonotonicClock.now()) { log(.warning, line) }
        limitRuns()
        setPresence()
        if let timeouts = new.timeouts, timeouts != old.timeouts {
            table.set(timeouts, at: MonotonicClock.now())
        }
        if new.synchronization != old.synchronization { setSynchronization() }
        readFiles()
        tellSessions()
        arm()
    }

    /// Clears the table and sends the last notifications.
    func stop() {
        let global = checking.model.global.ipvs
        decide { checking, acts in
            checking.stop(into: &acts)
            let keepsTable = options.keepsServicesAtStop || global.flushAtStop == .everything
            if keepsTable { acts.removeAll { if case .table = $0 { true } else { false } } }
        }
        if !options.keepsServicesAtStop {
            if global.flushAtStop == .everything { table.flush(at: MonotonicClock.now()) }
            if global.synchronization != nil { table.setDaemons([], at: MonotonicClock.now()) }
        }
        for line in pipes.keep([], at: MonotonicClock.now()) { log(.warning, line) }
    }

    /// Prepares what a configuration needs besides its services.
    private func prepare(_ model: Model) {
        probes.material = model.tls
        probes.forgetPatterns()
        let now = MonotonicClock.now()
        for failure in pipes.open(model.global.notificationPipes, at: now) { log(.error, failure) }
    }

    /// Raises the limit of open files to one for each check plus a reserve, or limits the number of runs.
    private func limitRuns() {
        let count = UInt64(checking.register.checks.count)
        do throws(SystemError) {
            let limit = try ProcessAttributes.allowOpenFiles(count + Self.descriptorsForItself)
            runLimit = max(1, Int(clamping: limit) - Self.leastDescriptorsForItself)
            guard runLimit < count else { return }
            let reason = "the limit of open files is \(limit)"
            log(.warning, "At most \(runLimit) of \(count) checks run at a time: \(reason)")
        } catch {
            log(.warning, "Some checks may lack file descriptors: \(error)")
        }
    }

    private func announce(_ servers: [VirtualServerDefinition]) {
        guard options.detailLevel > 0 else { return }
        for server in servers {
            for realServer in server.realServers where !realServer.checkers.isEmpty {
                let name = ServerName(realServer.destination.id, of: server.name)
                logDetail("Activating healthchecker for service \(name) for VS \(server.name)")
            }
        }
    }

    // MARK: - Addresses

    private func setPresence() {
        guard checking.model.virtualServers.contains(where: \.suspendsWithoutAddress) else {
            presence = nil
            return
        }
        if presence == nil {
            do throws(SystemError) {
                presence = try AddressPresence(loop: loop) { [unowned self] level, text in
                    log(level, text)
                } onReading: { [unowned self] in
                    tellPresence()
                }
            } catch {
                log(.error, "ha_suspend has no effect because addresses cannot be read: \(error)")
            }
        }
        tellPresence()
    }

    private func tellPresence() {
        var found: [(service: Int, isPresent: Bool)] = []
        for (service, server) in checking.model.virtualServers.enumerated()
        where server.suspendsWithoutAddress {
            let services = checking.supervision.kernelServices(service: service).map { service in
                switch service.id {
                case .address(_, let address, _): ServiceAddress.address(address)
                case .firewallMark: ServiceAddress.mark
                }
            }
            found.append((service, presence?.known.has(anyOf: services) ?? true))
        }
        decide { checking, acts in
            checking.addressesChanged(found, at: MonotonicClock.now(), into: &acts)
        }
    }

    // MARK: - Files

    /// Watches and reads the files of the configuration's file checks.
    func readFiles() {
        var paths: Set<String> = []
        for check in checking.register.checks {
            if case .file(let file) = check.kind { paths.insert(file.path) }
        }
        guard !paths.isEmpty else {
            files = nil
            return
        }
        let files = self.files ?? WatchedFiles()
        self.files = files
        let failures = files.watch(paths, loop: loop, at: MonotonicClock.now()) { [unowned self] path in
            if let path { read(path) } else { readFiles() }
        }
        for failure in failures { log(.error, "FILE_CHECK: \(failure)") }
        for path in paths.sorted() { read(path) }
    }

    /// Reads a watched file. One without a number is ignored: it is being written, or is a mistake.
    private func read(_ path: String) {
        let value: Int
        switch WatchedFiles.reading(of: path) {
        case .number(let number): value = number
        case .missing: value = 0
        case let reading:
            let problem = reading.problem(with: path) ?? path
            return log(.warning, "FILE_CHECK: \(problem); the last number is still used")
        }
        decide { checking, acts in
            checking.fileRead(path, value, at: MonotonicClock.now(), into: &acts)
        }
    }

    // MARK: - BFD sessions

    /// Hands over what the BFD process has said, if it has.
    func tellSessions() {
        guard let sessionsUp else { return }
        decide { checking, acts in
            checking.sessionsReported(sessionsUp, at: MonotonicClock.now(), into: &acts)
        }
    }

    // MARK: - Synchronization of connections

    /// Starts and stops the kernel's synchronization daemons according to `lvs_sync_daemon` and its instance's state.
    func setSynchronization() {
        guard let wanted = checking.model.global.ipvs.synchronization else {
            return table.setDaemons([], at: MonotonicClock.now())
        }
        var roles = SynchronizationRole.allCases
        if let instance = wanted.instance {
            let isMaster = mastership == Mastership(instance: instance, isMaster: true)
            roles = [isMaster ? .master : .backup]
        }
        table.setDaemons(
            roles.map { role in
                var daemon = wanted.daemon
                daemon.role = role
                return daemon
            }, at: MonotonicClock.now())
    }
}
