public import IPVSControl
public import VirtualServers

/// What a command line of `ipvsadm(8)` asks for.
public enum AdministrationCommand: Equatable, Sendable {
    /// The usage (`-h`).
    case help
    /// The version (`-v`).
    case version
    /// A change of the kernel (`-A -E -D -a -e -d -C -Z --set --start-daemon --stop-daemon`).
    case request(IPVSRequest)
    /// The services and their servers (`-L`).
    case list(TableListing)
    /// The connections (`-L -c`).
    case listConnections(numbers: NumberStyle, isWithEngineData: Bool)
    /// The time-outs of connections (`-L --timeout`).
    case listTimeouts
    /// The synchronization daemons (`-L --daemon`).
    case listDaemons
    /// The table as lines for `-R` (`-S`); `isWhole` adds what ipvsadm leaves out (`--all`).
    case save(numbers: NumberStyle, isWhole: Bool)
    /// Command lines from standard input (`-R`).
    case restore
}

/// How addresses and ports are written.
public enum NumberStyle: Equatable, Sendable {
    /// As names, where there are any.
    case names
    /// As numbers (`-n`).
    case numeric
}

/// How `-L` shows the table.
public struct TableListing: Equatable, Sendable {
    /// What is shown of services and servers.
    public enum Columns: Equatable, Sendable {
        /// Weights and connections.
        case connections
        /// What passed so far (`--stats`).
        case statistics
        /// What passes in a second (`--rate`).
        case rates
        /// The limits of servers (`--thresholds`).
        case thresholds
        /// The clients that persistence binds (`--persistent-conn`).
        case persistentConnections
        /// How packets are wrapped (`--tun-info`).
        case tunnels
    }

    /// The only service to show, or nil for all.
    public var service: ServiceID?
    /// What is shown.
    public var columns = Columns.connections
    /// How addresses and ports are written.
    public var numbers = NumberStyle.names
    /// Whether large numbers are written in full (`--exact`).
    public var isExact = false
    /// Whether services and servers are sorted; else they come in the kernel's order (`--nosort`).
    public var isSorted = true

    /// All services with names, sorted.
    public init() {}
}
