import ConfigurationSyntax

/// The words of `vrrp_sync_group`, `vrrp_script` and `garp_group`.
enum GroupKeywords {
    /// `vrrp_sync_group`.
    static let group: [Keyword] =
        [
            Keyword("group", .block(.groupMembers), effect: .works),
            Keyword("track_interface", .block(.groupTrackedInterfaces), effect: .works),
            Keyword("track_script", .block(.groupTrackedScripts), effect: .works),
            Keyword("track_file", .block(.groupTrackedFiles), effect: .unsupported),
            Keyword("track_process", .block(.groupTrackedProcesses), effect: .unsupported),
            Keyword("track_bfd", .block(.groupTrackedSessions), effect: .unsupported),
            Keyword("smtp_alert", .boolean),
            Keyword("notify_priority_changes", .boolean),
            Keyword("sync_group_tracking_weight", .flag) { interpreter, _ in
                interpreter.group.membersTrackWeights = true
            },
            Keyword("global_tracking", .flag, oldSpellingOf: "sync_group_tracking_weight") { interpreter, _ in
                interpreter.group.membersTrackWeights = true
            },
        ]
        + [NotificationKind.master, .backup, .fault, .stop, .any].map { kind in
            Keyword(kind.rawValue, .script) { $0.setNotification(kind, $1, \.group.notifications) }
        }

    /// `vrrp_script`.
    static let script: [Keyword] = [
        Keyword("script", .command) { $0.script.script = $1.statement },
        Keyword("interval", .seconds(0...4_294_000_000)) { $0.script.intervalMicroseconds = $0.notZero($1) },
        Keyword("timeout", .seconds(0...4_294_000_000)) { $0.script.timeoutMicroseconds = $0.notZero($1) },
        Keyword("weight", .weight((-253)...253, allowsNoReverse: false)) {
            $0.script.weight = $1.number
            $0.script.isReversed = $1.isReversed
        },
        Keyword("rise", .number(1...2_147_483_647)) { $0.script.rise = $1.number },
        Keyword("fall", .number(1...2_147_483_647)) { $0.script.fall = $1.number },
        Keyword("user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3)) {
            $0.script.userStatement = $1.statement
        },
        Keyword("init_fail", .flag) { interpreter, _ in interpreter.script.startsFailed = true },
    ]

    /// `garp_group`.
    static let announcementGroup: [Keyword] = [
        Keyword("garp_interval", .seconds(Bounds.microseconds32)) {
            $0.announcementGroup.garpIntervalMicroseconds = $1.number
        },
        Keyword("gna_interval", .seconds(Bounds.microseconds32)) {
            $0.announcementGroup.gnaIntervalMicroseconds = $1.number
        },
        Keyword("interface", .interface) {
            $0.announcementGroup.interfaces.append((name: $0.text($1), statement: $1.statement))
        },
        Keyword("interfaces", .block(.announcementGroupInterfaces), effect: .works),
    ]
}

extension Interpreter {
    /// A script's time; 0 means one second.
    fileprivate mutating func notZero(_ value: Value) -> Int {
        guard value.number < 1000 else { return value.number }
        report(
            .error, "\(text(value)) s is too short for a script: 1 s is used", at: value.word,
            of: value.statement,
            suggestion: "at least 0.001")
        return 1_000_000
    }
}
