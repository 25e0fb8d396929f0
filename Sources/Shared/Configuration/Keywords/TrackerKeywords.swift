/// The keywords of trackers, most of them without effect yet.
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

    /// `auth_hmac`.
    static let messageAuthentication: [Keyword] = [
        Keyword("key", .special(syntax: "ID VALUE", atLeast: 2, atMost: 2)),
        Keyword("active_key", .number(1...255)),
        Keyword("time_window", .number(1...300)),
        Keyword("anti_replay", .choice(["time", "monotonic"])),
        Keyword("mode", .choice(["enforce", "permissive", "receive-only"])),
    ]
}
