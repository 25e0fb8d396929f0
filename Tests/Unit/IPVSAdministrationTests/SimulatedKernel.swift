import Glibc
import IPVSAdministration
import IPVSControl
import NetworkTypes
import VirtualServers

/// A kernel's table in memory.
final class SimulatedKernel: KernelTable {
    var table = VirtualServerTable()
    var statistics = TrafficStatistics()
    var times = ConnectionTimeouts(tcpSeconds: 900, tcpFINSeconds: 120, udpSeconds: 300)
    var synchronization: [SynchronizationDaemon] = []
    /// How many requests came with each call.
    var batches: [Int] = []

    func version() throws(IPVSError) -> IPVSVersion { IPVSVersion(code: 0x010201, connectionTableSize: 4096) }

    func services() throws(IPVSError) -> [ObservedService] {
        table.servers.map { ObservedService($0.service, statistics: statistics) }
    }

    func service(_ id: ServiceID) throws(IPVSError) -> ObservedService {
        guard let found = try services().first(where: { $0.service.id == id }) else {
            throw IPVSError(.readService(id), errno: ESRCH)
        }
        return found
    }

    func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination] {
        let server = table.servers.first { $0.service.id == id }
        return (server?.destinations ?? []).map { ObservedDestination($0, statistics: statistics) }
    }

    func timeouts() throws(IPVSError) -> ConnectionTimeouts { times }

    func daemons() throws(IPVSError) -> [SynchronizationDaemon] { synchronization }

    func summary(of services: [ObservedService]) -> DestinationSource { { _ in nil } }

    func perform(_ requests: [IPVSRequest]) -> [IPVSError?] {
        batches.append(requests.count)
        return requests.map { request in
            errorNumber(of: request).map { IPVSError(.request(request), errno: $0) }
        }
    }

    private func errorNumber(of request: IPVSRequest) -> Int32? {
        switch request {
        case .change(let change):
            do throws(ChangeRefusal) {
                try table.make(change)
                return nil
            } catch {
                return Self.errorNumber(of: error)
            }
        case .flush: table.removeAll()
        case .setTimeouts(let new): times = new
        case .startDaemon(let daemon): synchronization.append(daemon)
        case .stopDaemon(let role): synchronization.removeAll { $0.role == role }
        case .zero: statistics = TrafficStatistics()
        }
        return nil
    }

    private static func errorNumber(of refusal: ChangeRefusal) -> Int32 {
        switch refusal {
        case .serviceExists, .destinationExists: EEXIST
        case .noService: ESRCH
        case .noDestination: ENOENT
        }
    }
}

/// Two hosts and two services that have names.
struct SimulatedNames: NameService {
    func ipv4Address(ofHost name: String) -> IPv4Address? {
        name == "www.example.org" ? IPv4Address(192, 0, 2, 1) : IPv4Address(name)
    }

    func hostName(of address: IPAddress) -> String? {
        switch address.description {
        case "192.0.2.1": "www.example.org"
        case "192.0.2.2": "a-name-that-is-longer-than-the-column.example.org"
        case "2001:db8::1": "six.example.org"
        default: nil
        }
    }

    func port(ofService name: String, _ transport: TransportProtocol) -> UInt16? {
        name == "http" && transport == .tcp ? 80 : nil
    }

    func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> String? {
        port == 80 && transport == .tcp ? "http" : nil
    }
}

/// The program before a simulated kernel.
final class Console {
    let kernel = SimulatedKernel()
    private(set) var output = ""
    private(set) var error = ""

    /// Runs a command line given as one text; returns the status.
    @discardableResult
    func run(_ line: String, input: String = "", program: String = "ipvsadm") -> Int32 {
        administration(input: { input }, program).run(line.split(separator: " ").map { String($0) })
    }

    /// Runs `ipvs-restore` on what `input` gives when it is read; returns the status.
    @discardableResult
    func replace(input: @escaping () -> String) -> Int32 {
        administration(input: input, "ipvs-restore").replace()
    }

    private func administration(input: @escaping () -> String, _ program: String) -> Administration {
        (output, error) = ("", "")
        var isRead = false
        return Administration(
            Surroundings(
                program: program, names: SimulatedNames(),
                connect: { () throws(IPVSError) -> any KernelTable in self.kernel }, loadModule: {},
                readInput: {
                    defer { isRead = true }
                    return isRead ? [] : Array(input().utf8)
                }, forEachConnection: { _ in },
                output: TextOutput { self.output += String(decoding: $0, as: UTF8.self) },
                error: TextOutput { self.error += String(decoding: $0, as: UTF8.self) }))
    }
}
