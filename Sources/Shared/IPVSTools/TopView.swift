import NetworkTypes
import VirtualServers

/// The screen of `ipvs top` for a report.
struct TopView {
    /// The order of the lines, the greatest value first.
    enum Order: String, CaseIterable {
        /// By name, in ascending order.
        case name
        /// Connections a second.
        case connections
        /// Packets a second, in and out.
        case packets
        /// Bytes a second, in and out.
        case bytes
        /// Active connections.
        case active

        /// The key that selects it.
        var key: Character { rawValue.first ?? " " }
    }

    private struct Row {
        var name: String
        var statistics: TrafficStatistics
        var active: UInt64
        var inactive: UInt64
        var weight: UInt32?

        func value(_ order: Order) -> UInt64 {
            switch order {
            case .name: 0
            case .connections: statistics.connectionRate
            case .packets: statistics.incomingPacketRate &+ statistics.outgoingPacketRate
            case .bytes: statistics.incomingByteRate &+ statistics.outgoingByteRate
            case .active: active
            }
        }
    }

    private static let widths = [9, 9, 9, 10, 10, 8, 8, 7]

    var order = Order.connections
    /// The number of lines scrolled off above the screen.
    var offset = 0

    /// The title, the header, and as many lines of the table as fit.
    func lines(_ report: StateReport, height: Int, width: Int) -> [String] {
        let nameWidth = max(20, width - Self.widths.reduce(0, +) - Self.widths.count)
        let names = ["CPS", "InPPS", "OutPPS", "InBPS", "OutBPS", "Active", "Inactive", "Weight"]
        let keys = Order.allCases.map { "\($0.key) \($0.rawValue)" }.joined(separator: ", ")
        let title = "ipvs \(report.version)  \(report.entries.count) services  sorted by \(order.rawValue)"
        let table = rows(report).map { Self.line($0, nameWidth) }
        return ["\(title)  (\(keys), q quit)", Self.line("SERVICE -> SERVER", names, nameWidth)]
            + table.dropFirst(min(offset, max(0, table.count - 1))).prefix(max(0, height - 2))
    }

    /// The number of lines of the whole table.
    static func lineCount(_ report: StateReport) -> Int {
        report.entries.reduce(0) { $0 + 1 + $1.destinations.count }
    }

    private func rows(_ report: StateReport) -> [Row] {
        let groups = report.entries.map { entry in
            let servers = entry.destinations.map { server in
                Row(
                    name: "  -> \(server.destination.id)", statistics: server.statistics,
                    active: UInt64(server.activeConnections), inactive: UInt64(server.inactiveConnections),
                    weight: server.destination.weight)
            }
            let service = Row(
                name: entry.service.service.id.description, statistics: entry.service.statistics,
                active: servers.reduce(0) { $0 + $1.active }, inactive: servers.reduce(0) { $0 + $1.inactive }
            )
            return (service, sorted(servers) { $0 })
        }
        return sorted(groups) { $0.0 }.flatMap { [$0.0] + $0.1 }
    }

    /// Sorts by the order; equal elements keep the order of the report.
    private func sorted<Element>(_ elements: [Element], by row: (Element) -> Row) -> [Element] {
        guard order != .name else { return elements }
        return elements.enumerated().sorted { left, right in
            let values = (row(left.element).value(order), row(right.element).value(order))
            return values.0 == values.1 ? left.offset < right.offset : values.0 > values.1
        }.map(\.element)
    }

    private static func line(_ row: Row, _ nameWidth: Int) -> String {
        let statistics = row.statistics
        let numbers = [
            statistics.connectionRate, statistics.incomingPacketRate, statistics.outgoingPacketRate,
            statistics.incomingByteRate, statistics.outgoingByteRate, row.active, row.inactive,
        ]
        return line(row.name, numbers.map(short) + [row.weight.map(String.init) ?? ""], nameWidth)
    }

    private static func line(_ name: String, _ cells: [String], _ nameWidth: Int) -> String {
        let padded = zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(1, width + 1 - cell.count)) + cell
        }
        return name + String(repeating: " ", count: max(0, nameWidth - name.count)) + padded.joined()
    }

    /// At most six characters: `12345`, `1234k`, `99M`.
    static func short(_ number: UInt64) -> String {
        var (number, units) = (number, ["", "k", "M", "G", "T", "P"][...])
        while number >= 100_000, units.count > 1 {
            number /= 1000
            units = units.dropFirst()
        }
        return "\(number)\(units.first ?? "")"
    }
}
