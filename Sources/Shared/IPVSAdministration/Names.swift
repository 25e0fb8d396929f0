public import NetworkTypes
public import VirtualServers

/// Resolves the names of hosts and services.
public protocol NameService {
    /// The IPv4 address of a host: a name, or any of the numeric forms of `inet_aton(3)`.
    func ipv4Address(ofHost name: String) -> IPv4Address?
    /// The name of the host at an address.
    func hostName(of address: IPAddress) -> String?
    /// The port of a service.
    func port(ofService name: String, _ transport: TransportProtocol) -> UInt16?
    /// The name of the service at a port.
    func serviceName(ofPort port: UInt16, _ transport: TransportProtocol) -> String?
}
