import Testing

@testable import Configuration

/// keepalived.conf(5) on virtual servers, against the keyword tables.
@Suite("Manual page on virtual servers")
struct VirtualServerManualTests {
    /// The tables, and the section of the page that each is described in.
    static let sections = [
        ("virtual_server", "VIRTUAL_SERVER"), ("virtual_server/real_server", "REAL_SERVER"),
        ("virtual_server_group", "VIRTUAL_SERVER_GROUP"), ("SSL", "SSL"), ("track_file", "TRACK_FILE"),
        ("virtual_server/real_server/TCP_CHECK", "CHECKERS"),
        ("virtual_server/real_server/PING_CHECK", "CHECKERS"),
        ("virtual_server/real_server/SMTP_CHECK", "CHECKERS"),
        ("virtual_server/real_server/SMTP_CHECK/host", "CHECKERS"),
        ("virtual_server/real_server/UDP_CHECK", "CHECKERS"),
        ("virtual_server/real_server/DNS_CHECK", "CHECKERS"),
        ("virtual_server/real_server/MISC_CHECK", "CHECKERS"),
        ("virtual_server/real_server/FILE_CHECK", "CHECKERS"),
        ("virtual_server/real_server/HTTP_GET", "CHECKERS"),
        ("virtual_server/real_server/HTTP_GET/url", "CHECKERS"),
        ("virtual_server/real_server/SSL_GET", "CHECKERS"),
        ("virtual_server/real_server/SSL_GET/url", "CHECKERS"),
    ]

    /// The items of a section by the keywords on their first lines.
    private func items(of section: String) throws -> [Substring: String] {
        let page = try Page("keepalived.conf.5").text
        let lines = page.split(separator: "\n")
        let start = try #require(lines.firstIndex(of: ".Sh \(section)"))
        var items: [Substring: String] = [:]
        var keywords: [Substring] = []
        for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix(".Sh ") }) {
            if line.hasPrefix(".It ") { keywords = Array(line.split(separator: " ").dropFirst()) }
            if line.hasPrefix(".El") { keywords = [] }
            for keyword in keywords { items[keyword, default: ""] += line + " " }
        }
        return items
    }

    private func range(of keyword: Keyword) -> ClosedRange<Int>? {
        switch keyword.arguments {
        case .number(let range), .optionalNumber(let range, _), .weight(let range, _), .ranges(let range):
            range
        default: nil
        }
    }

    @Test(
        "Each working keyword is in the section of its block, with the range of its number",
        arguments: sections)
    func described(_ name: String, _ section: String) throws {
        let table = try #require(KeywordTables.all.first { $0.name == name })
        let items = try items(of: section)
        for keyword in table.keywords where keyword.effect == .works {
            let item = try #require(items[keyword.name[...]], "\(name): \(keyword.name)")
            guard let range = range(of: keyword) else { continue }
            let text = "\(range.lowerBound) to \(range.upperBound)".replacing("-", with: "\\-")
            #expect(item.contains(text), "\(name): \(keyword.name) \(text)")
        }
    }
}
