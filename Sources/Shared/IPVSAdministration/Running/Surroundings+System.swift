import IPVSControl
package import NetworkTypes
import SystemCalls
package import VirtualServers

extension Surroundings {
    /// This machine, for a program called as `program`.
    public static func system(program: String) -> Self {
        Self(
            program: program, names: SystemNames(),
            connect: { () throws(IPVSError) -> any KernelTable in try IPVSConnection() },
            loadModule: IPVSModule.load,
            // A table that cannot be read on is at its end.
            readInput: { (try? StandardInput.read()) ?? [] },
            forEachConnection: { body in
                // Without the file there are no connections to show.
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

/// The names that this machine knows.
package struct SystemNames: NameService {
    /// The names of the C library's name services.
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
