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
    static let file: [Keyword] = [
        Keyword("file", .text) { $0.trackFile.path = $0.text($1) },
        Keyword("weight", .weight((-254)...254, allowsNoReverse: false)) {
            $0.trackFile.weight = $1.number
            $0.trackFile.isReversed = $1.isReversed
        },
        Keyword("init_file", .special(syntax: "[N] [overwrite]", atLeast: 0, atMost: 2)),
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
