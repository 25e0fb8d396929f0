public import NetworkTypes

/// What an operator says of one BFD session (keepalived: `bfd_instance`).
public struct SessionSettings: Equatable, Sendable {
    /// The name that trackers know it by; unique.
    public var name: String
    /// The other system.
    public var neighbor: IPAddress
    /// The address to speak from; nil: the one that the route to the neighbor has.
    public var source: IPAddress?
    /// bfd.RequiredMinRxInterval: 1 ms to 4,294,967 ms.
    public var requiredMinRxInterval: Duration = .milliseconds(10)
    /// bfd.DesiredMinTxInterval while Up: 1 ms to 4,294,967 ms.
    public var desiredMinTxInterval: Duration = .milliseconds(10)
    /// bfd.DesiredMinTxInterval while not Up: at least 1 s (RFC 5880 §6.8.3), at most 4,294,967 ms.
    public var idleTxInterval: Duration = .seconds(1)
    /// bfd.DetectMult: 1 to 255.
    public var detectionMultiplier: UInt8 = 5
    /// The passive role: silent until the neighbor is heard.
    public var isPassive = false
    /// The TTL or hop limit of what is sent, and what is expected of the neighbor's packets.
    public var hopLimit: UInt8
    /// By how much less a received packet may arrive with; 255 turns the check off.
    public var maximumHops: UInt8 = 0
    /// Whether there are routers on the way: port 4784 (RFC 5883) rather than 3784 (RFC 5881).
    public var isMultihop = false

    /// The TTL of RFC 5881 §5, and the hop limit that keepalived has for IPv6.
    public static func usualHopLimit(_ family: AddressFamily) -> UInt8 { family == .ipv4 ? 255 : 64 }

    /// A session with that neighbor, and keepalived's defaults.
    public init(name: String, neighbor: IPAddress) {
        self.name = name
        self.neighbor = neighbor
        hopLimit = Self.usualHopLimit(neighbor.family)
    }

    /// The least TTL or hop limit of a packet that is accepted.
    public var minimumReceivedHopLimit: UInt8 { maximumHops >= hopLimit ? 0 : hopLimit - maximumHops }

    /// What the session is sent through.
    public var endpoint: SessionEndpoint {
        SessionEndpoint(neighbor: neighbor, source: source, hopLimit: hopLimit, isMultihop: isMultihop)
    }

    /// The socket that its packets arrive on.
    public var listener: Listener { Listener(family: neighbor.family, isMultihop: isMultihop) }
}

/// A socket that one session sends through.
public struct SessionEndpoint: Hashable, Sendable {
    /// Where packets go.
    public let neighbor: IPAddress
    /// The address they come from; nil: the kernel chooses.
    public let source: IPAddress?
    /// Their TTL or hop limit.
    public let hopLimit: UInt8
    /// Which port they go to.
    public let isMultihop: Bool

    /// The port of the listener that they are for.
    public var port: UInt16 { Listener.port(isMultihop: isMultihop) }
    /// Where the source port of a session must be, the same for as long as it lives (RFC 5881 §4).
    public static let sourcePorts: ClosedRange<UInt16> = 49152...65535
}

/// A socket that packets of all sessions of one kind arrive on.
public struct Listener: Hashable, Sendable {
    /// The family of the addresses.
    public let family: AddressFamily
    /// Which port it is.
    public let isMultihop: Bool

    /// The listener of that family and kind.
    public init(family: AddressFamily, isMultihop: Bool) {
        self.family = family
        self.isMultihop = isMultihop
    }

    /// All there can be.
    public static let all = [AddressFamily.ipv4, .ipv6].flatMap { family in
        [false, true].map { Listener(family: family, isMultihop: $0) }
    }

    /// The UDP port.
    public var port: UInt16 { Self.port(isMultihop: isMultihop) }

    /// 3784 for one hop (RFC 5881 §4), 4784 for several (RFC 5883 §5).
    static func port(isMultihop: Bool) -> UInt16 { isMultihop ? 4784 : 3784 }
}
