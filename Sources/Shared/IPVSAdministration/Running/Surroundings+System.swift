import IPVSControl
package import NetworkTypes
import SystemCalls
package import VirtualServers

extension Surroundings {
    /// This machine, for a program called `program`.
    public static func system(program: String) -> Self {
        Self(
            program: program, names: SystemNames(),
            connect: { () throws(IPVSError) -> any KernelTable in try IPVSConnection() },
            loadModule: IPVSModule.load,
            // If the input cannot be read further, it ends.
            readInput: { (try? StandardInput.read()) ?? [] },
            forEachConnection: { body in
                // Without the file, the list is empty.
                try? Files.forEachLine(of: "/proc/net/ip_vs_conn") { line in
                    var bytes: [UInt8] = []
                    for index in line.indices { bytes.append(line[index]) }
                    body(String(decoding: bytes, as: UTF8.self))
                }
            },
            output: TextOutput { StandardStream.output.write($0) },
            error: TextOutput { StandardStream.error.write($0) })
    }
}

/// The names that this machine resolves.
package struct SystemNames: NameService {
    /// Uses the C library's name services.
    package init() {}

    package func ipv4Address(ofHost name: String) -> IPv4Address? { NetworkNames.ipv4Address(ofHost: name) }

    package func hostName(of address: IPAddress) -> String? { NetworkNames.hostName(of: address) }

    package func port(ofService name: String, _ transport: TransportProtocol) -> UInt16? {
        NetworkNames.port(ofService: name, protocol: transport.listName.lowercased())
    }

    package func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> String? {
        NetworkNames.serviceName(ofPort: port, protocol: transport.listName.lowercased())
    }
}
