import CLinux
import CNetlink
import Glibc
public import NetworkTypes

/// An address to be put on an interface, or to be taken off.
public struct AddressChange: Equatable, Sendable {
    /// Which of the two.
    public enum Action: Equatable, Sendable {
        /// Put on; `EEXIST` if it is there.
        case add
        /// Taken off; `EADDRNOTAVAIL` if it is not there.
        case remove
    }

    /// What the kernel is told about an address besides its place (`ip-address(8)`).
    public struct Options: OptionSet, Sendable {
        /// The `IFA_F_…` flags.
        public let rawValue: UInt32

        /// The options with these `IFA_F_…` flags.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// No route for the prefix.
        public static let noPrefixRoute = Options(rawValue: UInt32(IFA_F_NOPREFIXROUTE))
        /// The Mobile IPv6 home address.
        public static let home = Options(rawValue: UInt32(IFA_F_HOMEADDRESS))
        /// The kernel makes temporary addresses of this prefix.
        public static let manageTemporaryAddresses = Options(rawValue: UInt32(IFA_F_MANAGETEMPADDR))
        /// The kernel joins the multicast group of this address.
        public static let multicastAutojoin = Options(rawValue: UInt32(IFA_F_MCAUTOJOIN))
    }

    /// Put on or taken off.
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
    /// For how long the address may be chosen as a source; 0 makes it deprecated, nil for ever.
    public var preferredLifetimeSeconds: UInt32?
    /// The further wishes.
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

extension AddressChange {
    /// Appends the message that asks for the change.
    func encode(sequence: UInt32, flags: Int32, into batch: inout MessageBatch) {
        let type = action == .add ? RTM_NEWADDR : RTM_DELADDR
        let creation = action == .add ? NLM_F_CREATE | NLM_F_EXCL : 0
        batch.append(
            type: Int32(type), flags: flags | creation, sequence: sequence
        ) {
            message in
            var header = ifaddrmsg()
            header.ifa_family = UInt8(address.family == .ipv4 ? AF_INET : AF_INET6)
            header.ifa_prefixlen = prefixLength
            header.ifa_scope = scope
            header.ifa_index = UInt32(bitPattern: linkIndex)
            message.append(header)
            message.put(IFA_LOCAL, address.bytes)
            message.put(IFA_ADDRESS, (peer ?? address).bytes)
            guard action == .add else { return }
            if let label { message.put(IFA_LABEL, text: label) }
            if let broadcast { message.put(IFA_BROADCAST, broadcast.bytes) }
            if addressFlags != 0 { message.put(IFA_FLAGS, value: addressFlags) }
            if let preferredLifetimeSeconds {
                var lifetimes = ifa_cacheinfo()
                lifetimes.ifa_prefered = preferredLifetimeSeconds
                lifetimes.ifa_valid = .max
                message.put(IFA_CACHEINFO, value: lifetimes)
            }
        }
    }

    /// A virtual address moves on purpose: looking for its former owner would only delay it.
    private var addressFlags: UInt32 {
        address.family == .ipv6 ? options.rawValue | UInt32(IFA_F_NODAD) : options.rawValue
    }
}
