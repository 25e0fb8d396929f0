import NetworkTypes
import VirtualServers

/// The options of a command line, before it is known whether they go together.
struct GivenOptions {
    private(set) var names: Set<OptionName> = []
    var service: ServiceID?
    var serviceFlags: ServiceFlags = []
    var scheduler = ""
    var schedulerFlags = ""
    var persistenceSeconds: UInt32 = 0
    var mask: ClientMask = .host(.ipv4)
    var engine = ""
    var server: DestinationID?
    var method: ForwardingMethod?
    var weight: UInt32 = 1
    var upperThreshold: UInt32 = 0
    var lowerThreshold: UInt32 = 0
    var tunnel = Tunnel()
    var daemon = SynchronizationDaemon(.master, interface: "eth0")

    /// Notes an option; throws if it was given before.
    mutating func note(_ name: OptionName) throws(ArgumentError) {
        guard names.insert(name).inserted else { throw .repeated(name.rawValue) }
    }

    func has(_ name: OptionName) -> Bool { names.contains(name) }

    /// Sets the service, and with IPv6 the default mask.
    mutating func setService(_ id: ServiceID) {
        service = id
        if id.family == .ipv6 { mask = .host(.ipv6) }
    }

    /// The protocol in which names of ports are looked up.
    var transport: TransportProtocol {
        guard case .address(let transport, _, _) = service else { return .tcp }
        return transport
    }
}
