public import NetworkTypes

/// An address on an interface, as the kernel describes it.
public struct InterfaceAddress: Hashable, Sendable {
    /// The flags of an address.
    public struct Traits: OptionSet, Hashable, Sendable {
        /// One bit each; the numbers differ from the kernel's.
        public let rawValue: UInt8

        /// The traits with these bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Another IPv4 address of the same network was added first; the kernel removes this one with it.
        public static let isSecondary = Traits(rawValue: 1)
        /// Duplicate address detection has not finished.
        public static let isTentative = Traits(rawValue: 2)
        /// Duplicate address detection found the address on another host.
        public static let hasFailedDetection = Traits(rawValue: 4)
        /// It is no longer chosen as a source.
        public static let isDeprecated = Traits(rawValue: 8)
        /// It stays until it is removed.
        public static let isPermanent = Traits(rawValue: 16)
        /// The kernel added no route for its prefix.
        public static let hasNoPrefixRoute = Traits(rawValue: 32)
    }

    /// The interface's number.
    public var linkIndex: Int32
    /// The address of this machine.
    public var address: IPAddress
    /// The length of the network's prefix in bits.
    public var prefixLength: UInt8
    /// How far the address is valid: an `RT_SCOPE_…` number, 0 for everywhere, 253 for the link, 254 for the
    /// host.
    public var scope: UInt8 = 0
    /// The label of an IPv4 address, such as `eth0:1`.
    public var label: String?
    /// The network's broadcast address.
    public var broadcast: IPAddress?
    /// The peer's address on a point-to-point link, if it differs from ours.
    public var peer: IPAddress?
    /// Its flags.
    public var traits: Traits
    /// The origin of the address: an `IFAPROT_…` number, if the kernel reports it (Linux 5.18).
    public var protocolNumber: UInt8?

    /// An address on the interface `linkIndex`.
    public init(linkIndex: Int32, address: IPAddress, prefixLength: UInt8, traits: Traits = .isPermanent) {
        self.linkIndex = linkIndex
        self.address = address
        self.prefixLength = prefixLength
        self.traits = traits
    }
}
