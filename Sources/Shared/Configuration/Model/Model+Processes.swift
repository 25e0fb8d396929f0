public import VirtualServers

/// What `global_defs` says about one of the processes itself.
public struct ProcessTuning: Equatable, Sendable {
    /// Its name, or what `process_names` makes it; nil: unchanged.
    public var name: String?
    /// Niceness, -20 to 19.
    public var niceness = 0
    /// Real-time priority, 1 to 99; nil: not real time.
    public var realtimePriority: Int?
    /// Whether its memory stays in memory.
    public var locksMemory = false
    /// The processors it may use; empty: all.
    public var processors: [Int] = []

    /// Nothing special.
    public init() {}
}

/// What `global_defs` says about the kernel's table of virtual servers.
public struct IPVSDefinitions: Equatable, Sendable {
    /// What leaves the table at a stop.
    public enum FlushAtStop: Equatable, Sendable {
        /// The virtual servers of the configuration, server by server.
        case ownServers
        /// `lvs_flush_on_stop VS`: the virtual servers of the configuration, each with all that is in it.
        case ownServices
        /// `lvs_flush_on_stop`: everything.
        case everything
    }

    /// `lvs_flush`: everything leaves the table at the start.
    public var flushesAtStart = false
    /// `lvs_flush_on_stop`.
    public var flushAtStop = FlushAtStop.ownServers
    /// `lvs_timeouts`; 0 keeps what the kernel has; nil: not said.
    public var timeouts: ConnectionTimeouts?
    /// `lvs_sync_daemon`.
    public var synchronization: SynchronizationDefinition?
    /// `lvs_notify_fifo` and `notify_fifo`, each with its script.
    public var notificationPipes: [NotificationPipe] = []

    /// keepalived's defaults.
    public init() {}
}

/// `lvs_sync_daemon`: connections are told to, and heard from, other directors.
public struct SynchronizationDefinition: Equatable, Sendable {
    /// The VRRP instance that decides: in MASTER state connections are told, else they are heard. Nil: both.
    public var instance: String?
    /// Interface, `id` (the instance's VRID, or 0, if not said), `maxlen`, `port`, `ttl`, `group`. Its role is none of
    /// the file's.
    public var daemon: SynchronizationDaemon

    /// A daemon that follows `instance`.
    public init(_ daemon: SynchronizationDaemon, instance: String? = nil) {
        self.daemon = daemon
        self.instance = instance
    }
}

/// A named pipe that gets a line for each notification.
public struct NotificationPipe: Equatable, Sendable {
    /// Where it is; it is made if it is not there.
    public var path: String
    /// Who owns a pipe that is made; nil: the daemon's user.
    public var owner: Credentials?
    /// Who reads it: started with the path as its last argument; nil: somebody else.
    public var script: Command?

    /// A pipe that somebody else reads.
    public init(path: String, owner: Credentials? = nil, script: Command? = nil) {
        self.path = path
        self.owner = owner
        self.script = script
    }
}
