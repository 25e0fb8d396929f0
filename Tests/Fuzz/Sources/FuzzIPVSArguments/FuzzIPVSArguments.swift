import IPVSAdministration
import IPVSControl
import LibFuzzer
import NetworkTypes
import VirtualServers

/// Runs the ipvsadm-compatible program on a table in memory.
///
/// A first byte that is even means command lines for `-R`; an odd one means arguments with zero bytes between them.
@main
struct FuzzIPVSArguments {
    static func main() {
        let status = fuzzer_run(CommandLine.argc, CommandLine.unsafeArgv) { data, size in
            FuzzIPVSArguments.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        precondition(status == 0, "the fuzzer ended with \(status)")
    }

    static func run(_ input: [UInt8]) {
        guard let choice = input.first else { return }
        let kernel = MemoryKernel()
        var rest = Array(input.dropFirst())
        var status: Int32
        if choice % 2 == 0 {
            let surroundings = surroundings(kernel) {
                defer { rest = [] }
                return rest
            }
            status = Administration(surroundings).run(["-R"])
        } else {
            let words = rest.split(separator: 0, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            status = Administration(surroundings(kernel) { [] }).run(words)
        }
        precondition([0, 1, 2, 255].contains(status), "status \(status)")
        // What the table holds can be saved, and what is saved can be restored.
        var saved: [UInt8] = []
        status = Administration(surroundings(kernel, output: { saved += $0 }) { [] }).run([
            "-S", "-n", "--all",
        ])
        precondition(status == 0, "saving: status \(status)")
        let copy = MemoryKernel()
        status = Administration(
            surroundings(copy) {
                defer { saved = [] }
                return saved
            }
        ).run(["-R"])
        precondition(
            copy.table.servers.count == kernel.table.servers.count, "a service was lost: status \(status)")
    }

    private static func surroundings(
        _ kernel: MemoryKernel, output: @escaping ([UInt8]) -> Void = { _ in }, input: @escaping () -> [UInt8]
    ) -> Surroundings {
        Surroundings(
            program: "ipvs", names: NoNames(), connect: { () throws(IPVSError) -> any KernelTable in kernel },
            loadModule: {}, readInput: input,
            forEachConnection: { $0("TCP 0A000001 0050 0A000002 0050 0A000003 0050 NONE 60") },
            output: TextOutput(to: output), error: TextOutput { _ in })
    }
}

/// A table in memory.
final class MemoryKernel: KernelTable {
    private(set) var table = VirtualServerTable()

    func version() throws(IPVSError) -> IPVSVersion { IPVSVersion(code: 0x010201, connectionTableSize: 4096) }

    func services() throws(IPVSError) -> [ObservedService] {
        table.servers.map { ObservedService($0.service) }
    }

    func service(_ id: ServiceID) throws(IPVSError) -> ObservedService {
        guard let server = table.servers.first(where: { $0.service.id == id }) else {
            throw IPVSError(.readService(id), errno: 3)
        }
        return ObservedService(server.service)
    }

    func destinations(of id: ServiceID) throws(IPVSError) -> [ObservedDestination] {
        table.servers.first { $0.service.id == id }?.destinations.map { ObservedDestination($0) } ?? []
    }

    func timeouts() throws(IPVSError) -> ConnectionTimeouts {
        ConnectionTimeouts(tcpSeconds: 900, tcpFINSeconds: 120, udpSeconds: 300)
    }

    func daemons() throws(IPVSError) -> [SynchronizationDaemon] { [] }

    func summary(of services: [ObservedService]) -> DestinationSource { { _ in nil } }

    func perform(_ requests: [IPVSRequest]) -> [IPVSError?] {
        requests.map { request in
            switch request {
            case .change(let change):
                do { try table.make(change) } catch { return IPVSError(.request(request), errno: 17) }
            case .flush: table.removeAll()
            default: break
            }
            return nil
        }
    }
}

/// Nobody who knows names.
struct NoNames: NameService {
    func ipv4Address(ofHost name: String) -> IPv4Address? { IPv4Address(name) }
    func hostName(of address: IPAddress) -> String? { nil }
    func port(ofService name: String, _ transport: TransportProtocol) -> UInt16? { nil }
    func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> String? { nil }
}
