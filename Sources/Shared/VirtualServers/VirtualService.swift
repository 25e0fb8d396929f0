public import NetworkTypes

/// The part of a client's address that matters for persistence: clients that are equal under the mask get the same
/// server.
public enum ClientMask: Hashable, Sendable {
    /// The significant bits; the kernel accepts any mask.
    case ipv4(IPv4Address)
    /// The number of significant leading bits, 1 to 128.
    case ipv6(prefixLength: UInt8)

    /// The mask that covers the whole address.
    public static func host(_ family: AddressFamily) -> Self {
        switch family {
        case .ipv4: .ipv4(IPv4Address(bits: .max))
        case .ipv6: .ipv6(prefixLength: 128)
        }
    }
}

/// The flags of a service (`IP_VS_SVC_F_*`).
public struct ServiceFlags: OptionSet, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// The flags with the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// A client keeps its server (`-p`).
    public static let persistent = Self(rawValue: 0x1)
    /// Every datagram is scheduled anew (`-o`).
    public static let onePacket = Self(rawValue: 0x4)
    /// The scheduler's first flag: `sh-fallback`, `mh-fallback`.
    public static let scheduler1 = Self(rawValue: 0x8)
    /// The scheduler's second flag: `sh-port`, `mh-port`.
    public static let scheduler2 = Self(rawValue: 0x10)
    /// The scheduler's third flag.
    public static let scheduler3 = Self(rawValue: 0x20)

    /// The flags that can be configured. The kernel has more, which it sets itself.
    public static let settable: Self = [.persistent, .onePacket, .scheduler1, .scheduler2, .scheduler3]
}

/// A virtual service as it is configured, without its servers.
public struct VirtualService: Hashable, Sendable {
    /// The default scheduler of ipvsadm and the kernel.
    public static let defaultScheduler = "wlc"
    /// The default of `-p`, in seconds.
    public static let defaultPersistenceSeconds: UInt32 = 360

    /// Its identity.
    public var id: ServiceID
    /// The name of the scheduler, at most 15 bytes: `rr`.
    public var scheduler: String
    /// Its flags.
    public var flags: ServiceFlags
    /// How long a client keeps its server after its last connection, in seconds; without `.persistent` it has
    /// no effect.
    public var persistenceSeconds: UInt32
    /// The part of the client's address that persistence uses.
    public var clientMask: ClientMask
    /// The name of the persistence engine, such as `sip`.
    public var persistenceEngine: String?

    /// A service; by default it is not persistent.
    public init(
        _ id: ServiceID, scheduler: String = defaultScheduler, flags: ServiceFlags = [],
        persistenceSeconds: UInt32 = 0, clientMask: ClientMask? = nil, persistenceEngine: String? = nil
    ) {
        self.id = id
        self.scheduler = scheduler
        self.flags = flags
        self.persistenceSeconds = persistenceSeconds
        self.clientMask = clientMask ?? .host(id.family)
        self.persistenceEngine = persistenceEngine
    }
}
