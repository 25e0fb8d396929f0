public import VirtualServers

/// The settings of one process in `global_defs`.
public struct ProcessTuning: Equatable, Sendable {
    /// Its name, possibly the one that `process_names` gives it; nil: unchanged.
    public var name: String?
    /// Niceness, -20 to 19.
    public var niceness = 0
    /// Real-time priority, 1 to 99; nil: not real time.
    public var realtimePriority: Int?
    /// Whether its memory is locked, so that it is never swapped out.
    public var locksMemory = false
    /// The processors it may use; empty: all.
    public var processors: [Int] = []

    /// A process with default settings.
    public init() {}
}

/// The settings of the kernel's table of virtual servers in `global_defs`.
public struct IPVSDefinitions: Equatable, Sendable {
    /// What is removed from the table at a stop.
    public enum FlushAtStop: Equatable, Sendable {
        /// The virtual servers of the configuration, one real server at a time.
        case ownServers
        /// `lvs_flush_on_stop VS`: the virtual servers of the configuration, each with everything in it.
        case ownServices
        /// `lvs_flush_on_stop`: everything.
        case everything
    }

    /// `lvs_flush`: clear the table at the start.
    public var flushesAtStart = false
    /// `lvs_flush_on_stop`.
    public var flushAtStop = FlushAtStop.ownServers
    /// `rs_init_notifies`: servers that start as up are notified of.
    public var reportsInitialServers = false
    /// `lvs_timeouts`; 0 keeps the kernel's value; nil: not given.
    public var timeouts: ConnectionTimeouts?
    /// `lvs_sync_daemon`.
    public var synchronization: SynchronizationDefinition?

    /// keepalived's defaults.
    public init() {}
}

/// `lvs_sync_daemon`: connections are sent to, and received from, other directors.
public struct SynchronizationDefinition: Equatable, Sendable {
    /// The VRRP instance that decides the role: its MASTER sends connections, others receive them. Nil: both
    /// at once.
    public var instance: String?
    /// Interface, `id` (defaults to the instance's VRID, or 0), `maxlen`, `port`, `ttl`, `group`. The file
    /// does not set its role.
    public var daemon: SynchronizationDaemon

    /// A daemon that follows `instance`.
    public init(_ daemon: SynchronizationDaemon, instance: String? = nil) {
        self.daemon = daemon
        self.instance = instance
    }
}

/// A named pipe that gets a line for each notification: `notify_fifo`, `vrrp_notify_fifo` or `lvs_notify_fifo`, with its
/// script.
public struct NotificationPipe: Equatable, Sendable {
    /// What notifications are about.
    public struct Subjects: OptionSet, Sendable {
        /// The bits.
        public let rawValue: UInt8

        /// Subjects with these bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Instances and sync groups.
        public static let routers = Self(rawValue: 1)
        /// Virtual and real servers.
        public static let servers = Self(rawValue: 2)
    }

    /// Its path; it is created if it does not exist.
    public var path: String
    /// What it reports.
    public var subjects: Subjects
    /// The owner of a pipe that is created; nil: the daemon's user.
    public var owner: UserAndGroup?
    /// The command that reads it, started with the path as its last argument; nil: the daemon starts none.
    public var script: Command?

    /// A pipe, without a command that reads it unless given.
    public init(path: String, subjects: Subjects, owner: UserAndGroup? = nil, script: Command? = nil) {
        self.path = path
        self.subjects = subjects
        self.owner = owner
        self.script = script
    }

    /// The command that reads it, with the path as its last argument; nil: none.
    public var reader: Command? { script?.appending([path]) }
}
