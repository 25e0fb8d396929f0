import VirtualServers

extension GivenOptions {
    private static let tunnelOptions: [OptionName] = [
        .tunnelKind, .tunnelPort, .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum,
    ]

    /// The options that a kind of tunnel does not accept.
    private static func illegal(with kind: Tunnel.Kind) -> [OptionName] {
        switch kind {
        case .ipip: [.tunnelPort, .tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum]
        case .gue: []
        case .gre: [.tunnelPort, .tunnelRemoteChecksum]
        }
    }

    /// Throws if the options of a tunnel conflict with the forwarding method or each other.
    func checkTunnel(_ method: ForwardingMethod) throws(ArgumentError) {
        guard method == .tunnel else {
            guard Self.tunnelOptions.allSatisfy({ !has($0) }) else { throw .tunnel(.notTunnelled) }
            return
        }
        let kind = tunnel.kind
        if kind == .gue, !has(.tunnelPort) {
            throw .tunnel(.missing(option: OptionName.tunnelPort.rawValue, kind: kind.name))
        }
        if let option = Self.illegal(with: kind).first(where: has) {
            throw .tunnel(.illegal(option: option.rawValue, kind: kind.name))
        }
        let checksums: [OptionName] = [.tunnelNoChecksum, .tunnelChecksum, .tunnelRemoteChecksum]
        let given = checksums.filter(has)
        if given.count > 1 {
            throw .tunnel(
                .conflict(option: given[1].rawValue, other: given[0].rawValue, kind: kind.name))
        }
    }

    /// The options that each listing option excludes; the first conflict found is reported.
    private static let listConflicts: [(option: OptionName, others: [OptionName])] = [
        (.service, [.connection]),
        (.timeout, [.connection, .service]),
        (.daemon, [.connection, .service, .timeout]),
    ]

    /// Throws if the options of a listing conflict.
    func checkListing() throws(ArgumentError) {
        for (option, others) in Self.listConflicts where has(option) {
            if let other = others.first(where: has) {
                throw .conflict(
                    option: option.rawValue, other: other.rawValue, command: CommandName.list.rawValue)
            }
        }
        if has(.timeout) || has(.daemon), has(.persistentConnections) { throw .rule(.listConflict) }
        let isSpecial = has(.connection) || has(.timeout) || has(.daemon)
        if isSpecial, has(.statistics) || has(.rate) || has(.thresholds) { throw .rule(.listConflict) }
    }
}
