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
    /// More than a million servers need; offsets fit into 32 bits.
    private static let limitBytes = 256 * 1024 * 1024
    /// The place of a service that the file does not have.
    private static let unknown = UInt32.max

    private let text: [UInt8]
    /// For each service the place of the line after its own.
    private let starts: [UInt32]

    /// Reads the table of the present network namespace, for services in the kernel's order.
    ///
    /// What is not there is left out, and can be asked of `IPVSConnection.destinations(of:)`.
    public init(of services: [ObservedService]) {
        // A file that cannot be read is only slow.
        let text = (try? Files.read(Self.path, limitBytes: Self.limitBytes)) ?? []
        self.init(of: services, text: text)
    }

    /// The table in a text of the file's form, for tests.
    package init(of services: [ObservedService], text: [UInt8]) {
        self.text = text
        let bytes = text.span
        var lines = Lines()
        var found: [UInt32] = []
        found.reserveCapacity(services.count)
        var next = lines.service(of: bytes)
        for service in services {
            // Both are in the kernel's order, so a service that is not the next one came or went in between.
            guard let (id, end) = next, id == service.service.id else {
                found.append(Self.unknown)
                continue
            }
            found.append(UInt32(end))
            next = lines.service(of: bytes)
        }
        starts = found
    }

    /// The servers of the service with this index, in the kernel's order; nil if the file does not tell.
    public subscript(index: Int) -> [DestinationSummary]? {
        guard starts[index] != Self.unknown else { return nil }
        var lines = Lines(position: Int(starts[index]))
        return lines.destinations(of: text.span)
    }
}

/// A place in the text, which moves from line to line.
private struct Lines {
    var position = 0

    /// The next service that has an address, and the place of the line after it.
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

    /// The servers up to the next line that is none; nil if one of them is not understood.
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
