import ConfigurationSyntax
import Testing

@testable import Configuration

/// Every keyword of every table, tried in its block.
@Suite("Keyword tables")
struct KeywordTableTests {
    /// Words of ours, and old words that users still write, beyond what keepalived 2.4 knows.
    static let additions: Set<String> = [
        "log_file", "log_stdout", "log_syslog", "debug_netlink", "debug_mcast", "lvs_id", "nat_mask",
        "lvs_sync_daemon_inteface", "nb_get_retry", "to", "unicast", "local", "broadcast", "anycast",
        "multicast",
        "verify_peer", "bfd_takeover", "blackhole", "unreachable", "prohibit", "throw", "nat", "xresolve",
        "smtp_tls", "smtp_tls_ca", "smtp_user", "smtp_password",
    ]

    static func known() throws -> [String] {
        try Fixture.bytes(named: "keywords.tsv").split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test("Every keyword that keepalived knows is in the table of its block")
    func complete() throws {
        let ours = Set(Configuration.keywords.map { "\($0.block)\t\($0.name)" })
        #expect(try Self.known().filter { !ours.contains($0) } == [])
    }

    @Test("Every other keyword is an addition of ours or an old word")
    func additions() throws {
        let known = Set(try Self.known())
        let others = Configuration.keywords.filter { !known.contains("\($0.block)\t\($0.name)") }.map(\.name)
        #expect(others.filter { !Self.additions.contains($0) } == [])
    }

    /// The other words of the language that a fuzzer should know.
    static let dictionaryExtras = [
        "{", "}", "~SEQ(i,1,3)", "~LST({a,b},{1,2})", "@me ", "@^me ", "$A=", "${A}", "${_ENV X}",
        "${_RANDOM 1 2}",
        "include x\\x0a", "\\\"", "10.0.0.1/24", "fe80::1", "eth0", "root", "reverse", "weight",
    ]

    @Test("The fuzzer's dictionary holds every keyword; RENEW_GOLDEN_FILES renews it")
    func dictionary() throws {
        let words = Set(Configuration.keywords.map(\.name)).sorted() + Self.dictionaryExtras
        try Fixture.compare(
            words.map { "\"\($0)\"\n" }.joined(), withFileNamed: "../../../Fuzz/configuration.dict")
    }

    static let names = KeywordTables.all.map(\.name)

    private func errors(_ table: BlockTable, _ line: String) -> [String] {
        var machine = FakeMachine()
        let file = Samples.file(table, line)
        return machine.load(file.text).errors.filter { $0.location?.line == file.line }.map(\.message)
    }

    @Test("A keyword accepts a value of its kind", arguments: names)
    func accepted(_ name: String) throws {
        let table = try #require(KeywordTables.all.first { $0.name == name })
        for keyword in table.keywords {
            // Destinations and kinds of a route are words, not keywords with a value.
            let line = Samples.line(table, keyword, Samples.accepted(keyword))
            #expect(errors(table, line).filter { !Self.isRule($0) } == [], "\(name): \(line)")
        }
    }

    @Test("A keyword refuses what is out of range or of another kind", arguments: names)
    func refused(_ name: String) throws {
        let table = try #require(KeywordTables.all.first { $0.name == name })
        for keyword in table.keywords {
            for words in Samples.refused(keyword) {
                let line = Samples.line(table, keyword, words)
                #expect(errors(table, line).count == 1, "\(name): \(line)")
            }
        }
    }

    @Test("A keyword that needs a value says so", arguments: names)
    func missing(_ name: String) throws {
        let table = try #require(KeywordTables.all.first { $0.name == name })
        guard table.layout == .keywords else { return }
        for keyword in table.keywords {
            guard case .number = keyword.arguments else { continue }
            #expect(errors(table, keyword.name) == ["'\(keyword.name)' needs a number"])
        }
    }

    /// Errors of rules that a lone line cannot satisfy.
    private static func isRule(_ message: String) -> Bool {
        message.hasPrefix("the sync group") || message.hasPrefix("the instance")
            || message.hasPrefix("the script '")
            || message.hasPrefix("the garp_group") || message.hasPrefix("the authentication")
            || message.contains("script security is not enabled")
            || message.contains("is not supported yet")
            || message.hasPrefix("the virtual server") || message.contains("and is ignored")
            || message.hasSuffix("above it") || message.hasPrefix("the quorum")
            || message.hasPrefix("the hysteresis") || message.hasPrefix("'ops' is ignored")
            || message.hasPrefix("no reply is at least") || message.hasPrefix("the url has no path")
            || message == "'notification_email' is empty"
    }
}
