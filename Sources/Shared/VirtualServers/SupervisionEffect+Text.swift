extension SupervisionEffect {
    /// The log line, in keepalived's words; nil if another effect's line covers it.
    public var logLine: String? {
        switch self {
        case .server(let name, let liveness, let reason, let isInhibited):
            Self.line(name, liveness, because: reason, isInhibited: isInhibited)
        case .quorum(let name, let liveness, let reason, let count):
            Self.line(name, liveness, because: reason, count)
        case .checksSuspended(let name): "Suspending healthcheckers for VS \(name)"
        case .checksResumed(let name): "Activating healthcheckers for VS \(name)"
        case .weight(let name, let old, let new, let liveness):
            "Changing weight from \(old) to \(new) for \(liveness == .up ? "active" : "inactive") service"
                + " \(name) of VS \(name.service)"
        case .sorryServer(let name, let change): Self.line(name, change)
        case .aliveServers(let name, .up): "Adding alive servers to the pool for VS \(name)"
        case .aliveServers(let name, .down): "Removing alive servers from the pool for VS \(name)"
        case .serverAdded(let name): "Adding service \(name) to VS \(name.service)"
        case .serviceRemoved(.group(let name, _)): "Removing Virtual Server Group [\(name)]"
        case .serviceRemoved(let name): "Removing Virtual Server \(name)"
        case .serverShutDown(let name): "Shutting down service \(name) from VS \(name.service)"
        }
    }

    private static func line(
        _ name: ServerName, _ liveness: Liveness, because reason: ServerReason, isInhibited: Bool
    ) -> String? {
        switch (reason, liveness) {
        case (.start, _), (.stop, _): nil
        case (.firstCheck, _): "First check of service \(name) of VS \(name.service) failed"
        case (.removed, _): "Removing service \(name) from VS \(name.service)"
        case (_, .up) where isInhibited: "Enabling service \(name) of VS \(name.service)"
        case (_, .up): "Adding service \(name) to VS \(name.service)"
        case (_, .down) where isInhibited: "Disabling service \(name) of VS \(name.service)"
        case (_, .down): "Removing service \(name) from VS \(name.service)"
        }
    }

    private static func line(
        _ name: ServiceName, _ liveness: Liveness, because reason: QuorumReason, _ count: QuorumCount
    ) -> String? {
        let (quorum, hysteresis) = (UInt64(count.quorum), UInt64(count.hysteresis))
        let gained = "\(quorum)+\(hysteresis)=\(quorum + hysteresis)"
        switch (reason, liveness) {
        case (.removed, _), (.stop, _): return nil
        case (_, .up): return "Gained quorum \(gained) <= \(count.weight) for VS \(name)"
        // keepalived prints a minus before the hysteresis here, but the same sum.
        case (.start, .down): return "Starting with quorum down \(gained) > \(count.weight) for VS \(name)"
        case (_, .down):
            let lost = "\(quorum)-\(hysteresis)=\(quorum - min(quorum, hysteresis))"
            return "Lost quorum \(lost) > \(count.weight) for VS \(name)"
        }
    }

    private static func line(_ name: ServerName, _ change: SorryServerChange) -> String {
        switch change {
        case .added: "Adding sorry server \(name) to VS \(name.service)"
        case .removed: "Removing sorry server \(name) from VS \(name.service)"
        case .enabled: "Enabling sorry server \(name) to VS \(name.service)"
        case .disabled: "Disabling sorry server \(name) from VS \(name.service)"
        }
    }
}
