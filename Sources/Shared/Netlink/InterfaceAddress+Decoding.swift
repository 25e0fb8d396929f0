import CLinux
import CNetlink
import NetworkState
import NetworkTypes

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
        let flags = attributes.number(IFA_FLAGS) ?? UInt32(header.ifa_flags)
        let known: [(Traits, Int32)] = [
            (.isSecondary, IFA_F_SECONDARY), (.isTentative, IFA_F_TENTATIVE),
            (.hasFailedDetection, IFA_F_DADFAILED), (.isDeprecated, IFA_F_DEPRECATED),
            (.isPermanent, IFA_F_PERMANENT), (.hasNoPrefixRoute, IFA_F_NOPREFIXROUTE),
        ]
        self.init(
            linkIndex: Int32(bitPattern: header.ifa_index), address: address,
            prefixLength: header.ifa_prefixlen,
            traits: Traits(known.filter { flags & UInt32($0.1) != 0 }.map(\.0)))
        peer = local != nil && remote != local ? remote : nil
        scope = header.ifa_scope
        label = attributes.text(IFA_LABEL)
        broadcast = attributes.address(IFA_BROADCAST)
        protocolNumber = attributes.byte(IFA_PROTO)
    }
}
