import IPVSControl
import Logging
import SystemCalls
import Timing
import VirtualServers

/// Brings the kernel's table to the wanted state and retries what failed. Services of others are left alone.
final class TableKeeper {
    private let log: (LogLevel, String) -> Void
    private var connection: IPVSConnection?
    private var hasLoadedModule = false
    /// Services that may differ from the wanted state.
    private var troubled: Set<ServiceID> = []
    /// The synchronization daemons that should run; nil if they are not configured.
    private var daemons: [SynchronizationDaemon]?
    private var areDaemonsTroubled = false
    /// The time-outs that are still to be set.
    private var timeouts: ConnectionTimeouts?
    /// Failures that have been logged and still hold, with the service that each is about.
    private var reported: [String: ServiceID?] = [:]
    private var delay: Duration = .zero
    /// When `repair` is due.
    private(set) var deadline: MonotonicInstant?

    private static let firstDelay: Duration = .seconds(1)
    private static let longestDelay: Duration = .seconds(60)

    init(log: @escaping (LogLevel, String) -> Void) {
        self.log = log
    }

    // MARK: - Services

    /// Changes services from one state to another.
    func change(from have: [VirtualServer], to want: [VirtualServer], at now: MonotonicInstant) {
        let changes = diff(have: have, want: want)
        guard !changes.isEmpty else { return }
        guard let connection = connected(at: now) else { return troubled.formUnion(changes.map(\.serviceID)) }
        let errors = connection.perform(changes.map(IPVSRequest.change))
        for (change, error) in zip(changes, errors) {
            guard let error else { continue }
            // A new failure may be over soon, so it does not wait for the retry of an old one.
            if troubled.insert(change.serviceID).inserted, !isRepairing {
                delay = .zero
                deadline = nil
            }
            report("IPVS: \(change.sentence): \(SystemError.text(error.errno))", about: change.serviceID)
        }
        if !troubled.isEmpty { putOff(from: now) }
    }

    /// The kernel's entries for these services; empty if they cannot be read.
    func read(_ ids: Set<ServiceID>, at now: MonotonicInstant) -> [VirtualServer] {
        guard let connection = connected(at: now), let servers = try? read(ids, connection) else { return [] }
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

    /// Reads the services that failed, and makes them as wanted.
    func repair(_ want: [VirtualServer], at now: MonotonicInstant) {
        deadline = nil
        guard let connection = connected(at: now) else { return }
        isRepairing = true
        defer { isRepairing = false }
        let ids = troubled
        troubled = []
        if let daemons, areDaemonsTroubled { setDaemons(daemons, at: now) }
        if let timeouts { set(timeouts, at: now) }
        do throws(IPVSError) {
            let have = ids.isEmpty ? [] : try read(ids, connection)
            change(from: have, to: want.filter { ids.contains($0.service.id) }, at: now)
        } catch {
            troubled = ids
            report("Cannot read the IPVS table: \(SystemError.text(error.errno))")
            return putOff(from: now)
        }
        reported = reported.filter { $0.value.map(troubled.contains) ?? true }
        guard troubled.isEmpty, !areDaemonsTroubled, timeouts == nil else { return }
        log(.info, "The IPVS table is up to date again")
        reported = [:]
        delay = .zero
        deadline = nil
    }

    /// Removes all services from the table.
    func flush(at now: MonotonicInstant) {
        guard let error = connected(at: now)?.perform([.flush]).first ?? nil else { return }
        report("Cannot clear the IPVS table: \(SystemError.text(error.errno))")
    }

    // MARK: - Other settings

    func set(_ wanted: ConnectionTimeouts, at now: MonotonicInstant) {
        timeouts = wanted
        guard let connection = connected(at: now) else { return }
        guard let error = connection.perform([.setTimeouts(wanted)]).first ?? nil else {
            timeouts = nil
            return
        }
        report("Cannot set lvs_timeouts: \(SystemError.text(error.errno))")
        putOff(from: now)
    }

    /// Starts and stops synchronization daemons so that exactly these run.
    func setDaemons(_ wanted: [SynchronizationDaemon], at now: MonotonicInstant) {
        daemons = wanted
        areDaemonsTroubled = true
        guard let connection = connected(at: now) else { return }
        do throws(IPVSError) {
            let running = try connection.daemons()
            let stops = running.filter { old in !wanted.contains { $0.isServed(by: old) } }
            let starts = wanted.filter { new in !running.contains { new.isServed(by: $0) } }
            let requests = stops.map { IPVSRequest.stopDaemon($0.role) } + starts.map(IPVSRequest.startDaemon)
            for error in connection.perform(requests).compactMap(\.self) { throw error }
            areDaemonsTroubled = false
        } catch {
            report("lvs_sync_daemon: \(SystemError.text(error.errno))")
            putOff(from: now)
        }
    }

    // MARK: - Trouble

    /// Whether `repair` is running.
    private var isRepairing = false

    /// The connection; nil if there is none, and then a repair is scheduled. Nothing connects before it is due.
    private func connected(at now: MonotonicInstant) -> IPVSConnection? {
        if let connection { return connection }
        guard deadline == nil else { return nil }
        do throws(IPVSError) {
            do throws(IPVSError) {
                connection = try IPVSConnection()
            } catch {
                // Loading takes milliseconds, in which no check goes on, and would fail again.
                guard !hasLoadedModule else { throw error }
                hasLoadedModule = true
                IPVSModule.load()
                connection = try IPVSConnection()
            }
        } catch {
            report("IPVS is not available in this kernel, or not permitted: \(SystemError.text(error.errno))")
            putOff(from: now)
        }
        return connection
    }

    private func report(_ text: String, about service: ServiceID? = nil) {
        if reported.updateValue(service, forKey: text) == nil { log(.error, text) }
    }

    private func putOff(from now: MonotonicInstant) {
        guard deadline == nil else { return }
        delay = min(max(delay * 2, Self.firstDelay), Self.longestDelay)
        deadline = now + delay
    }
}

extension SynchronizationDaemon {
    /// Whether a running daemon matches this one; settings left to the kernel match anything.
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
        case .addService(let service): "Cannot add \(service.id) (scheduler \(service.scheduler))"
        case .editService(let service): "Cannot change \(service.id) (scheduler \(service.scheduler))"
        case .deleteService(let id): "Cannot remove \(id)"
        case .addDestination(let id, let server): "Cannot add \(server.id) to \(id)"
        case .editDestination(let id, let server): "Cannot change \(server.id) of \(id)"
        case .deleteDestination(let id, let server): "Cannot remove \(server) from \(id)"
        }
    }
}
