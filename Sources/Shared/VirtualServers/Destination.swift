/// How packets reach a server (`IP_VS_CONN_F_*`).
public enum ForwardingMethod: UInt8, Hashable, Sendable {
    /// Address translation (`-m`).
    case masquerade = 0
    /// Local delivery; chosen by the kernel.
    case local = 1
    /// Encapsulation (`-i`).
    case tunnel = 2
    /// Direct routing (`-g`).
    case route = 3
    /// Bypass of the servers; chosen by the kernel.
    case bypass = 4
}

/// How a tunnelled packet is wrapped.
public struct Tunnel: Hashable, Sendable {
    /// The kind of encapsulation (`--tun-type`).
    public enum Kind: UInt8, Hashable, Sendable {
        /// IP in IP.
        case ipip = 0
        /// Generic UDP encapsulation.
        case gue = 1
        /// Generic routing encapsulation.
        case gre = 2
    }

    /// What protects the wrapped packet (`--tun-csum`, `--tun-remcsum`).
    public enum Checksum: UInt16, Hashable, Sendable {
        /// Nothing (`--tun-nocsum`).
        case none = 0
        /// A checksum of the outer packet.
        case outer = 1
        /// Remote checksum offload.
        case remote = 2
    }

    /// The kind of encapsulation.
    public var kind: Kind
    /// The UDP port of `gue`; 0 for the others.
    public var port: UInt16
    /// What protects the packet.
    public var checksum: Checksum

    /// A tunnel; defaults to plain IP in IP.
    public init(_ kind: Kind = .ipip, port: UInt16 = 0, checksum: Checksum = .none) {
        self.kind = kind
        self.port = port
        self.checksum = checksum
    }
}

/// A server of a virtual service as it is configured (the kernel calls it a destination).
public struct Destination: Hashable, Sendable {
    /// Its identity within its service.
    public var id: DestinationID
    /// How packets reach it.
    public var method: ForwardingMethod
    /// Its share of the connections, 0 to 2,147,483,647; with 0 it gets no new ones.
    public var weight: UInt32
    /// The number of connections at which it gets no new ones; 0 for no limit.
    public var upperThreshold: UInt32
    /// The number of connections below which it gets new ones again; 0 for three quarters of the upper threshold.
    public var lowerThreshold: UInt32
    /// How packets are wrapped; used only with `.tunnel`.
    public var tunnel: Tunnel

    /// A server; defaults to no thresholds.
    public init(
        _ id: DestinationID, method: ForwardingMethod = .route, weight: UInt32 = 1,
        upperThreshold: UInt32 = 0, lowerThreshold: UInt32 = 0, tunnel: Tunnel = Tunnel()
    ) {
        self.id = id
        self.method = method
        self.weight = weight
        self.upperThreshold = upperThreshold
        self.lowerThreshold = lowerThreshold
        self.tunnel = tunnel
    }
}
