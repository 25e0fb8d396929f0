import ConfigurationSyntax
import Election
import NetworkTypes

extension Interpreter {
    /// The most addresses in an advertisement: VRRP counts them in one byte.
    private static let addressLimit = 255

    /// Makes the addresses of an instance.
    mutating func applyAddresses(_ draft: InstanceDraft, isStrict: Bool, to made: inout VRRPInstance) {
        var missing: Set<String> = []
        made.addresses = draft.addresses.compactMap { address($0, made.interface, &missing) }
        made.excludedAddresses = draft.excludedAddresses.compactMap { address($0, made.interface, &missing) }
        for name in missing.sorted() {
            made.election.addFault("there is no interface '\(name)' for its addresses")
        }
        limitAddresses(draft, to: &made)
        made.election.addresses = made.addresses.map(\.address)
        made.election.announcedAddressCount = made.allAddresses.count
        guard draft.addresses.isEmpty, !draft.hadBadAddress else {
            return checkFirstAddress(draft, made, isStrict)
        }
        let isMeant = draft.given[InstanceSettingRows.hasNoAddresses] != nil
        if isStrict || made.election.version == .v3, !isMeant || isStrict {
            let why = isStrict ? "strict mode" : "VRRP version 3"
            made.election.addFault("no virtual address")
            report(
                .error, "the instance '\(draft.name)' has no virtual address, which \(why) requires", at: 1,
                of: draft.statement, suggestion: "virtual_ipaddress { ADDRESS/LENGTH }")
        } else if !isMeant {
            report(
                .warning, "the instance '\(draft.name)' has no virtual address", at: 1, of: draft.statement,
                suggestion: "virtual_ipaddress { ADDRESS/LENGTH }, or no_virtual_ipaddress if that is meant")
        }
    }

    private mutating func checkFirstAddress(_ draft: InstanceDraft, _ made: VRRPInstance, _ isStrict: Bool) {
        guard isStrict, made.family == .ipv6, case .ipv6(let first)? = made.addresses.first?.address,
            !first.isLinkLocal, let statement = draft.addresses.first?.statement
        else { return }
        report(.error, "strict mode: the first IPv6 address must be link-local", at: 0, of: statement)
    }

    /// Moves addresses that do not fit into an advertisement to the excluded ones, which are added but not
    /// advertised.
    private mutating func limitAddresses(_ draft: InstanceDraft, to made: inout VRRPInstance) {
        var limit = Self.addressLimit
        var why = "VRRP advertises at most 255 addresses"
        if let mtu = interfaceFacts(made.interface)?.mtuBytes {
            let headers = made.family == .ipv6 ? 48 : made.election.version == .v2 ? 36 : 28
            let fitting = max((mtu - headers) / made.family.addressLengthBytes, 1)
            if fitting < limit {
                limit = fitting
                why = "an advertisement of \(mtu) bytes holds at most \(fitting) addresses"
            }
        }
        guard made.addresses.count > limit else { return }
        let moved = made.addresses[limit...]
        report(
            .warning, "\(why): \(moved.count) of \(made.addresses.count) are set but not advertised", at: 0,
            of: draft.addresses[limit].statement, suggestion: "move them to virtual_ipaddress_excluded")
        made.excludedAddresses.insert(contentsOf: moved, at: 0)
        made.addresses.removeSubrange(limit...)
    }

    private mutating func address(
        _ draft: VirtualAddressDraft, _ ownInterface: String, _ missing: inout Set<String>
    ) -> VirtualAddress? {
        guard let prefix = draft.prefix else { return nil }
        if let interface = draft.interface, interface != ownInterface,
            !checkInterface(interface, draft.statement)
        {
            missing.insert(interface)
            return nil
        }
        let length = prefix.prefixLength ?? prefix.address.family.hostPrefixLength
        var made = VirtualAddress(
            address: prefix.address, prefixLength: length, interface: draft.interface ?? ownInterface)
        made.label = draft.label
        made.scope = draft.scope ?? 0
        made.peer = draft.peer
        made.broadcast = Self.broadcast(draft.broadcast, prefix.address, length)
        made.hasNoPrefixRoute = draft.hasNoPrefixRoute
        made.isHomeAddress = draft.isHomeAddress
        made.managesTemporaryAddresses = draft.managesTemporaryAddresses
        made.joinsMulticast = draft.joinsMulticast
        made.isUntracked = draft.isUntracked
        made.preferredLifetimeSeconds = draft.preferredLifetime
        if !draft.isPreferredLifetimeGiven, prefix.address.family == .ipv6, length == 128 {
            // As in keepalived, so that the host does not choose it as a source address.
            made.preferredLifetimeSeconds = 0
        }
        return made
    }

    private static func broadcast(
        _ draft: VirtualAddressDraft.Broadcast?, _ address: IPAddress, _ length: UInt8
    ) -> VirtualAddress.Broadcast {
        guard case .ipv4(let own) = address, let draft else { return .none }
        let hostBits: UInt32 = length >= 32 ? 0 : UInt32.max >> UInt32(length)
        switch draft {
        case .address(let given): return .address(given)
        case .ones: return .address(IPv4Address(bits: own.bits | hostBits))
        case .zeros: return .address(IPv4Address(bits: own.bits & ~hostBits))
        }
    }
}
