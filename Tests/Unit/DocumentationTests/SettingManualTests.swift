import Foundation
import ProcessTracking
import Testing

@testable import Configuration

/// keepalived.conf(5) on the keywords that are rows.
///
/// Each part stands between two comments of the page. To renew them, run the tests with the variable
/// `RENEW_GOLDEN_FILES` set, and look at the difference.
@Suite("Manual page on settings", .serialized)
struct SettingManualTests {
    /// The rows of an instance, those that everybody needs first.
    static let explained =
        InstanceSettingRows.identity + InstanceSettingRows.transport + InstanceSettingRows.receiving
        + InstanceSettingRows.preemption + InstanceSettingRows.tracking + InstanceSettingRows.announcements
        + [InstanceSettingRows.priorityChanges] + InstanceSettingRows.reporting

    static let parts: [(name: String, text: String)] = routers + servers + checkers

    private static let routers = [
        ("vrrp_instance", SettingManual.items(explained)),
        ("authentication", SettingManual.items(InstanceSettingRows.authentication)),
        ("notifications", SettingManual.items(NotificationSettingRows.all)),
        (
            "global_defs",
            SettingManual.globalItems(explained, of: "instances")
                + SettingManual.globalItems(PaceSettingRows.all, of: "checkers")
                + SettingManual.globalItems([VirtualServerSettingRows.mail], of: "virtual and real servers")
        ),
        ("the daemon", SettingManual.items(daemon, fresh: GlobalDefinitions())),
        ("mail", SettingManual.items(MailSettingRows.all)),
        ("the root", SettingManual.items(GlobalSettingRows.root)),
        ("vrrp_script", SettingManual.items(ScriptSettingRows.all)),
        ("track_file", SettingManual.items(FileSettingRows.all, fresh: TrackedFile(name: ""))),
        (
            "vrrp_track_process",
            SettingManual.items(ProcessSettingRows.all, fresh: TrackedProcess(name: ""))
        ),
        ("vrrp_sync_group", SettingManual.items(GroupSettingRows.all)),
        ("bfd_instance", SettingManual.items(SessionSettingRows.all)),
        ("garp_group", SettingManual.items(AnnouncementGroupSettingRows.all)),
    ]

    private static let daemon =
        GlobalSettingRows.all + GlobalSettingRows.commands
        + GlobalSettingRows.pipes.flatMap { [$0.rows.path, $0.rows.script] }

    private static let servers = [
        (
            "virtual_server",
            SettingManual.items(VirtualServerSettingRows.all + VirtualServerSettingRows.commands)
                + SettingManual.outerItems(RealServerSettingRows.inherited, of: "its servers")
                + inherited
        ),
        (
            "real_server",
            SettingManual.items(RealServerSettingRows.inherited, defaultsTo: "the virtual server")
                + SettingManual.items(
                    RealServerSettingRows.thresholds + RealServerSettingRows.commands + [
                        RealServerSettingRows.mail
                    ])
                + inherited
        ),
        ("SSL", SettingManual.items(TLSSettingRows.all)),
    ]

    /// What both kinds of server may say for their checkers.
    private static let inherited =
        SettingManual.outerItems(PaceSettingRows.inherited, of: "its checkers")
        + SettingManual.outerItems([ConnectionSettingRows.timeout], of: "its checkers")
        + SettingManual.outerItems([PageSettingRows.virtualHost], of: "its checkers")

    private static let checkers = [
        (
            "checkers",
            SettingManual.items(PaceSettingRows.all) + SettingManual.items(ConnectionSettingRows.all)
        ),
        (
            "HTTP_GET",
            SettingManual.items([PageSettingRows.virtualHost])
                + SettingManual.items(PageSettingRows.check, fresh: PageCheck())
                + SettingManual.items(PageSettingRows.security)
        ),
        (
            "url",
            SettingManual.items(PageSettingRows.anyPage.filter { $0 !== PageSettingRows.pageVirtualHost })
        ),
        ("regex", SettingManual.items(PageSettingRows.pattern)),
        ("SMTP_CHECK", SettingManual.items([CheckerSettingRows.clientName])),
        ("DNS_CHECK", SettingManual.items(CheckerSettingRows.question, fresh: NameQuestion())),
        ("UDP_CHECK", SettingManual.items(CheckerSettingRows.exchange)),
        ("MISC_CHECK", SettingManual.items(CheckerSettingRows.program)),
        ("FILE_CHECK", SettingManual.items(CheckerSettingRows.file)),
        ("BFD_CHECK", SettingManual.items([CheckerSettingRows.session])),
    ]

    @Test("No row of an instance is left out")
    func complete() {
        #expect(Self.explained.count == InstanceSettingRows.all.count)
    }

    @Test("The page says what the rows say", arguments: parts)
    func rows(_ part: (name: String, text: String)) throws {
        let page = try Page("keepalived.conf.5").text
        let begin = ".\\\" Made of the rows of \(part.name):\n"
        let start = try #require(page.range(of: begin)?.upperBound)
        let end = try #require(
            page.range(of: ".\\\" End of them.\n", range: start..<page.endIndex)?.lowerBound)
        let expected = Self.withoutStrayStops(part.text)
        guard ProcessInfo.processInfo.environment["RENEW_GOLDEN_FILES"] != nil else {
            #expect(page[start..<end] == expected)
            return
        }
        let renewed = page.replacingCharacters(in: start..<end, with: expected)
        try renewed.write(to: Page.url("keepalived.conf.5"), atomically: true, encoding: .utf8)
    }

    /// A full stop after a macro stands on the macro's line.
    private static func withoutStrayStops(_ text: String) -> String {
        text.replacing("\n.\n", with: " .\n")
    }
}
