public import NetworkTypes

/// An address to be added to an interface, or removed from it.
public struct AddressChange: Equatable, Sendable {
    /// Whether to add or remove.
    public enum Action: Equatable, Sendable {
        /// Add; `EEXIST` if it exists.
        case add
        /// Remove; `EADDRNOTAVAIL` if it does not exist.
        case remove
    }

    /// Options of an address (`ip-address(8)`).
    public struct Options: OptionSet, Sendable {
        /// One bit each; the numbers differ from the kernel's.
        public let rawValue: UInt8

        /// The options with these bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// No route for the prefix.
        public static let noPrefixRoute = Options(rawValue: 1)
        /// The Mobile IPv6 home address.
        public static let home = Options(rawValue: 2)
        /// The kernel makes temporary addresses of this prefix.
        public static let manageTemporaryAddresses = Options(rawValue: 4)
        /// The kernel joins the multicast group of this address.
        public static let multicastAutojoin = Options(rawValue: 8)
    }

    /// Whether to add or remove it.
    public var action: Action
    /// The address.
    public var address: IPAddress
    /// The length of its prefix in bits.
    public var prefixLength: UInt8
    /// The number of the interface.
    public var linkIndex: Int32
    /// The label of an IPv4 address; it begins with the interface's name.
    public var label: String?
    /// An `RT_SCOPE_…` number.
    public var scope: UInt8
    /// The broadcast address of an IPv4 network.
    public var broadcast: IPAddress?
    /// The address of the other end.
    public var peer: IPAddress?
    /// How long the address may be chosen as a source; 0 makes it deprecated; nil: forever.
    public var preferredLifetimeSeconds: UInt32?
    /// Its options.
    public var options: Options

    /// A change of this address on the interface `linkIndex`.
    public init(
        _ action: Action, address: IPAddress, prefixLength: UInt8, linkIndex: Int32, label: String? = nil,
        scope: UInt8 = 0, broadcast: IPAddress? = nil, peer: IPAddress? = nil,
        preferredLifetimeSeconds: UInt32? = nil, options: Options = []
    ) {
        self.action = action
        self.address = address
        self.prefixLength = prefixLength
        self.linkIndex = linkIndex
        self.label = label
        self.scope = scope
        self.broadcast = broadcast
        self.peer = peer
        self.preferredLifetimeSeconds = preferredLifetimeSeconds
        self.options = options
    }
}
