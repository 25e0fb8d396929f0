import ConfigurationSyntax

/// The keywords of `vrrp_sync_group`, `vrrp_script` and `garp_group`.
enum GroupKeywords {
    /// `vrrp_sync_group`.
    static let group: [Keyword] =
        [
            Keyword("group", .block(.groupMembers), effect: .works),
            Keyword("track_interface", .block(.groupTrackedInterfaces), effect: .works),
            Keyword("track_script", .block(.groupTrackedScripts), effect: .works),
            Keyword("track_file", .block(.groupTrackedFiles), effect: .unsupported),
            Keyword("track_process", .block(.groupTrackedProcesses), effect: .unsupported),
            Keyword("track_bfd", .block(.groupTrackedSessions), effect: .works),
            Keyword("smtp_alert", .boolean),
            Keyword("notify_priority_changes", .boolean),
            Keyword("global_tracking", .flag, oldSpellingOf: "sync_group_tracking_weight") {
                $0.group.given["sync_group_tracking_weight"] = GivenValue($1, .flag)
            },
        ]
        + [NotificationKind.master, .backup, .fault, .stop, .any].map { kind in
            Keyword(kind.rawValue, .script) { $0.setNotification(kind, $1, \.group.notifications) }
        } + GroupSettingRows.all.map { $0.keyword(\.group.given) }

    /// `vrrp_script`.
    static let script: [Keyword] =
        ScriptSettingRows.all.map { $0.keyword(\.script.given) } + [
            Keyword("script", .command) { $0.script.script = $1.statement },
            Keyword("weight", .weight((-253)...253, allowsNoReverse: false)) {
                $0.script.weight = $1.number
                $0.script.isReversed = $1.isReversed
            },
            Keyword("user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3)) {
                $0.script.userStatement = $1.statement
            },
        ]

    /// `garp_group`.
    static let announcementGroup: [Keyword] =
        AnnouncementGroupSettingRows.all.map { $0.keyword(\.announcementGroup.given) } + [
            Keyword("interface", .interface) {
                $0.announcementGroup.interfaces.append((name: $0.text($1), statement: $1.statement))
            },
            Keyword("interfaces", .block(.announcementGroupInterfaces), effect: .works),
        ]
}

extension Interpreter {
    /// Checks the time of a script; one that is too short becomes one second.
    mutating func isLongEnough(_ value: inout Value) -> Bool {
        guard value.number < 1000 else { return true }
        report(
            .error, "\(text(value)) s is too short for a script: 1 s is used", at: value.word,
            of: value.statement,
            suggestion: "at least 0.001")
        value.number = 1_000_000
        return true
    }
}
