import IPVSControl
import JSON
import NetworkTypes
import VirtualServers

/// Everything that the kernel reports about IPVS, at one time.
struct StateReport: Sendable {
    /// A service with its servers.
    struct Entry: Sendable {
        /// The service.
        var service: ObservedService
        /// Its servers.
        var destinations: [ObservedDestination]
    }

    /// The version of IPVS.
    var version: IPVSVersion
    /// The time-outs of idle connections.
    var timeouts: ConnectionTimeouts
    /// The synchronization daemons.
    var daemons: [SynchronizationDaemon]
    /// The services with their servers, both sorted.
    var entries: [Entry]

    /// The JSON form, which `IPVSState` can read.
    var json: JSONValue {
        .object([
            .init("version", .string(version.description)),
            .init("connection_table_size", .integer(Int64(version.connectionTableSize))),
            .init("timeouts", timeouts.json),
            .init("daemons", .array(daemons.map(\.json))),
            .init("services", .array(entries.map(\.json))),
        ])
    }
}

extension StateReport {
    /// Reads the kernel's state.
    init(_ connection: IPVSConnection) throws(IPVSError) {
        version = try connection.version()
        timeouts = try connection.timeouts()
        daemons = try connection.daemons()
        entries = []
        for service in try connection.services().sorted(by: { $0.service.id < $1.service.id }) {
            let destinations = try connection.destinations(of: service.service.id)
            entries.append(
                Entry(
                    service: service,
                    destinations: destinations.sorted { $0.destination.id < $1.destination.id }))
        }
    }
}

extension StateReport.Entry {
    fileprivate var json: JSONValue {
        let service = service.service
        var members = service.id.members
        members += [
            .init("scheduler", .string(service.scheduler)),
            .init(
                "scheduler_flags",
                .array(DocumentWords.flags.filter { service.flags.contains($0.1) }.map { .string($0.0) })),
            .init("one_packet", .boolean(service.flags.contains(.onePacket))),
            .init("persistent", .boolean(service.flags.contains(.persistent))),
            .init("persistence_timeout", .integer(Int64(service.persistenceSeconds))),
            .init("client_mask", service.clientMask.json),
            .init("persistence_engine", service.persistenceEngine.map { .string($0) } ?? .null),
            .init("statistics", self.service.statistics.json),
            .init("servers", .array(destinations.map(\.json))),
        ]
        return .object(members)
    }
}

extension ServiceID {
    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .address(let transport, let address, let port):
            [
                .init("protocol", .string(DocumentWords.name(of: transport, in: DocumentWords.transports))),
                .init("address", .string(address.description)), .init("port", .integer(Int64(port))),
            ]
        case .firewallMark(let mark, let family):
            [
                .init("firewall_mark", .integer(Int64(mark))),
                .init("family", .string(DocumentWords.name(of: family, in: DocumentWords.families))),
            ]
        }
    }
}

extension ObservedDestination {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("address", .string(destination.id.address.description)),
            .init("port", .integer(Int64(destination.id.port))),
            .init("forward", .string(DocumentWords.name(of: destination.method, in: DocumentWords.methods))),
            .init("weight", .integer(Int64(destination.weight))),
            .init("upper_threshold", .integer(Int64(destination.upperThreshold))),
            .init("lower_threshold", .integer(Int64(destination.lowerThreshold))),
        ]
        if destination.method == .tunnel { members.append(.init("tunnel", destination.tunnel.json)) }
        members += [
            .init("active_connections", .integer(Int64(activeConnections))),
            .init("inactive_connections", .integer(Int64(inactiveConnections))),
            .init("persistent_connections", .integer(Int64(persistentConnections))),
            .init("statistics", statistics.json),
        ]
        return .object(members)
    }
}

extension Tunnel {
    fileprivate var json: JSONValue {
        .object([
            .init("type", .string(DocumentWords.name(of: kind, in: DocumentWords.tunnels))),
            .init("port", .integer(Int64(port))),
            .init("checksum", .string(DocumentWords.name(of: checksum, in: DocumentWords.checksums))),
        ])
    }
}

extension TrafficStatistics {
    fileprivate var json: JSONValue {
        .object(
            [
                ("connections", connections), ("incoming_packets", incomingPackets),
                ("outgoing_packets", outgoingPackets), ("incoming_bytes", incomingBytes),
                ("outgoing_bytes", outgoingBytes), ("connections_per_second", connectionRate),
                ("incoming_packets_per_second", incomingPacketRate),
                ("outgoing_packets_per_second", outgoingPacketRate),
                ("incoming_bytes_per_second", incomingByteRate),
                ("outgoing_bytes_per_second", outgoingByteRate),
            ].map { .init($0, .integer(Int64(clamping: $1))) })
    }
}

extension ConnectionTimeouts {
    fileprivate var json: JSONValue {
        .object([
            .init("tcp", .integer(Int64(tcpSeconds))), .init("tcp_fin", .integer(Int64(tcpFINSeconds))),
            .init("udp", .integer(Int64(udpSeconds))),
        ])
    }
}

extension SynchronizationDaemon {
    fileprivate var json: JSONValue {
        .object([
            .init("role", .string(DocumentWords.name(of: role, in: DocumentWords.roles))),
            .init("interface", .string(interface)), .init("sync_id", .integer(Int64(syncID))),
            .init("maximum_length", maximumLengthBytes.map { .integer(Int64($0)) } ?? .null),
            .init("group", group.map { .string($0.description) } ?? .null),
            .init("port", port.map { .integer(Int64($0)) } ?? .null),
            .init("ttl", timeToLive.map { .integer(Int64($0)) } ?? .null),
        ])
    }
}

extension ClientMask {
    fileprivate var json: JSONValue {
        switch self {
        case .ipv4(let mask): .string(mask.description)
        case .ipv6(let length): .integer(Int64(length))
        }
    }
}
