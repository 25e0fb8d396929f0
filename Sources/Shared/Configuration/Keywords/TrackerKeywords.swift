/// The keywords of trackers, and those of `auth_hmac`, which is without effect yet.
enum TrackerKeywords {
    /// `vrrp_track_process`.
    static let process = ProcessSettingRows.all.flatMap { $0.keywords(.trackProcess) }

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
