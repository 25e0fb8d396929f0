import IPVSControl
import Logging
import SystemCalls
import Timing
import VirtualServers

/// Brings the kernel's table to what is wanted, and tries again what failed. Services of others are left alone.
final class KernelTable {
    private let log: (LogLevel, String) -> Void
    private var connection: IPVSConnection?
    private var hasLoadedModule = false
    /// Services that are not as they should be, as far as is known.
    private var troubled: Set<ServiceID> = []
    /// The synchronization daemons that should run; nil: it is nobody's business.
    private var daemons: [SynchronizationDaemon]?
    private var areDaemonsTroubled = false
    /// Failures that were logged since all was well.
    private var told: Set<String> = []
    private var delay: Duration = .zero
    /// When `repair` is due.
    private(set) var deadline: MonotonicInstant?

    private static let firstDelay: Duration = .seconds(1)
    private static let longestDelay: Duration = .seconds(60)

    init(log: @escaping (LogLevel, String) -> Void) {
        self.log = log
    }

    // MARK: - Services

    /// Makes one service, or all, as wanted, given how they were made last.
    func change(from have: [VirtualServer], to want: [VirtualServer], at now: MonotonicInstant) {
        let changes = diff(have: have, want: want)
        guard !changes.isEmpty else { return }
        guard let connection = connected() else {
            troubled.formUnion(changes.map(\.serviceID))
            return putOff(from: now)
        }
        let errors = connection.perform(changes.map(IPVSRequest.change))
        for (change, error) in zip(changes, errors) {
            guard let error else { continue }
            troubled.insert(change.serviceID)
            tell("IPVS: \(change.sentence): \(SystemError.text(error.errno))")
        }
        if !troubled.isEmpty { putOff(from: now) }
    }

    /// What the kernel has of these services; nothing if it cannot be asked.
    func read(_ ids: Set<ServiceID>) -> [VirtualServer] {
        guard let connection = connected(), let servers = try? read(ids, connection) else { return [] }
        return servers
    }

    private func read(_ ids: Set<ServiceID>, _ connection: IPVSConnection) throws(IPVSError)
        -> [VirtualServer]
    {
        var servers: [VirtualServer] = []
        for observed in try connection.services() where ids.contains(observed.service.id) {
            let destinations = try connection.destinations(of: observed.service.id).map(\.destination)
            servers.append(VirtualServer(observed.service, destinations: destinations))
        }
        return servers
    }

    /// Looks at what went wrong, and makes it as wanted.
    func repair(_ want: [VirtualServer], at now: MonotonicInstant) {
        deadline = nil
        guard let connection = connected() else { return putOff(from: now) }
        let ids = troubled
        troubled = []
        if areDaemonsTroubled { setDaemons(daemons, at: now) }
        do throws(IPVSError) {
            let have = ids.isEmpty ? [] : try read(ids, connection)
            change(from: have, to: want.filter { ids.contains($0.service.id) }, at: now)
        } catch {
            troubled = ids
            tell("IPVS cannot be read: \(SystemError.text(error.errno))")
            return putOff(from: now)
        }
        guard troubled.isEmpty, !areDaemonsTroubled else { return }
        if !told.isEmpty { log(.info, "IPVS is as it should be again") }
        told = []
        delay = .zero
        deadline = nil
    }

    /// Empties the whole table.
    func flush() {
        guard let error = connected()?.perform([.flush]).first ?? nil else { return }
        tell("IPVS cannot be emptied: \(SystemError.text(error.errno))")
    }

    // MARK: - Other settings

    func set(_ timeouts: ConnectionTimeouts) {
        guard let error = connected()?.perform([.setTimeouts(timeouts)]).first ?? nil else { return }
        tell("lvs_timeouts cannot be set: \(SystemError.text(error.errno))")
    }

    /// Has exactly these synchronization daemons run.
    func setDaemons(_ wanted: [SynchronizationDaemon]?, at now: MonotonicInstant) {
        daemons = wanted
        guard let wanted else { return }
        areDaemonsTroubled = true
        guard let connection = connected() else { return putOff(from: now) }
        do throws(IPVSError) {
            let running = try connection.daemons()
            let stops = running.filter { old in !wanted.contains { $0.isServed(by: old) } }
            let starts = wanted.filter { new in !running.contains { new.isServed(by: $0) } }
            let requests = stops.map { IPVSRequest.stopDaemon($0.role) } + starts.map(IPVSRequest.startDaemon)
            for error in connection.perform(requests).compactMap(\.self) { throw error }
            areDaemonsTroubled = false
        } catch {
            tell("lvs_sync_daemon: \(SystemError.text(error.errno))")
            putOff(from: now)
        }
    }

    // MARK: - Trouble

    private func connected() -> IPVSConnection? {
        if let connection { return connection }
        do throws(IPVSError) {
            do throws(IPVSError) {
                connection = try IPVSConnection()
            } catch {
                // It takes milliseconds in which no check goes on, and has no other outcome the next time.
                guard !hasLoadedModule else { throw error }
                hasLoadedModule = true
                IPVSModule.load()
                connection = try IPVSConnection()
            }
        } catch {
            tell("IPVS is not in this kernel, or not for us: \(SystemError.text(error.errno))")
        }
        return connection
    }

    private func tell(_ text: String) {
        if told.insert(text).inserted { log(.error, text) }
    }

    private func putOff(from now: MonotonicInstant) {
        guard deadline == nil else { return }
        delay = min(max(delay * 2, Self.firstDelay), Self.longestDelay)
        deadline = now + delay
    }
}

extension SynchronizationDaemon {
    /// Whether a daemon that runs is this one; what is left to the kernel may be anything.
    fileprivate func isServed(by running: Self) -> Bool {
        role == running.role && interface == running.interface && syncID == running.syncID
            && (maximumLengthBytes == nil || maximumLengthBytes == running.maximumLengthBytes)
            && (group == nil || group == running.group) && (port == nil || port == running.port)
            && (timeToLive == nil || timeToLive == running.timeToLive)
    }
}

extension Change {
    var serviceID: ServiceID {
        switch self {
        case .addService(let service), .editService(let service): service.id
        case .deleteService(let id), .addDestination(let id, _), .editDestination(let id, _),
            .deleteDestination(let id, _):
            id
        }
    }

    fileprivate var sentence: String {
        switch self {
        case .addService(let service): "\(service.id) cannot be added (scheduler \(service.scheduler))"
        case .editService(let service): "\(service.id) cannot be changed (scheduler \(service.scheduler))"
        case .deleteService(let id): "\(id) cannot be removed"
        case .addDestination(let id, let server): "\(server.id) cannot be added to \(id)"
        case .editDestination(let id, let server): "\(server.id) of \(id) cannot be changed"
        case .deleteDestination(let id, let server): "\(server) cannot be removed from \(id)"
        }
    }
}
