import IPVSAdministration
import IPVSControl
import VirtualServers

/// A table in memory that refuses what a test wants refused.
final class FakeKernel: KernelTable {
    private(set) var table = VirtualServerTable()
    private(set) var performed: [IPVSRequest] = []
    /// Refuses the request with this number, counted from 0 over all calls.
    var refused: Int?
    /// Whether every listing names each entry twice, as one of a table that changes meanwhile may.
    var repeats = false
    private var count = 0
    private var times = ConnectionTimeouts(tcpSeconds: 900, tcpFINSeconds: 120, udpSeconds: 300)

    init(_ servers: [VirtualServer]) throws {
        for server in servers {
            try table.make(.addService(server.service))
            for destination in server.destinations {
                try table.make(.addDestination(server.service.id, destination))
            }
        }
    }

    func version() throws(IPVSError) -> IPVSVersion { IPVSVersion(code: 0x010201, connectionTableSize: 4096) }

    func services() throws(IPVSError) -> [ObservedService] {
        let services = table.servers.map { ObservedService($0.service) }
        return repeats ? services + services : services
    }

    func service(_ id: ServiceID) throws(IPVSError) -> ObservedService {
        guard let server = table.servers.first(where: { $0.service.id == id }) else {
            throw IPVSError(.readService(id), errno: 3)
        }
        return ObservedService(server.service)
    }

    func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination] {
        let servers =
            table.servers.first { $0.service.id == id }?.destinations.map { ObservedDestination($0) } ?? []
        return repeats ? servers + servers : servers
    }

    func timeouts() throws(IPVSError) -> ConnectionTimeouts { times }

    func daemons() throws(IPVSError) -> [SynchronizationDaemon] { [] }

    func summary(of services: [ObservedService]) -> DestinationSource { { _ in nil } }

    func perform(_ requests: [IPVSRequest]) -> [IPVSError?] {
        requests.map { request in
            defer { count += 1 }
            performed.append(request)
            if count == refused { return IPVSError(.request(request), errno: 22) }
            switch request {
            case .change(let change):
                do { try table.make(change) } catch { return IPVSError(.request(request), errno: 3) }
            case .setTimeouts(let times): self.times = times
            default: return IPVSError(.request(request), errno: 95)
            }
            return nil
        }
    }
}
