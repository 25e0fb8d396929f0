public import NetworkTypes

/// An address on an interface, as the kernel describes it.
public struct InterfaceAddress: Hashable, Sendable {
    /// What can be said of an address with yes or no.
    public struct Traits: OptionSet, Hashable, Sendable {
        /// One bit each; the kernel's numbers are others.
        public let rawValue: UInt8

        /// The traits with these bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Another IPv4 address of the same network came first, and takes this one along when it goes.
        public static let isSecondary = Traits(rawValue: 1)
        /// Duplicate address detection is not over yet.
        public static let isTentative = Traits(rawValue: 2)
        /// Duplicate address detection found another owner.
        public static let hasFailedDetection = Traits(rawValue: 4)
        /// It is not to be chosen as a source any more.
        public static let isDeprecated = Traits(rawValue: 8)
        /// It stays until it is removed.
        public static let isPermanent = Traits(rawValue: 16)
        /// The kernel made no route for its prefix.
        public static let hasNoPrefixRoute = Traits(rawValue: 32)
    }

    /// The interface's number.
    public var linkIndex: Int32
    /// The address of this machine.
    public var address: IPAddress
    /// The length of the network's prefix in bits.
    public var prefixLength: UInt8
    /// How far the address is valid: an `RT_SCOPE_…` number, 0 for everywhere, 253 for the link, 254 for the host.
    public var scope: UInt8 = 0
    /// The label of an IPv4 address, such as `eth0:1`.
    public var label: String?
    /// The network's broadcast address.
    public var broadcast: IPAddress?
    /// The other end's address on a link of two, if it differs from ours.
    public var peer: IPAddress?
    /// What it is and can.
    public var traits: Traits
    /// Who set the address: an `IFAPROT_…` number, if the kernel knows (Linux 5.18).
    public var protocolNumber: UInt8?

    /// An address on the interface `linkIndex`.
    public init(linkIndex: Int32, address: IPAddress, prefixLength: UInt8, traits: Traits = .isPermanent) {
        self.linkIndex = linkIndex
        self.address = address
        self.prefixLength = prefixLength
        self.traits = traits
    }
}
