import CLinux
import CNetlink
import Glibc
import NetworkState
import NetworkTypes

extension AddressChange {
    /// Appends the message that requests the change.
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

    /// Without duplicate address detection: a virtual address moves on purpose, and detection would only
    /// delay it.
    private var addressFlags: UInt32 {
        let known: [(Options, Int32)] = [
            (.noPrefixRoute, IFA_F_NOPREFIXROUTE), (.home, IFA_F_HOMEADDRESS),
            (.manageTemporaryAddresses, IFA_F_MANAGETEMPADDR), (.multicastAutojoin, IFA_F_MCAUTOJOIN),
        ]
        var flags: UInt32 = address.family == .ipv6 ? UInt32(IFA_F_NODAD) : 0
        for (option, flag) in known where options.contains(option) { flags |= UInt32(flag) }
        return flags
    }
}
