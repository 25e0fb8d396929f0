/// The keywords of trackers and sessions, most of them without effect yet.
enum TrackerKeywords {
    /// `vrrp_track_process`.
    static let process: [Keyword] = [
        Keyword("process", .words(atLeast: 1)),
        Keyword("param_match", .optionalChoice(["initial", "partial"])),
        Keyword("weight", .weight((-254)...254, allowsNoReverse: false)),
        Keyword("quorum", .number(Bounds.port)),
        Keyword("quorum_max", .number(0...65_535)),
        Keyword("delay", .seconds(1...3_600_000_000)),
        Keyword("terminate_delay", .seconds(1...3_600_000_000)),
        Keyword("fork_delay", .seconds(1...3_600_000_000)),
        Keyword("full_command", .flag),
    ]

    /// `track_file`.
    static let file = FileSettingRows.all.flatMap { $0.keywords(.trackFile) }

    /// `bfd_instance`.
    static let session: [Keyword] = [
        Keyword("neighbor_ip", .address),
        Keyword("neighbour_ip", .address),
        Keyword("source_ip", .address),
        Keyword("min_rx", .milliseconds(1000...4_294_967_000)),
        Keyword("min_tx", .milliseconds(1000...4_294_967_000)),
        Keyword("idle_tx", .milliseconds(1_000_000...4_294_967_000)),
        Keyword("multiplier", .number(1...255)),
        Keyword("passive", .flag),
        Keyword("ttl", .number(1...255)),
        Keyword("hoplimit", .number(1...255)),
        Keyword("max_hops", .number((-1)...255)),
        Keyword("multihop", .boolean),
        Keyword("weight", .weight((-253)...253, allowsNoReverse: false)),
        Keyword("vrrp", .flag),
        Keyword("checker", .flag),
    ]

    /// `auth_hmac`.
    static let messageAuthentication: [Keyword] = [
        Keyword("key", .special(syntax: "ID VALUE", atLeast: 2, atMost: 2)),
        Keyword("active_key", .number(1...255)),
        Keyword("time_window", .number(1...300)),
        Keyword("anti_replay", .choice(["time", "monotonic"])),
        Keyword("mode", .choice(["enforce", "permissive", "receive-only"])),
    ]
}
