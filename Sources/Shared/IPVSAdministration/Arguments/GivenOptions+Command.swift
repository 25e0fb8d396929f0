import IPVSControl
import NetworkTypes
import VirtualServers

extension CommandRule {
    /// Throws for the first required option that is missing, or option that is not accepted.
    func check(_ given: GivenOptions, _ command: CommandName) throws(ArgumentError) {
        for name in OptionName.allCases {
            if needed.contains(name) {
                guard given.has(name) else {
                    throw .missing(option: name.rawValue, command: command.rawValue)
                }
            } else if given.has(name), !allowed.contains(name) {
                throw .illegal(option: name.rawValue, command: command.rawValue)
            }
        }
    }
}

extension GivenOptions {
    /// The command with its options, which `check` has accepted.
    func command(
        _ command: CommandName, timeouts: ConnectionTimeouts?
    ) throws(ArgumentError) -> AdministrationCommand {
        switch command {
        case .addService: return .request(.change(.addService(try virtualService())))
        case .editService: return .request(.change(.editService(try virtualService())))
        case .deleteService: return .request(.change(.deleteService(try neededService())))
        case .addServer: return .request(.change(.addDestination(try neededService(), try destination())))
        case .editServer: return .request(.change(.editDestination(try neededService(), try destination())))
        case .deleteServer:
            return .request(.change(.deleteDestination(try neededService(), try neededServer())))
        case .flush: return .request(.flush)
        case .zero: return .request(.zero(service))
        case .timeout:
            guard let timeouts else { throw .rule(.timeoutCount) }
            return .request(.setTimeouts(timeouts))
        case .startDaemon: return .request(.startDaemon(daemon))
        case .stopDaemon: return .request(.stopDaemon(daemon.role))
        case .list: return try listing()
        case .save: return .save(numbers: numbers, isWhole: has(.everything))
        case .restore: return .restore
        case .version: return .version
        case .help: return .help
        }
    }

    private var numbers: NumberStyle { has(.numeric) ? .numeric : .names }

    private func neededService() throws(ArgumentError) -> ServiceID {
        guard let service else { throw .noCommand }
        return service
    }

    private func neededServer() throws(ArgumentError) -> DestinationID {
        guard let server else { throw .noCommand }
        return server
    }

    private func virtualService() throws(ArgumentError) -> VirtualService {
        let id = try neededService()
        let scheduler = scheduler.isEmpty ? VirtualService.defaultScheduler : scheduler
        var flags = serviceFlags
        if case .address(let transport, _, let port) = id {
            if flags.contains(.onePacket), transport != .udp { throw .rule(.onePacketWithoutDatagrams) }
            if port == 0, !flags.contains(.persistent) { throw .rule(.zeroPort) }
        }
        flags.formUnion(try SchedulerFlagNames.flags(schedulerFlags, scheduler: scheduler))
        return VirtualService(
            id, scheduler: scheduler, flags: flags, persistenceSeconds: persistenceSeconds, clientMask: mask,
            persistenceEngine: engine.isEmpty ? nil : engine)
    }

    private func destination() throws(ArgumentError) -> Destination {
        let service = try neededService()
        var server = try neededServer()
        let method = method ?? .route
        try checkTunnel(method)
        guard method == .tunnel || server.address.family == service.family else {
            throw .rule(.familiesDiffer)
        }
        // Only address translation can change the port. A mark has no port.
        if method != .masquerade, case .address(_, _, let port) = service { server.port = port }
        return Destination(
            server, method: method, weight: weight, upperThreshold: upperThreshold,
            lowerThreshold: lowerThreshold, tunnel: tunnel)
    }

    private func listing() throws(ArgumentError) -> AdministrationCommand {
        try checkListing()
        if has(.connection) {
            return .listConnections(numbers: numbers, isWithEngineData: has(.persistentConnections))
        }
        if has(.timeout) { return .listTimeouts }
        if has(.daemon) { return .listDaemons }
        var listing = TableListing()
        listing.service = service
        listing.columns = columns
        listing.numbers = numbers
        listing.isExact = has(.exact)
        listing.isSorted = !has(.unsorted)
        return .list(listing)
    }

    private var columns: TableListing.Columns {
        if has(.statistics) { return .statistics }
        if has(.rate) { return .rates }
        if has(.thresholds) { return .thresholds }
        if has(.persistentConnections) { return .persistentConnections }
        return has(.tunnelInformation) ? .tunnels : .connections
    }
}
