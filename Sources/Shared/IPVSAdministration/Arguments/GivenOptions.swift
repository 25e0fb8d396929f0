import NetworkTypes
import VirtualServers

/// What the options of a command line said, before it is known whether they belong together.
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

    /// Notes that an option was given, which may be only once.
    mutating func note(_ name: OptionName) throws(ArgumentError) {
        guard names.insert(name).inserted else { throw .repeated(name.rawValue) }
    }

    func has(_ name: OptionName) -> Bool { names.contains(name) }

    /// Takes the service; IPv6 has a mask of its own from here on.
    mutating func setService(_ id: ServiceID) {
        service = id
        if id.family == .ipv6 { mask = .host(.ipv6) }
    }

    /// The protocol that names of ports belong to so far.
    var transport: TransportProtocol {
        guard case .address(let transport, _, _) = service else { return .tcp }
        return transport
    }
}
