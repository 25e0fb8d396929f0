public import NetworkTypes

/// A network interface, as the kernel describes it.
public struct Link: Equatable, Sendable {
    /// The flags of a link.
    public struct Traits: OptionSet, Hashable, Sendable {
        /// One bit each; the numbers differ from the kernel's.
        public let rawValue: UInt8

        /// The traits with these bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// It is set up (`IFF_UP`).
        public static let isUp = Traits(rawValue: 1)
        /// It can carry packets: up, with carrier (`IFF_RUNNING`).
        public static let isRunning = Traits(rawValue: 2)
        /// It is a loopback (`IFF_LOOPBACK`).
        public static let isLoopback = Traits(rawValue: 4)
        /// Neighbours are not asked for their link-layer address (`IFF_NOARP`).
        public static let hasNoARP = Traits(rawValue: 8)
        /// It carries multicast (`IFF_MULTICAST`).
        public static let supportsMulticast = Traits(rawValue: 16)
        /// It connects exactly two hosts (`IFF_POINTOPOINT`).
        public static let isPointToPoint = Traits(rawValue: 32)
    }

    /// The kernel's number for it, from 1.
    public var index: Int32
    /// Its name, such as `eth0`.
    public var name: String
    /// Its flags.
    public var traits: Traits
    /// Its Ethernet address, if it has one of 48 bits.
    public var macAddress: MACAddress?
    /// The largest packet it carries, in bytes.
    public var mtu: UInt32 = 1500
    /// What kind of hardware it is: an `ARPHRD_…` number, 1 for Ethernet.
    public var hardwareType: UInt16 = 1
    /// The number of the interface that it is based on or paired with (macvlan, VLAN, veth), if any.
    public var parentIndex: Int32?
    /// The number of the bridge, bond or VRF it is enslaved to, if any.
    public var masterIndex: Int32?

    /// An Ethernet link.
    public init(index: Int32, name: String, traits: Traits, macAddress: MACAddress? = nil) {
        self.index = index
        self.name = name
        self.traits = traits
        self.macAddress = macAddress
    }

    /// Whether it can carry packets: set up, and with carrier.
    public var canCarry: Bool { traits.contains([.isUp, .isRunning]) }
}
