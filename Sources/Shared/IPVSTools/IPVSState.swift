import IPVSControl
import VirtualServers

/// The state of IPVS, as described by a file or reported by the kernel. Parts that are nil are left open.
struct IPVSState: Equatable, Sendable {
    /// The services with their servers.
    var servers: [VirtualServer]
    /// The time-outs of idle connections.
    var timeouts: ConnectionTimeouts?
    /// The synchronization daemons.
    var daemons: [SynchronizationDaemon]?

    /// A state that describes services only, by default.
    init(
        servers: [VirtualServer], timeouts: ConnectionTimeouts? = nil, daemons: [SynchronizationDaemon]? = nil
    ) {
        self.servers = servers
        self.timeouts = timeouts
        self.daemons = daemons
    }
}

extension IPVSState {
    /// The requests that turn this state into `want`, for the parts that `want` describes.
    func requests(to want: IPVSState) -> [IPVSRequest] {
        var requests = diff(have: servers, want: want.servers).map { IPVSRequest.change($0) }
        if let wanted = want.timeouts, !(timeouts.map(wanted.isMet) ?? false) {
            requests.append(.setTimeouts(wanted))
        }
        guard let wanted = want.daemons else { return requests }
        for role in SynchronizationRole.allCases {
            let present = daemons?.first { $0.role == role }
            let new = wanted.first { $0.role == role }
            guard present != nil || new != nil, !(present.map { new?.isMet(by: $0) ?? false } ?? false) else {
                continue
            }
            if present != nil { requests.append(.stopDaemon(role)) }
            if let new { requests.append(.startDaemon(new)) }
        }
        return requests
    }
}

extension ConnectionTimeouts {
    /// Whether these time-outs are in force; 0 matches any value.
    fileprivate func isMet(by present: Self) -> Bool {
        [
            (tcpSeconds, present.tcpSeconds), (tcpFINSeconds, present.tcpFINSeconds),
            (udpSeconds, present.udpSeconds),
        ].allSatisfy { $0 == 0 || $0 == $1 }
    }
}

extension SynchronizationDaemon {
    /// Whether a running daemon has all settings that this one describes.
    fileprivate func isMet(by running: Self) -> Bool {
        interface == running.interface && syncID == running.syncID
            && (maximumLengthBytes.map { $0 == running.maximumLengthBytes } ?? true)
            && (group.map { $0 == running.group } ?? true) && (port.map { $0 == running.port } ?? true)
            && (timeToLive.map { $0 == running.timeToLive } ?? true)
    }
}
