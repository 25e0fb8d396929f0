public import IPVSControl
public import VirtualServers

/// A parsed command line of `ipvsadm(8)`.
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

/// How to write addresses and ports.
public enum NumberStyle: Equatable, Sendable {
    /// As names where they have one.
    case names
    /// As numbers (`-n`).
    case numeric
}

/// What `-L` shows of the table.
public struct TableListing: Equatable, Sendable {
    /// The columns for services and servers.
    public enum Columns: Equatable, Sendable {
        /// Weights and connections.
        case connections
        /// Totals (`--stats`).
        case statistics
        /// Rates a second (`--rate`).
        case rates
        /// The limits of servers (`--thresholds`).
        case thresholds
        /// The persistent connections (`--persistent-conn`).
        case persistentConnections
        /// How packets are wrapped (`--tun-info`).
        case tunnels
    }

    /// The only service to show; nil for all.
    public var service: ServiceID?
    /// The columns to show.
    public var columns = Columns.connections
    /// How to write addresses and ports.
    public var numbers = NumberStyle.names
    /// Whether large numbers are written in full (`--exact`).
    public var isExact = false
    /// Whether services and servers are sorted; otherwise they appear in the kernel's order (`--nosort`).
    public var isSorted = true

    /// All services, sorted, with names.
    public init() {}
}
