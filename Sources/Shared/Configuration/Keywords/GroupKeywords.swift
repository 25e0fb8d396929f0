import ConfigurationSyntax

/// The keywords of `vrrp_sync_group`, `vrrp_script` and `garp_group`.
enum GroupKeywords {
    /// `vrrp_sync_group`.
    static let group: [Keyword] =
        [
            Keyword("group", .block(.groupMembers), effect: .works),
            Keyword("track_interface", .block(.groupTrackedInterfaces), effect: .works),
            Keyword("track_script", .block(.groupTrackedScripts), effect: .works),
            Keyword("track_file", .block(.groupTrackedFiles), effect: .works),
            Keyword("track_process", .block(.groupTrackedProcesses), effect: .works),
            Keyword("track_bfd", .block(.groupTrackedSessions), effect: .works),
        ] + NotificationSettingRows.group.flatMap { $0.keywords(.groupNotifications) }
        + GroupSettingRows.all.flatMap { $0.keywords(.group) }

    /// `vrrp_script`.
    static let script = ScriptSettingRows.all.flatMap { $0.keywords(.script) }

    /// `garp_group`.
    static let announcementGroup: [Keyword] =
        AnnouncementGroupSettingRows.all.flatMap { $0.keywords(.announcementGroup) } + [
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
