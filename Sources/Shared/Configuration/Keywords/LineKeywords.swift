import NetworkTypes

/// The keywords inside the lines of list blocks of `vrrp_instance` and `vrrp_sync_group`.
enum LineKeywords {
    /// `virtual_ipaddress` and `virtual_ipaddress_excluded`.
    static let address: [Keyword] = [
        Keyword("dev", .interface) { $0.setLineInterface($1) },
        Keyword("scope", .text) { $0.setScope($1) },
        Keyword("broadcast", .text) { $0.setBroadcast($1) },
        Keyword("brd", .text) { $0.setBroadcast($1) },
        Keyword("label", .shortText(limitBytes: 15)) { $0.setLabel($1) },
        Keyword("peer", .address) { $0.setPeer($1) },
        Keyword("home", .flag) { interpreter, _ in interpreter.line.virtualAddress.isHomeAddress = true },
        // Duplicate address detection is never done on a virtual address.
        Keyword("-nodad", .flag, effect: .works),
        Keyword("mngtmpaddr", .flag) { interpreter, _ in
            interpreter.line.virtualAddress.managesTemporaryAddresses = true
        },
        Keyword("noprefixroute", .flag) { interpreter, _ in
            interpreter.line.virtualAddress.hasNoPrefixRoute = true
        },
        Keyword("autojoin", .flag) { interpreter, _ in interpreter.line.virtualAddress.joinsMulticast = true
        },
        Keyword("no_track", .flag) { interpreter, _ in interpreter.line.virtualAddress.isUntracked = true },
        Keyword("preferred_lft", .text) { $0.setPreferredLifetime($1) },
        Keyword("use_vmac", .flag, effect: .unsupported),
    ]

    /// `unicast_peer`.
    static let peer: [Keyword] = [
        Keyword("min_ttl", .number(0...255)) { $0.line.minimumTTL = UInt8($1.number) },
        Keyword("max_ttl", .number(0...255)) { $0.line.maximumTTL = UInt8($1.number) },
    ]

    /// `track_interface`.
    static let trackedInterface = [weight((-254)...254, allowsNoReverse: false)]
    /// `track_script`.
    static let trackedScript = [weight((-254)...254, allowsNoReverse: true)]
    /// `track_bfd`.
    static let trackedSession = [weight((-253)...253, allowsNoReverse: true)]
    /// `track_file` and `track_process`, whose weight of -254 or 254 keepalived does not change.
    static let trackedNumber = [
        Keyword("weight", .weight((-254)...254, allowsNoReverse: true)) {
            $0.line.weight = $1.number
            $0.line.isReversed = $1.isReversed
        }
    ]

    private static func weight(_ range: ClosedRange<Int>, allowsNoReverse: Bool) -> Keyword {
        Keyword("weight", .weight(range, allowsNoReverse: allowsNoReverse)) { $0.setLineWeight($1) }
    }
}
