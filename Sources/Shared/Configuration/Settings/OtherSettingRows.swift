import Election

/// The scalar keywords of `vrrp_script`, in the order in which keepalived.data shows them.
enum ScriptSettingRows {
    static let interval = Setting<VRRPScript>(
        "interval", .seconds(0...4_294_000_000), .microseconds(\.interval), default: .value(1_000_000),
        label: "Interval", accepts: { $0.isLongEnough(&$1) },
        "The time from the start of a run to the start of the next.")
    static let timeout = Setting<VRRPScript>(
        "timeout", .seconds(0...4_294_000_000), .microseconds(\.timeout), label: "Timeout",
        accepts: { $0.isLongEnough(&$1) },
        "After it a run is ended and counts as failed; the interval if not said.")

    /// All of them.
    static let all = [
        interval, timeout,
        Setting<VRRPScript>(
            "rise", .number(1...2_147_483_647), .number(\.election.rise), default: .value(1), label: "Rise",
            "After so many good runs in a row the script is good."),
        Setting<VRRPScript>(
            "fall", .number(1...2_147_483_647), .number(\.election.fall), default: .value(1), label: "Fall",
            "After so many failed runs in a row the script has failed."),
        Setting<VRRPScript>(
            "init_fail", .flag, .on(\.election.startsFailed), default: .value(0),
            "Count as failed until the first run has ended."),
    ]
}

/// The scalar keywords of `vrrp_sync_group`.
enum GroupSettingRows {
    /// All of them.
    static let all = [
        Setting<SyncGroup>(
            "sync_group_tracking_weight", .flag, .on(\.election.membersTrackWeights), default: .value(0),
            "The members follow trackers with weights of their own too.")
    ]
}

/// The scalar keywords of `garp_group`.
enum AnnouncementGroupSettingRows {
    static let garpInterval = Setting<AnnouncementGroup>(
        "garp_interval", .seconds(Bounds.microseconds32), .microseconds(\.garpInterval), default: .value(0),
        "The time between two announcements of IPv4 addresses.")
    static let gnaInterval = Setting<AnnouncementGroup>(
        "gna_interval", .seconds(Bounds.microseconds32), .microseconds(\.gnaInterval), default: .value(0),
        "The time between two announcements of IPv6 addresses.")

    /// All of them.
    static let all = [garpInterval, gnaInterval]
}
