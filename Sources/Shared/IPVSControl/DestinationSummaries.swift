import NetworkTypes
import SystemCalls
public import VirtualServers

/// The part of a server that `/proc/net/ip_vs` shows.
public struct DestinationSummary: Hashable, Sendable {
    /// What names it within its service.
    public var id: DestinationID
    /// How packets reach it.
    public var method: ForwardingMethod
    /// Its share of the connections.
    public var weight: UInt32
    /// Connections in an established state.
    public var activeConnections: UInt32
    /// Connections in any other state.
    public var inactiveConnections: UInt32
}

/// The servers of all services at one time, as `/proc/net/ip_vs` shows them: the whole table in a few reads, where
/// netlink asks for each service.
///
/// Services by firewall mark are left out: the file does not tell their family.
public struct DestinationSummaries: Sendable {
    private static let path = "/proc/net/ip_vs"

    private var destinations: [DestinationSummary] = []
    private var ranges: [ServiceID: Range<Int>] = [:]
    /// The service whose servers come next; nil before the first one, after a mark and after a line that is not
    /// understood.
    private var current: (id: ServiceID, start: Int)?

    /// Reads the table of the present network namespace.
    ///
    /// What cannot be read is left out, and can be asked of `IPVSConnection.destinations(of:)`.
    public init() {
        try? Files.forEachLine(of: Self.path) { read($0) }
        endService()
    }

    /// The servers of a service, in the kernel's order; nil if this does not know the service.
    public subscript(id: ServiceID) -> ArraySlice<DestinationSummary>? {
        ranges[id].map { destinations[$0] }
    }
}

extension DestinationSummaries {
    /// The table in lines of the file's form.
    init(lines: [String]) {
        for line in lines { read(Array(line.utf8).span) }
        endService()
    }

    private mutating func read(_ line: Span<UInt8>) {
        var cursor = LineCursor()
        switch cursor.index(of: line, in: ["->", "TCP", "UDP", "SCTP"]) {
        case 0:
            guard current != nil else { return }
            if let destination = DestinationSummary(line, &cursor) {
                destinations.append(destination)
            } else {
                // Better no servers than some of them.
                current = nil
            }
        case .some(let index):
            endService()
            guard let (address, port) = cursor.socket(of: line) else { return }
            let transport = [TransportProtocol.tcp, .udp, .sctp][index - 1]
            current = (.address(transport, address, port: port), destinations.count)
        case nil: endService()
        }
    }

    private mutating func endService() {
        guard let (id, start) = current else { return }
        ranges[id] = start..<destinations.count
        current = nil
    }
}

extension DestinationSummary {
    fileprivate init?(_ line: Span<UInt8>, _ cursor: inout LineCursor) {
        guard let (address, port) = cursor.socket(of: line),
            let method = cursor.index(of: line, in: ["Masq", "Local", "Tunnel", "Route", "Bypass"])
                .flatMap({ ForwardingMethod(rawValue: UInt8($0)) }),
            let weight = cursor.decimal(of: line), let active = cursor.decimal(of: line),
            let inactive = cursor.decimal(of: line)
        else { return nil }
        self.init(
            id: DestinationID(address, port: port), method: method, weight: weight, activeConnections: active,
            inactiveConnections: inactive)
    }
}
