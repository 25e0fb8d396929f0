import NetworkTypes
import VirtualServers

/// Writes the table as `-L` shows it.
struct TableWriter {
    private static let nameWidth = 28
    private static let countWidth = 8

    let listing: TableListing
    let addresses: AddressText
    let output: TextOutput

    init(_ listing: TableListing, names: any NameService, output: TextOutput) {
        self.listing = listing
        self.output = output
        addresses = AddressText(numbers: listing.numbers, names: names)
    }

    /// Writes the two header lines.
    func writeHeader() {
        output.write("Prot LocalAddress:Port")
        switch listing.columns {
        case .connections, .tunnels: output.writeLine(" Scheduler Flags")
        case .statistics: output.writeLine("               Conns   InPkts  OutPkts  InBytes OutBytes")
        case .rates: output.writeLine("                 CPS    InPPS   OutPPS    InBPS   OutBPS")
        case .thresholds: output.writeLine("            Uthreshold Lthreshold ActiveConn InActConn ")
        case .persistentConnections:
            output.writeLine("            Weight    PersistConn ActiveConn InActConn ")
        }
        output.write("  -> RemoteAddress:Port")
        switch listing.columns {
        case .connections: output.writeLine("           Forward Weight ActiveConn InActConn")
        case .tunnels: output.writeLine("           Forward TunnelInfo    Weight ActiveConn InActConn")
        case .statistics, .rates, .thresholds, .persistentConnections: output.endLine()
        }
    }

    /// Writes the line of a service.
    func write(_ observed: ObservedService) {
        let service = observed.service
        let isCounted = listing.columns == .statistics || listing.columns == .rates
        let width = isCounted ? Self.nameWidth : 0
        switch service.id {
        case .address(let transport, let address, let port):
            output.write(transport.listName, width: 5)
            writeName(addresses.text(address, port: port, transport), address.family, width: width)
        case .firewallMark(let mark, let family):
            output.write("FWM  ")
            let number = String(Int32(bitPattern: mark))
            output.write(family == .ipv6 ? "\(number) IPv6" : number, width: width)
        }
        if isCounted {
            writeCounts(observed.statistics)
        } else {
            writeConfiguration(service)
        }
        output.endLine()
    }

    /// Writes the line of a server.
    func write(_ observed: ObservedDestination, of id: ServiceID) {
        let destination = observed.destination
        var transport: TransportProtocol?
        if case .address(let known, _, _) = id { transport = known }
        output.write("  -> ")
        let name = addresses.text(destination.id.address, port: destination.id.port, transport)
        writeName(name, destination.id.address.family, width: Self.nameWidth)
        switch listing.columns {
        case .statistics, .rates: writeCounts(observed.statistics)
        case .connections:
            output.write(" ")
            output.writeColumn(destination.method.listName, width: 7)
            output.writeColumn(Int32(bitPattern: destination.weight), width: 6)
            writeConnections(observed)
        case .tunnels:
            output.write(" ")
            output.writeColumn(destination.method.listName, width: 7)
            output.writeColumn(destination.tunnelText, width: 13)
            output.writeColumn(Int32(bitPattern: destination.weight), width: 6)
            writeConnections(observed)
        case .thresholds:
            output.write(" ")
            output.writeColumn(destination.upperThreshold, width: 10)
            output.writeColumn(destination.lowerThreshold, width: 10)
            writeConnections(observed)
        case .persistentConnections:
            output.write(" ")
            output.writeColumn(Int32(bitPattern: destination.weight), width: 9)
            output.writeColumn(observed.persistentConnections, width: 11)
            writeConnections(observed)
        }
        output.endLine()
    }

    private func writeConnections(_ observed: ObservedDestination) {
        output.writeColumn(observed.activeConnections, width: 10)
        output.write(observed.inactiveConnections, width: 10)
    }

    /// Writes a name: IPv4 names are cut off at the column's width, IPv6 names push the following columns.
    private func writeName(_ text: String, _ family: AddressFamily, width: Int) {
        output.write(family == .ipv4 ? AddressText.cut(text, Self.nameWidth) : text, width: width)
    }

    private func writeConfiguration(_ service: VirtualService) {
        output.write(" ")
        output.write(service.scheduler)
        if let flags = SchedulerFlagNames.text(service.flags, scheduler: service.scheduler) {
            output.write(" (\(flags))")
        }
        if service.flags.contains(.persistent) {
            output.write(" persistent \(service.persistenceSeconds)")
            if let mask = service.clientMask.narrowText { output.write(" mask \(mask)") }
        }
        if let engine = service.persistenceEngine { output.write(" pe \(engine)") }
        if service.flags.contains(.onePacket) { output.write(" ops") }
    }

    private func writeCounts(_ statistics: TrafficStatistics) {
        let numbers =
            listing.columns == .statistics
            ? [
                statistics.connections, statistics.incomingPackets, statistics.outgoingPackets,
                statistics.incomingBytes, statistics.outgoingBytes,
            ]
            : [
                statistics.connectionRate, statistics.incomingPacketRate, statistics.outgoingPacketRate,
                statistics.incomingByteRate, statistics.outgoingByteRate,
            ]
        for number in numbers { writeCount(number) }
    }

    /// Writes a number, right-aligned; a large one in thousands, millions and so on.
    private func writeCount(_ number: UInt64) {
        output.write(" ")
        let scale: (divisor: UInt64, letter: String)? =
            switch number {
            case _ where listing.isExact: nil
            case ..<100_000_000: nil
            case ..<1_000_000_000: (1000, "K")
            case ..<100_000_000_000: (1_000_000, "M")
            case ..<100_000_000_000_000: (1_000_000_000, "G")
            default: (1_000_000_000_000, "T")
            }
        guard let scale else { return output.writeRight(number, width: Self.countWidth) }
        output.writeRight(number / scale.divisor, width: Self.countWidth - 1)
        output.write(scale.letter)
    }
}
