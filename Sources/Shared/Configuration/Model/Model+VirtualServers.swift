public import NetworkTypes
public import VirtualServers

/// `virtual_server`: a service, and the real servers that the kernel balances it among.
public struct VirtualServerDefinition: Equatable, Sendable {
    /// Its name; the model has at most one virtual server of each name.
    public var name: ServiceName
    /// The family of its servers, except those reached through a tunnel, and of a group's marks without a
    /// family. keepalived: `ip_family`, else the family of its address or of its first server.
    public var family: AddressFamily
    /// `lb_algo` (`lvs_sched`).
    public var scheduler = VirtualService.defaultScheduler
    /// `ops`, `sh-port`, `flag-1` and so on, and persistence.
    public var flags: ServiceFlags = []
    /// `persistence_timeout` in seconds; 0 without `.persistent`.
    public var persistenceSeconds: UInt32 = 0
    /// `persistence_granularity`.
    public var clientMask: ClientMask
    /// `persistence_engine`, at most 15 bytes.
    public var persistenceEngine: String?
    /// `ha_suspend`: no checks while its address is not on this host.
    public var suspendsWithoutAddress = false
    /// `omega`: run the down scripts when the daemon stops.
    public var notifiesAtEnd = false
    /// `quorum`: the weight of healthy servers that it needs, 1 to 4,294,967,295.
    public var quorum: UInt32 = 1
    /// `hysteresis`, less than `quorum`.
    public var hysteresis: UInt32 = 0
    /// `quorum_up`.
    public var quorumUp: Command?
    /// `quorum_down`.
    public var quorumDown: Command?
    /// `sorry_server`.
    public var sorryServer: SorryServer?
    /// `smtp_alert`; defaults to `smtp_alert_checker`, then to the global `smtp_alert`, then to off.
    public var alertsByMail = false
    /// `snmp_name`. SNMP is not supported yet.
    public var managementName: String?
    /// `real_server`, in the order of the file; at least one, and no two with the same `id`.
    public var realServers: [RealServerDefinition] = []

    /// A virtual server with keepalived's defaults, without servers.
    public init(_ name: ServiceName, family: AddressFamily) {
        self.name = name
        self.family = family
        clientMask = .host(family)
    }

    /// Whether one of its servers can serve a service of this family: those of the other family need a
    /// tunnel.
    func serves(_ family: AddressFamily) -> Bool {
        family == self.family || realServers.contains { $0.destination.method == .tunnel }
    }

    /// The kernel's configuration of one of its services, as `Model.services(of:)` names them.
    public func service(_ id: ServiceID) -> VirtualService {
        // A group may have services of both families; its mask is the default.
        VirtualService(
            id, scheduler: scheduler, flags: flags, persistenceSeconds: persistenceSeconds,
            clientMask: id.family == family ? clientMask : .host(id.family),
            persistenceEngine: persistenceEngine)
    }
}

/// `real_server`.
public struct RealServerDefinition: Equatable, Sendable {
    /// Its address, port, forwarding, weight and thresholds. Where packets keep their port (without NAT), and
    /// where no port is written, the port is the service's, or 0 for a firewall mark; in a group it is the
    /// written one, or 0.
    public var destination: Destination
    /// The default port of its checkers: the written one, else the one that all services share; 0 if there is
    /// none.
    public var checkPort: UInt16
    /// `inhibit_on_failure`: weight 0 instead of removal.
    public var inhibitsOnFailure = false
    /// `alpha`: it is down until its checkers succeed.
    public var startsDown = false
    /// `notify_up`.
    public var notifyUp: Command?
    /// `notify_down`.
    public var notifyDown: Command?
    /// `smtp_alert`; defaults as that of the virtual server does, but to on at last.
    public var alertsByMail = true
    /// `snmp_name`. SNMP is not supported yet.
    public var managementName: String?
    /// Its checkers, in the order of the file. It is up if all of them are; without any it is always up.
    public var checkers: [Checker] = []

    /// A server with keepalived's defaults.
    public init(_ destination: Destination) {
        self.destination = destination
        checkPort = destination.id.port
    }
}

/// `virtual_server_group`.
public struct VirtualServerGroup: Equatable, Sendable {
    /// A line of the block.
    public enum Member: Hashable, Sendable {
        /// The addresses from the first to the last, both of one family; port 0 stands for every port.
        case addresses(first: IPAddress, last: IPAddress, port: UInt16)
        /// A mark, 1 to 4,294,967,295; the family defaults to that of the virtual server.
        case firewallMark(UInt32, AddressFamily?)
    }

    /// The most addresses that a line may stand for.
    public static let addressLimit = 65_536

    /// The block's name.
    public var name: String
    /// The lines: at least one, no two of them equal.
    public var members: [Member]

    /// A group of these members.
    public init(name: String, members: [Member]) {
        self.name = name
        self.members = members
    }

    /// The services that the group stands for, each once, in the order of the lines. Ranges are kept as
    /// ranges: a group may stand for very many.
    public func services(_ transport: TransportProtocol, markFamily: AddressFamily) -> [ServiceID] {
        var known: Set<ServiceID> = []
        var services: [ServiceID] = []
        for member in members {
            let added: [ServiceID] =
                switch member {
                case .addresses(let first, let last, let port):
                    Self.addresses(first, last).map { .address(transport, $0, port: port) }
                case .firewallMark(let mark, let family): [.firewallMark(mark, family ?? markFamily)]
                }
            services += added.filter { known.insert($0).inserted }
        }
        return services
    }

    private static func addresses(_ first: IPAddress, _ last: IPAddress) -> [IPAddress] {
        switch (first, last) {
        case (.ipv4(let first), .ipv4(let last)) where first <= last:
            (first.bits...last.bits).prefix(addressLimit).map { .ipv4(IPv4Address(bits: $0)) }
        case (.ipv6(let first), .ipv6(let last)) where first <= last:
            (0...min(last.bits - first.bits, UInt128(addressLimit - 1))).map {
                .ipv6(IPv6Address(bits: first.bits + $0))
            }
        default: []
        }
    }
}

/// `SSL`: the certificate that TLS checkers present, and the authorities that they trust.
public struct TLSMaterial: Equatable, Sendable {
    /// `password` of the key: a secret.
    public var password: String?
    /// `ca`: the path of the authorities' certificates.
    public var authorities: String?
    /// `certificate`: the path of the client's certificate.
    public var certificate: String?
    /// `key`: the path of the client's private key.
    public var key: String?

    /// Neither certificate nor authorities.
    public init() {}
}

extension Model {
    /// The services that a virtual server of this model stands for, each once; those that no server of it can
    /// serve are left out, so that the kernel does not take packets that it can only drop.
    public func services(of server: VirtualServerDefinition) -> [ServiceID] {
        switch server.name {
        case .service(let id): [id]
        case .group(let name, let transport):
            virtualServerGroups.first { $0.name == name }?
                .services(transport, markFamily: server.family).filter { server.serves($0.family) } ?? []
        }
    }
}
