public import NetworkTypes

/// What the kernel told about a received datagram.
public struct ReceivedDatagram: Equatable, Sendable {
    /// The sender.
    public var source: IPAddress
    /// The destination, a group or one of our addresses.
    public var destination: IPAddress
    /// TTL or hop limit, or nil when the kernel did not say.
    public var timeToLive: UInt8?
    /// The interface it arrived on, as an index into `Election.interfaces`.
    public var interface: Int

    /// The facts of one datagram.
    public init(source: IPAddress, destination: IPAddress, timeToLive: UInt8?, interface: Int) {
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.interface = interface
    }
}
