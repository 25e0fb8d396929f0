import Foundation
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
        + InstanceSettingRows.tracking + InstanceSettingRows.announcements

    static let parts: [(name: String, text: String)] = [
        ("vrrp_instance", SettingManual.items(explained)),
        ("global_defs", SettingManual.globalItems(explained)),
        ("the daemon", SettingManual.items(GlobalSettingRows.all)),
        ("the root", SettingManual.items(GlobalSettingRows.root)),
        ("vrrp_script", SettingManual.items(ScriptSettingRows.all)),
        ("vrrp_sync_group", SettingManual.items(GroupSettingRows.all)),
        ("bfd_instance", SettingManual.items(SessionSettingRows.all)),
        ("garp_group", SettingManual.items(AnnouncementGroupSettingRows.all)),
    ]

    @Test("The page says what the rows say", arguments: parts)
    func rows(_ part: (name: String, text: String)) throws {
        let page = try Page("keepalived.conf.5").text
        let begin = ".\\\" Made of the rows of \(part.name):\n"
        let start = try #require(page.range(of: begin)?.upperBound)
        let end = try #require(
            page.range(of: ".\\\" End of them.\n", range: start..<page.endIndex)?.lowerBound)
        #expect(Self.explained.count == InstanceSettingRows.all.count)
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
