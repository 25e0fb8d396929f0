/// The commands of `vrrp_instance` and `vrrp_sync_group`, in the order in which they are looked up.
enum NotificationSettingRows {
    static let master = row("notify_master", \.master, key: "script_master", "Run on becoming master.")
    static let backup = row("notify_backup", \.backup, key: "script_backup", "Run on becoming backup.")
    static let fault = row("notify_fault", \.fault, key: "script_fault", "Run on entering FAULT.")
    static let stop = row("notify_stop", \.stop, key: "script_stop", "Run when the daemon stops.")
    static let deleted = Setting<NotificationScripts>(
        "notify_deleted", .optionalScript, repetition: .firstCounts,
        .command(\.deleted, presence: \.reportsDeleted), key: "script_deleted",
        "Run when a reload removes the instance, which is then reported as DELETED, not FAULT.")
    static let lowerPriority = row(
        "notify_master_rx_lower_pri", \.masterReceivedLowerPriority, key: "script_master_rx_lower_pri",
        "Run when a master receives an advertisement with a lower priority.")
    static let any = row(
        "notify", \.any, key: "script",
        "Run for each of these events, with four more arguments; see keepalived(8).")

    /// Those of an instance.
    static let all = [master, backup, fault, stop, deleted, lowerPriority, any]
    /// Those of a sync group.
    static let group = [master, backup, fault, stop, any]
    /// All in the order in which keepalived.json shows them.
    static let shown = [backup, master, fault, stop, deleted, any, lowerPriority]

    private static func row(
        _ word: String, _ path: Property<NotificationScripts>.Path<Command?>, key: String,
        _ explanation: String
    ) -> Setting<NotificationScripts> {
        Setting(
            word, .script, repetition: .firstCounts, .command(path), key: key,
            explanation)
    }
}
