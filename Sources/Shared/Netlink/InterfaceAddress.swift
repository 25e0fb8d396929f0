import CLinux
import CNetlink
public import NetworkTypes

/// An address on an interface, as the kernel describes it.
public struct InterfaceAddress: Hashable, Sendable {
    /// The interface's number.
    public let linkIndex: Int32
    /// The address of this machine.
    public let address: IPAddress
    /// The length of the network's prefix in bits.
    public let prefixLength: UInt8
    /// How far the address is valid: an `RT_SCOPE_…` number, 0 for everywhere, 253 for the link, 254 for the host.
    public let scope: UInt8
    /// The label of an IPv4 address, such as `eth0:1`.
    public let label: String?
    /// The network's broadcast address.
    public let broadcast: IPAddress?
    /// The other end's address on a link of two, if it differs from ours.
    public let peer: IPAddress?
    /// Its `IFA_F_…` flags.
    public let flags: UInt32
    /// Who set the address: an `IFAPROT_…` number, if the kernel knows (Linux 5.18).
    public let protocolNumber: UInt8?

    /// Whether another IPv4 address of the same network came first, and takes this one along when it goes.
    public var isSecondary: Bool { flags & UInt32(IFA_F_SECONDARY) != 0 }
    /// Whether duplicate address detection is not over yet.
    public var isTentative: Bool { flags & UInt32(IFA_F_TENTATIVE) != 0 }
    /// Whether duplicate address detection found another owner.
    public var isDADFailed: Bool { flags & UInt32(IFA_F_DADFAILED) != 0 }
    /// Whether the address is not to be chosen as a source any more.
    public var isDeprecated: Bool { flags & UInt32(IFA_F_DEPRECATED) != 0 }
    /// Whether the address stays until it is removed.
    public var isPermanent: Bool { flags & UInt32(IFA_F_PERMANENT) != 0 }
}

extension InterfaceAddress {
    /// Reads an `RTM_NEWADDR` or `RTM_DELADDR` message; nil if it is malformed.
    init?(_ message: borrowing ReceivedMessage) {
        guard let header = message.header(as: ifaddrmsg.self),
            let attributes = message.attributes(
                headerLength: MemoryLayout<ifaddrmsg>.size, highest: Int(__IFA_MAX) - 1)
        else { return nil }
        // On a link of two, IFA_LOCAL is ours and IFA_ADDRESS the other end's.
        let local = attributes.address(IFA_LOCAL)
        let remote = attributes.address(IFA_ADDRESS)
        guard let address = local ?? remote else { return nil }
        self.address = address
        peer = local != nil && remote != local ? remote : nil
        linkIndex = Int32(bitPattern: header.ifa_index)
        prefixLength = header.ifa_prefixlen
        scope = header.ifa_scope
        label = attributes.text(IFA_LABEL)
        broadcast = attributes.address(IFA_BROADCAST)
        flags = attributes.number(IFA_FLAGS) ?? UInt32(header.ifa_flags)
        protocolNumber = attributes.byte(IFA_PROTO)
    }
}
