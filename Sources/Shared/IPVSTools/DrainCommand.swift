import IPVSControl
import SystemCalls
import VirtualServers

/// `ipvs drain` and `ipvs undrain`.
struct DrainCommand {
    private let connection: IPVSConnection
    private let service: ServiceID
    private let server: ObservedDestination
    private let record: DrainRecord
    private let isWaiting: Bool
    private let timeoutSeconds: UInt32?
    private let weight: UInt32?

    init(_ words: ToolWords) throws(ToolFailure) {
        guard words.operands.count == 2 else {
            throw .usage("expected a service and one of its servers, as in 'tcp:192.0.2.1:80 10.0.0.1:80'")
        }
        isWaiting = words.has("wait")
        timeoutSeconds = try words.number("timeout", 1...UInt32(86_400))
        weight = try words.number("weight", 1...UInt32(Int32.max))
        guard isWaiting || timeoutSeconds == nil else { throw .usage("--timeout requires --wait") }
        connection = try IPVSConnection.open()
        let connection = connection
        service = try Self.service(words.operands[0], connection)
        let service = service
        guard let id = DestinationID(word: words.operands[1], defaultPort: service.port) else {
            throw .usage(
                "'\(words.operands[1])' is not a server: write it as 10.0.0.1:80 or [2001:db8::1]:80")
        }
        server = try Self.server(id, of: service, connection)
        do throws(SystemError) { record = try DrainRecord(service, id) } catch { throw .kernel("\(error)") }
    }

    /// Sets the server's weight to 0, so that it gets no new connections. With `--wait`, waits until it has none.
    func drain() throws(ToolFailure) -> Int32 {
        let old = server.destination.weight
        if old == 0, try recorded({ () throws(SystemError) in try record.weight() }) == nil {
            throw .usage("the server's weight is already 0, and 'ipvs drain' did not set it")
        }
        if old != 0 {
            // The record comes first: if it failed later, nobody would know the weight to restore.
            try recorded { () throws(SystemError) in try record.write(old) }
            try set(weight: 0)
            write("weight \(old) -> 0; 'ipvs undrain' restores it")
        }
        guard isWaiting else {
            write(Self.connections(of: server))
            return 0
        }
        return try wait()
    }

    /// Restores the server's weight.
    func undrain() throws(ToolFailure) -> Int32 {
        let old = try recorded { () throws(SystemError) in try record.weight() }
        guard let weight = weight ?? old else {
            throw .usage("'ipvs drain' has not recorded a weight for this server; use --weight N")
        }
        try set(weight: weight)
        try recorded { () throws(SystemError) in try record.remove() }
        write("weight \(server.destination.weight) -> \(weight)")
        return 0
    }

    /// Polls every second until no connection is left; the status is 1 if the time is up before.
    private func wait() throws(ToolFailure) -> Int32 {
        var said = ""
        var waitedSeconds: UInt32 = 0
        while true {
            let now = try Self.server(server.destination.id, of: service, connection)
            let text = Self.connections(of: now)
            if text != said { write(text) }
            said = text
            if isIdle(now) { return 0 }
            if let timeoutSeconds, waitedSeconds >= timeoutSeconds {
                throw ToolFailure.unfinished(
                    "connections remain after \(timeoutSeconds) s; the weight stays 0 until 'ipvs undrain' restores it"
                )
            }
            Pause.milliseconds(1000)
            waitedSeconds += 1
        }
    }

    /// Whether the server could go without loss. UDP connections end only with their time-out.
    private func isIdle(_ server: ObservedDestination) -> Bool {
        if case .address(.tcp, _, _) = service { return server.activeConnections == 0 }
        if case .address(.sctp, _, _) = service { return server.activeConnections == 0 }
        return server.activeConnections == 0 && server.inactiveConnections == 0
    }

    private func set(weight: UInt32) throws(ToolFailure) {
        var destination = server.destination
        destination.weight = weight
        let error = connection.perform([.change(.editDestination(service, destination))]).compactMap { $0 }
            .first
        if let error { throw ToolFailure(error) }
    }

    private func write(_ text: String) {
        StandardStream.output.write("\(server.destination.id): \(text)\n")
    }

    private static func connections(of server: ObservedDestination) -> String {
        var text = "\(server.activeConnections) active, \(server.inactiveConnections) inactive connections"
        if server.persistentConnections > 0 {
            // Linux keeps sending these clients to the server unless that sysctl is 1.
            text +=
                ", \(server.persistentConnections) persistent clients "
                + "(they return unless net.ipv4.vs.expire_quiescent_template is 1)"
        }
        return text
    }

    private static func service(_ word: String, _ connection: IPVSConnection) throws(ToolFailure) -> ServiceID
    {
        guard let wanted = ServiceWord(word) else {
            throw .usage(
                "'\(word)' is not a service: write it as tcp:192.0.2.1:80, udp:[2001:db8::1]:53 or fwmark:7")
        }
        let services = try asking { () throws(IPVSError) in try connection.services() }
        let found = wanted.services(among: services)
        guard let service = found.first else { throw .usage("unknown service \(word)") }
        guard found.count == 1 else {
            throw .usage(
                "\(word) matches more than one service: \(found.map(\.description).joined(separator: ", "))")
        }
        return service
    }

    private static func server(
        _ id: DestinationID, of service: ServiceID, _ connection: IPVSConnection
    ) throws(ToolFailure) -> ObservedDestination {
        let servers = try asking { () throws(IPVSError) in try connection.destinations(of: service) }
        guard let server = servers.first(where: { $0.destination.id == id }) else {
            throw .usage("\(service) has no server \(id)")
        }
        return server
    }

    private func recorded<Value>(_ body: () throws(SystemError) -> Value) throws(ToolFailure) -> Value {
        do throws(SystemError) { return try body() } catch { throw .kernel("\(error)") }
    }
}
