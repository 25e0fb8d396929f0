import NetworkTypes
import SystemCalls
public import VirtualServers

/// The part of a server that `/proc/net/ip_vs` shows.
public struct DestinationSummary: Hashable, Sendable {
    /// Its identity within its service.
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

/// The servers of all services at one time, read from `/proc/net/ip_vs` in a few system calls; netlink needs several
/// for each service.
///
/// Services by firewall mark are left out, because the file does not contain their family.
public struct DestinationSummaries: Sendable {
    private static let path = "/proc/net/ip_vs"
    /// Enough for more than a million servers; offsets fit into 32 bits.
    private static let limitBytes = 256 * 1024 * 1024
    /// Stands for a service that the file does not contain.
    private static let unknown = UInt32.max

    private let text: [UInt8]
    /// For each service, the offset of the line after its own.
    private let starts: [UInt32]

    /// Reads the table of the current network namespace, for services in the kernel's order.
    ///
    /// Services that the file does not contain are left out; use `IPVSConnection.destinations(of:)` for them.
    public init(of services: [ObservedService]) {
        // Without the file, everything is read through netlink.
        let text = (try? Files.read(Self.path, limitBytes: Self.limitBytes)) ?? []
        self.init(of: services, text: text)
    }

    /// Reads a text in the file's format. For tests.
    package init(of services: [ObservedService], text: [UInt8]) {
        self.text = text
        let bytes = text.span
        var lines = Lines()
        var found: [UInt32] = []
        found.reserveCapacity(services.count)
        var next = lines.service(of: bytes)
        for service in services {
            // Both are in the kernel's order, so a mismatch means that a service was added or removed in between.
            guard let (id, end) = next, id == service.service.id else {
                found.append(Self.unknown)
                continue
            }
            found.append(UInt32(end))
            next = lines.service(of: bytes)
        }
        starts = found
    }

    /// The servers of the service with this index, in the kernel's order; nil if the file does not contain them.
    public subscript(index: Int) -> [DestinationSummary]? {
        guard starts[index] != Self.unknown else { return nil }
        var lines = Lines(position: Int(starts[index]))
        return lines.destinations(of: text.span)
    }
}

/// An offset in the text, which moves from line to line.
private struct Lines {
    var position = 0

    /// The next service with an address, and the offset of the line after it.
    mutating func service(of text: Span<UInt8>) -> (ServiceID, end: Int)? {
        while position < text.count {
            let line = text.extracting(next(of: text))
            var cursor = TableLineCursor()
            guard let index = cursor.index(of: line, in: ["TCP", "UDP", "SCTP"]),
                let (address, port) = cursor.socket(of: line)
            else { continue }
            return (.address([.tcp, .udp, .sctp][index], address, port: port), position)
        }
        return nil
    }

    /// The servers up to the next line that is not one; nil if a line is malformed.
    mutating func destinations(of text: Span<UInt8>) -> [DestinationSummary]? {
        var destinations: [DestinationSummary] = []
        while position < text.count {
            let line = text.extracting(next(of: text))
            var cursor = TableLineCursor()
            guard cursor.index(of: line, in: ["->"]) != nil else { break }
            guard let destination = DestinationSummary(line, &cursor) else { return nil }
            destinations.append(destination)
        }
        return destinations
    }

    private mutating func next(of text: Span<UInt8>) -> Range<Int> {
        let start = position
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
        defer { position += 1 }
        return start..<position
    }
}

extension DestinationSummary {
    fileprivate init?(_ line: Span<UInt8>, _ cursor: inout TableLineCursor) {
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
