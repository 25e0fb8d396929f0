/// The name of a virtual server in a configuration.
public enum ServiceName: Hashable, Sendable, CustomStringConvertible {
    /// `virtual_server ADDRESS PORT`, `virtual_server fwmark NUMBER`
    case service(ServiceID)
    /// `virtual_server group NAME`, and its `protocol`.
    case group(String, TransportProtocol)

    /// keepalived's text, in logs and notifications: `[192.0.2.1]:tcp:80`, `FWM 7`, `[NAME]:0`.
    public var description: String {
        switch self {
        case .service(.address(let transport, let address, let port)): "[\(address)]:\(transport):\(port)"
        case .service(.firewallMark(let mark, _)): "FWM \(mark)"
        case .group(let name, _): "[\(name)]:0"
        }
    }

    fileprivate var transportText: String {
        switch self {
        case .service(.address(let transport, _, _)), .group(_, let transport): "\(transport)"
        case .service(.firewallMark): "none"
        }
    }
}

/// A server of a virtual server. A server of several virtual servers has several names.
public struct ServerName: Hashable, Sendable, CustomStringConvertible {
    /// The server.
    public var server: DestinationID
    /// The virtual server that it belongs to.
    public var service: ServiceName

    /// The server of this service.
    public init(_ server: DestinationID, of service: ServiceName) {
        self.server = server
        self.service = service
    }

    /// keepalived's text of the server alone: `[10.0.0.1]:tcp:80`.
    public var description: String { "[\(server.address)]:\(service.transportText):\(server.port)" }
}
