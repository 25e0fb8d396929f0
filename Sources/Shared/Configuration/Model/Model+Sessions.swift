public import BFD
public import NetworkTypes

/// `bfd_instance`.
public struct BFDInstance: Equatable, Sendable {
    /// The settings that the session uses.
    public var session: SessionSettings
    /// `weight`: that of lines of `track_bfd` which have none.
    public var weight = 0
    /// `reverse` after it.
    public var isReversed = false
    /// Whether virtual routers may track it: neither `vrrp` nor `checker` is given, or `vrrp` is.
    public var isForRouters = true
    /// Whether checkers may: neither is given, or `checker` is.
    public var isForCheckers = true

    /// A session with keepalived's defaults.
    public init(_ session: SessionSettings) {
        self.session = session
    }

    /// The block's name.
    public var name: String { session.name }
    /// `neighbor_ip`.
    public var neighbor: IPAddress { session.neighbor }
}
