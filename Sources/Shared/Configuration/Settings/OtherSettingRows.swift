import Election

/// The scalar keywords of `vrrp_script`, in the order in which keepalived.data shows them.
enum ScriptSettingRows {
    static let interval = Setting<VRRPScript>(
        "interval", .seconds(0...4_294_000_000), .microseconds(\.interval), default: .value(1_000_000),
        label: "Interval", accepts: { $0.isLongEnough(&$1) },
        "The time between the starts of two runs.")
    static let timeout = Setting<VRRPScript>(
        "timeout", .seconds(0...4_294_000_000), .microseconds(\.timeout),
        default: .same(interval), label: "Timeout",
        accepts: { $0.isLongEnough(&$1) },
        "A run that takes longer is ended and counts as failed.")

    static let script = Setting<VRRPScript>(
        "script", .command, nil, "The command; status 0 is a success.")
    static let user = Setting<VRRPScript>(
        "user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3), nil, "The user that runs it.")
    static let weight = Setting<VRRPScript>(
        "weight", .weight((-253)...253, allowsNoReverse: false),
        .weight(\.weight, isReversed: \.isReversed), default: .value(0), label: "Weight",
        "The weight of lines of `track_script` that give none.")

    static let all = [
        script, user, interval, timeout,
        Setting<VRRPScript>(
            "rise", .number(1...2_147_483_647), .number(\.election.rise), default: .value(1), label: "Rise",
            "The number of consecutive successes after which the script counts as up."),
        Setting<VRRPScript>(
            "fall", .number(1...2_147_483_647), .number(\.election.fall), default: .value(1), label: "Fall",
            "The number of consecutive failures after which the script counts as down."),
        Setting<VRRPScript>(
            "init_fail", .flag, .on(\.election.startsFailed), default: .value(0),
            "Treat the script as failed until its first run has ended."),
        weight,
    ]
}

/// The scalar keywords of `vrrp_sync_group`.
enum GroupSettingRows {
    static let all = [
        Setting<SyncGroup>(
            "sync_group_tracking_weight", spellings: [.old("global_tracking")], .flag,
            .on(\.election.membersTrackWeights), default: .value(0),
            "Apply the weights of the members' own trackers."),
        Setting<SyncGroup>(
            "notify_priority_changes", .boolean, .optionalOn(\.reportsPriorityChanges),
            "Write a line to the FIFOs when the effective priority of a member changes, unless the member says otherwise."
        ),
        Setting<SyncGroup>(
            "smtp_alert", global: "smtp_alert_vrrp", .boolean, .on(\.alertsByMail), default: .common(mail),
            "Send mail about every change of the group's state."),
    ]
    private static let mail = Setting<SyncGroup>(
        "smtp_alert", global: "smtp_alert", .boolean, default: .initial(0), "Send mail about everything.")
}

/// The scalar keywords of `garp_group`.
enum AnnouncementGroupSettingRows {
    static let garpInterval = Setting<AnnouncementGroup>(
        "garp_interval", .seconds(Bounds.microseconds32), .microseconds(\.garpInterval), default: .value(0),
        "The time between two announcements of IPv4 addresses.")
    static let gnaInterval = Setting<AnnouncementGroup>(
        "gna_interval", .seconds(Bounds.microseconds32), .microseconds(\.gnaInterval), default: .value(0),
        "The time between two announcements of IPv6 addresses.")

    static let all = [garpInterval, gnaInterval]
}
