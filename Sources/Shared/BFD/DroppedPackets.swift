/// How many packets were dropped, by reason.
public struct DroppedPackets: Equatable, Sendable {
    /// No BFD packet, or one that nobody may act on: `BFDPacketError`.
    public internal(set) var malformed = 0
    /// Too many routers on the way, or a TTL that the kernel did not tell (RFC 5881 §5).
    public internal(set) var tooFar = 0
    /// For no session: an unknown Your Discriminator, or an unknown neighbor.
    public internal(set) var unknownSession = 0
    /// With authentication, which no session has (RFC 5880 §6.8.6).
    public internal(set) var authenticated = 0

    /// None yet.
    public init() {}

    /// All of them.
    public var total: Int { malformed + tooFar + unknownSession + authenticated }
}
