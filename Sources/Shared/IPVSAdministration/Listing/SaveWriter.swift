import IPVSControl
import NetworkTypes
import VirtualServers

/// Writes the table as lines that `-R` reads.
struct SaveWriter {
    let addresses: AddressText
    /// Whether to write what ipvsadm does not save.
    let isWhole: Bool
    let output: TextOutput

    /// Writes the line that adds a service.
    func write(_ service: VirtualService) {
        output.write("-A ")
        write(service.id)
        output.write(" -s ")
        output.write(service.scheduler)
        if service.flags.contains(.persistent) {
            output.write(" -p \(service.persistenceSeconds)")
            if let mask = service.clientMask.narrowText { output.write(" -M \(mask)") }
        }
        if let engine = service.persistenceEngine { output.write(" --pe \(engine)") }
        if service.flags.contains(.onePacket) { output.write(" -o") }
        if let flags = SchedulerFlagNames.text(service.flags, scheduler: service.scheduler) {
            output.write(" -b \(flags)")
        }
        output.endLine()
    }

    /// Writes the line that adds a server.
    func write(_ destination: Destination, of id: ServiceID) {
        var transport: TransportProtocol?
        if case .address(let known, _, _) = id { transport = known }
        output.write("-a ")
        write(id)
        output.write(" -r ")
        output.write(addresses.text(destination.id.address, port: destination.id.port, transport))
        switch destination.method {
        case .masquerade: output.write(" -m")
        case .tunnel: output.write(" -i")
        case .route, .local, .bypass: output.write(" -g")
        }
        output.write(" -w ")
        output.write(Int32(bitPattern: destination.weight))
        if destination.method == .tunnel { write(destination.tunnel) }
        if isWhole { writeThresholds(destination) }
        output.endLine()
    }

    /// Writes the line that sets the time-outs.
    func write(_ timeouts: ConnectionTimeouts) {
        output.writeLine("--set \(timeouts.tcpSeconds) \(timeouts.tcpFINSeconds) \(timeouts.udpSeconds)")
    }

    /// Writes the line that starts a synchronization daemon.
    func write(_ daemon: SynchronizationDaemon) {
        output.write("--start-daemon \(daemon.role.name) --mcast-interface \(daemon.interface)")
        output.write(" --syncid \(daemon.syncID)")
        if let length = daemon.maximumLengthBytes { output.write(" --sync-maxlen \(length)") }
        if let group = daemon.group { output.write(" --mcast-group \(AddressText.numeric(group))") }
        if let port = daemon.port { output.write(" --mcast-port \(port)") }
        if let timeToLive = daemon.timeToLive { output.write(" --mcast-ttl \(timeToLive)") }
        output.endLine()
    }

    private func write(_ id: ServiceID) {
        switch id {
        case .address(let transport, let address, let port):
            output.write(transport.option)
            output.write(" ")
            output.write(addresses.text(address, port: port, transport))
        case .firewallMark(let mark, let family):
            output.write("-f ")
            // ipvsadm writes the largest marks as negative numbers, which it cannot read.
            if isWhole { output.write(mark) } else { output.write(Int32(bitPattern: mark)) }
            if family == .ipv6 { output.write(" -6") }
        }
    }

    private func write(_ tunnel: Tunnel) {
        output.write(" --tun-type \(tunnel.kind.name)")
        if tunnel.kind == .gue { output.write(" --tun-port \(tunnel.port)") }
        guard tunnel.kind != .ipip else { return }
        switch tunnel.checksum {
        case .none: output.write(" --tun-nocsum")
        case .outer: output.write(" --tun-csum")
        case .remote: output.write(" --tun-remcsum")
        }
    }

    private func writeThresholds(_ destination: Destination) {
        if destination.upperThreshold != 0 { output.write(" -x \(destination.upperThreshold)") }
        if destination.lowerThreshold != 0 { output.write(" -y \(destination.lowerThreshold)") }
    }
}

extension SynchronizationRole {
    /// `master` or `backup`.
    var name: String {
        switch self {
        case .master: "master"
        case .backup: "backup"
        }
    }
}
