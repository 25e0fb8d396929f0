public import Configuration
import VirtualServers

extension NotificationScripts {
    /// The commands to run for a notification of the instance or group: first that of the state, then the general one
    /// with keepalived's four arguments `INSTANCE|GROUP NAME STATE PRIORITY`.
    public func commands(for notification: Notification) -> [Command] {
        switch notification {
        case .instance(let name, let state, let priority):
            commands(for: state, ["INSTANCE", name, state.rawValue, "\(priority)"])
        case .group(let name, let state): commands(for: state, ["GROUP", name, state.rawValue, "0"])
        case .virtualServer, .realServer: []
        }
    }

    private func commands(for state: RoutingState, _ arguments: [String]) -> [Command] {
        let own: Command? =
            switch state {
            case .master: master
            case .backup: backup
            case .fault: fault
            case .stop: stop
            case .deleted: deleted
            case .masterReceivedLowerPriority: masterReceivedLowerPriority
            case .masterPriority, .backupPriority: nil
            }
        let general = state.isForGeneralScript ? any?.appending(arguments) : nil
        return [own, general].compactMap { $0 }
    }
}

extension RoutingState {
    /// Whether `notify` is run for it.
    fileprivate var isForGeneralScript: Bool {
        switch self {
        case .master, .backup, .fault, .stop, .deleted: true
        case .masterReceivedLowerPriority, .masterPriority, .backupPriority: false
        }
    }
}

extension VirtualServerDefinition {
    /// The command to run for a notification of this virtual server or of one of its real servers.
    public func commands(for notification: Notification) -> [Command] {
        let command: Command?
        switch notification {
        case .virtualServer(_, let liveness): command = liveness == .up ? quorumUp : quorumDown
        case .realServer(let name, let liveness):
            let server = realServers.first { $0.destination.id == name.server }
            command = liveness == .up ? server?.notifyUp : server?.notifyDown
        case .instance, .group: command = nil
        }
        return command.map { [$0] } ?? []
    }
}

extension Notification {
    /// The requests to run `commands`. Those about one subject run in order, one at a time.
    public func requests(_ commands: [Command], numbers: inout RunNumbers) -> [RunRequest] {
        commands.map { RunRequest(numbers.next(), $0, lane: subject, policy: .queue) }
    }
}
