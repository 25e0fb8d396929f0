import IPVSAdministration
import NetworkTypes
import VirtualServers
enum RestoreLine { static func words(_ t: String) -> [String] { t.split(separator: " ").map(String.init) } }
struct SystemNames: NameService {
    func ipv4Address(ofHost name: String) -> IPv4Address? { nil }
    func hostName(of address: IPAddress) -> String? { nil }
    func port(ofService name: String, _ transport: TransportProtocol) -> UInt16? { nil }
    func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> String? { nil }
}
