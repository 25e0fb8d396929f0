public import NetworkTypes

/// A received datagram's metadata from the kernel.
public struct ReceivedDatagram: Equatable, Sendable {
    /// The sender.
    public var source: IPAddress
    /// The destination, a group or one of our addresses.
    public var destination: IPAddress
    /// The TTL or hop limit, or nil if the kernel did not report it.
    public var timeToLive: UInt8?
    /// The interface it arrived on, as an index into `Election.interfaces`.
    public var interface: Int

    /// The metadata of one datagram.
    public init(source: IPAddress, destination: IPAddress, timeToLive: UInt8?, interface: Int) {
        self.source = source
        self.destination = destination
        self.timeToLive = timeToLive
        self.interface = interface
    }
}
