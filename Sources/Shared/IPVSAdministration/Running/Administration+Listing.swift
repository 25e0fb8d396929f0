import Glibc
import IPVSControl
import VirtualServers

extension Administration {
    /// The number of services at which one reading of all servers is faster than one for each service.
    static let summaryLimit = 16

    /// Prints the services and their servers.
    func list(_ listing: TableListing, _ kernel: Kernel) throws(IPVSError) {
        let writer = TableWriter(listing, names: surroundings.names, output: output)
        let services: [ObservedService]
        if let id = listing.service {
            services = [try kernel.table.service(id)]
        } else {
            services = try kernel.table.services()
            let size = kernel.version.connectionTableSize
            output.writeLine("IP Virtual Server version \(kernel.version) (size=\(size))")
        }
        writer.writeHeader()
        let summary = listing.columns == .connections ? summary(of: services, kernel) : nil
        for index in listing.isSorted ? TableOrder.order(of: services) : Array(services.indices) {
            let service = services[index]
            let destinations = try destinations(of: service.service.id, known: summary?(index), kernel)
            writer.write(service)
            for destination in listing.isSorted ? TableOrder.sorted(destinations) : destinations {
                writer.write(destination, of: service.service.id)
            }
        }
    }

    /// Prints the connections.
    func listConnections(_ numbers: NumberStyle, isWithEngineData: Bool) {
        let writer = ConnectionWriter(
            addresses: AddressText(numbers: numbers, names: surroundings.names),
            isWithEngineData: isWithEngineData, output: output)
        writer.writeHeader()
        surroundings.forEachConnection { writer.write($0) }
    }

    /// Prints the time-outs of connections.
    func listTimeouts(_ kernel: Kernel) throws(IPVSError) {
        let timeouts = try kernel.table.timeouts()
        let text = "\(timeouts.tcpSeconds) \(timeouts.tcpFINSeconds) \(timeouts.udpSeconds)"
        output.writeLine("Timeout (tcp tcpfin udp): \(text)")
    }

    /// Prints the synchronization daemons, the master first.
    func listDaemons(_ kernel: Kernel) throws(IPVSError) {
        for daemon in try kernel.table.daemons() {
            var facts = ["mcast=\(daemon.interface)", "syncid=\(daemon.syncID)"]
            if let length = daemon.maximumLengthBytes { facts.append("maxlen=\(length)") }
            if let group = daemon.group { facts.append("group=\(AddressText.numeric(group))") }
            if let port = daemon.port { facts.append("port=\(port)") }
            if let timeToLive = daemon.timeToLive { facts.append("ttl=\(timeToLive)") }
            output.writeLine("\(daemon.role.name) sync daemon (\(facts.joined(separator: ", ")))")
        }
    }

    /// Prints the table as lines for `-R`, sorted.
    func save(_ numbers: NumberStyle, isWhole: Bool, _ kernel: Kernel) throws(IPVSError) {
        let writer = SaveWriter(
            addresses: AddressText(numbers: numbers, names: surroundings.names), isWhole: isWhole,
            output: output)
        let services = try kernel.table.services()
        if isWhole { writer.write(try kernel.table.timeouts()) }
        let summary = isWhole ? nil : summary(of: services, kernel)
        for index in TableOrder.order(of: services) {
            let id = services[index].service.id
            let destinations = try destinations(of: id, known: summary?(index), kernel)
            writer.write(services[index].service)
            for destination in TableOrder.sorted(destinations) {
                writer.write(destination.destination, of: id)
            }
        }
        guard isWhole else { return }
        for daemon in try kernel.table.daemons() { writer.write(daemon) }
    }

    /// The servers of all services in one reading, if there are so many services that this is faster.
    private func summary(of services: [ObservedService], _ kernel: Kernel) -> DestinationSource? {
        services.count >= Self.summaryLimit ? kernel.table.summary(of: services) : nil
    }

    /// The servers of a service; empty if the service has been removed since it was listed.
    private func destinations(
        of id: ServiceID, known: [ObservedDestination]?, _ kernel: Kernel
    ) throws(IPVSError) -> [ObservedDestination] {
        if let known { return known }
        do {
            return try kernel.table.destinations(of: id)
        } catch {
            guard error.errno == ESRCH else { throw error }
            return []
        }
    }
}
