import JSON
import NetworkTypes
import VirtualServers

/// The words used in the JSON form of a state, which ipvs(8) describes.
enum DocumentWords {
    static let transports: [(String, TransportProtocol)] = [("tcp", .tcp), ("udp", .udp), ("sctp", .sctp)]
    static let families: [(String, AddressFamily)] = [("ipv4", .ipv4), ("ipv6", .ipv6)]
    static let methods: [(String, ForwardingMethod)] = [
        ("masquerade", .masquerade), ("local", .local), ("tunnel", .tunnel), ("route", .route),
        ("bypass", .bypass),
    ]
    static let tunnels: [(String, Tunnel.Kind)] = [("ipip", .ipip), ("gue", .gue), ("gre", .gre)]
    static let checksums: [(String, Tunnel.Checksum)] = [
        ("none", .none), ("outer", .outer), ("remote", .remote),
    ]
    static let roles: [(String, SynchronizationRole)] = [("master", .master), ("backup", .backup)]
    static let flags: [(String, ServiceFlags)] = [
        ("flag-1", .scheduler1), ("flag-2", .scheduler2), ("flag-3", .scheduler3),
    ]

    static func name<Value: Equatable>(of value: Value, in words: [(String, Value)]) -> String {
        words.first { $0.1 == value }?.0 ?? ""
    }
}

extension IPVSState {
    /// Reads the JSON form.
    init(json: JSONValue) throws(DocumentError) {
        var reader = try JSONReader(json, at: "")
        reader.ignore("version", "connection_table_size", "time")
        var servers: [VirtualServer] = []
        var places: [ServiceID: String] = [:]
        for (index, value) in (try reader.array("services") ?? []).enumerated() {
            let server = try VirtualServer(json: value, at: "services[\(index)]")
            if let first = places.updateValue("services[\(index)]", forKey: server.service.id) {
                throw DocumentError(place: "services[\(index)]", problem: "repeats \(first)")
            }
            servers.append(server)
        }
        self.init(servers: servers)
        if let value = reader.value("timeouts") {
            timeouts = try ConnectionTimeouts(json: value, at: "timeouts")
        }
        if let values = try reader.array("daemons") {
            var daemons: [SynchronizationDaemon] = []
            for (index, value) in values.enumerated() {
                daemons.append(try SynchronizationDaemon(json: value, at: "daemons[\(index)]"))
            }
            self.daemons = daemons
        }
        try reader.end()
    }
}

extension VirtualServer {
    fileprivate init(json: JSONValue, at place: String) throws(DocumentError) {
        var reader = try JSONReader(json, at: place)
        reader.ignore("statistics")
        var service = VirtualService(try ServiceID(&reader))
        service.scheduler = try reader.kernelName("scheduler") ?? VirtualService.defaultScheduler
        for (index, value) in (try reader.array("scheduler_flags") ?? []).enumerated() {
            guard case .string(let text) = value,
                let (_, flag) = DocumentWords.flags.first(where: { $0.0 == text })
            else { throw reader.error("scheduler_flags[\(index)]", "must be flag-1, flag-2 or flag-3") }
            service.flags.insert(flag)
        }
        if try reader.boolean("one_packet") ?? false { service.flags.insert(.onePacket) }
        if try reader.boolean("persistent") ?? false { service.flags.insert(.persistent) }
        let isPersistent = service.flags.contains(.persistent)
        service.persistenceSeconds =
            try reader.number("persistence_timeout", 0...2_678_400)
            ?? (isPersistent ? VirtualService.defaultPersistenceSeconds : 0)
        service.clientMask = try ClientMask(&reader, service.id.family)
        service.persistenceEngine = try reader.kernelName("persistence_engine")
        var destinations: [Destination] = []
        var seen: Set<DestinationID> = []
        for (index, value) in (try reader.array("servers") ?? []).enumerated() {
            let place = reader.place(of: "servers[\(index)]")
            let destination = try Destination(json: value, at: place, of: service.id)
            guard seen.insert(destination.id).inserted else {
                throw DocumentError(place: place, problem: "\(destination.id) occurs twice")
            }
            destinations.append(destination)
        }
        try reader.end()
        self.init(service, destinations: destinations)
    }
}

extension ServiceID {
    fileprivate init(_ reader: inout JSONReader) throws(DocumentError) {
        if let mark = try reader.number("firewall_mark", UInt32(1)...UInt32.max) {
            self = .firewallMark(mark, try reader.word("family", DocumentWords.families) ?? .ipv4)
            return
        }
        guard let transport = try reader.word("protocol", DocumentWords.transports) else {
            throw reader.error("protocol", "or firewall_mark is required")
        }
        self = .address(transport, try reader.address(), port: try reader.number("port", 0...UInt16.max) ?? 0)
    }
}

extension JSONReader {
    fileprivate mutating func address() throws(DocumentError) -> IPAddress {
        guard let text = try text("address"), let address = IPAddress(text) else {
            throw error("address", "must be an IPv4 or IPv6 address")
        }
        return address
    }
}

extension ClientMask {
    /// `"255.255.255.0"` for IPv4, a prefix length for IPv6.
    fileprivate init(_ reader: inout JSONReader, _ family: AddressFamily) throws(DocumentError) {
        switch family {
        case .ipv4:
            guard let text = try reader.text("client_mask") else {
                self = .host(family)
                return
            }
            guard let mask = IPv4Address(text) else {
                throw reader.error("client_mask", "must be a mask like 255.255.255.0")
            }
            self = .ipv4(mask)
        case .ipv6:
            self =
                try reader.number("client_mask", UInt8(1)...128).map { .ipv6(prefixLength: $0) }
                ?? .host(family)
        }
    }
}

extension Destination {
    fileprivate init(json: JSONValue, at place: String, of service: ServiceID) throws(DocumentError) {
        var reader = try JSONReader(json, at: place)
        reader.ignore("statistics", "active_connections", "inactive_connections", "persistent_connections")
        let address = try reader.address()
        self.init(DestinationID(address, port: try reader.number("port", 0...UInt16.max) ?? service.port))
        method = try reader.word("forward", DocumentWords.methods) ?? .route
        weight = try reader.number("weight", 0...UInt32(Int32.max)) ?? 1
        upperThreshold = try reader.number("upper_threshold", 0...UInt32.max) ?? 0
        lowerThreshold = try reader.number("lower_threshold", 0...UInt32.max) ?? 0
        if let value = reader.value("tunnel") {
            guard method == .tunnel else { throw reader.error("tunnel", "requires forward: tunnel") }
            tunnel = try Tunnel(json: value, at: reader.place(of: "tunnel"))
        }
        try reader.end()
        guard method == .tunnel || address.family == service.family else {
            throw reader.error("address", "must be of the service's family, unless forward is tunnel")
        }
    }
}

extension Tunnel {
    fileprivate init(json: JSONValue, at place: String) throws(DocumentError) {
        var reader = try JSONReader(json, at: place)
        self.init(
            try reader.word("type", DocumentWords.tunnels) ?? .ipip,
            port: try reader.number("port", 0...UInt16.max) ?? 0,
            checksum: try reader.word("checksum", DocumentWords.checksums) ?? .none)
        try reader.end()
    }
}

extension ConnectionTimeouts {
    fileprivate init(json: JSONValue, at place: String) throws(DocumentError) {
        var reader = try JSONReader(json, at: place)
        self.init(
            tcpSeconds: try reader.number("tcp", 0...2_678_400) ?? 0,
            tcpFINSeconds: try reader.number("tcp_fin", 0...2_678_400) ?? 0,
            udpSeconds: try reader.number("udp", 0...2_678_400) ?? 0)
        try reader.end()
    }
}

extension SynchronizationDaemon {
    fileprivate init(json: JSONValue, at place: String) throws(DocumentError) {
        var reader = try JSONReader(json, at: place)
        guard let role = try reader.word("role", DocumentWords.roles) else {
            throw reader.error("role", "is required")
        }
        guard let interface = try reader.kernelName("interface") else {
            throw reader.error("interface", "is required")
        }
        self.init(role, interface: interface)
        syncID = try reader.number("sync_id", 0...255) ?? 0
        maximumLengthBytes = try reader.number("maximum_length", 1...UInt16.max)
        if let text = try reader.text("group") {
            guard let address = IPAddress(text), address.isMulticast else {
                throw reader.error("group", "must be a multicast address")
            }
            group = address
        }
        port = try reader.number("port", 1...UInt16.max)
        timeToLive = try reader.number("ttl", 1...UInt8.max)
        try reader.end()
    }
}
