public import NetworkTypes

/// What the kernel says of a datagram that has arrived.
public struct Datagram: Equatable, Sendable {
    /// The sender.
    public var source: IPAddress
    /// The address it was sent to; nil if the kernel did not tell.
    public var destination: IPAddress?
    /// The TTL or hop limit; nil if the kernel did not tell.
    public var hopLimit: UInt8?
    /// What it arrived on.
    public var listener: Listener

    /// The metadata of one datagram.
    public init(source: IPAddress, destination: IPAddress?, hopLimit: UInt8?, listener: Listener) {
        self.source = source
        self.destination = destination
        self.hopLimit = hopLimit
        self.listener = listener
    }
}
