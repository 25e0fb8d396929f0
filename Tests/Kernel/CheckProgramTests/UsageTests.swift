import Foundation
import Lab
import Testing

@testable import CheckProgram

@Suite("check's command line", .serialized)
struct UsageTests {
    @Test("--help and --version are on standard output, with status 0")
    func help() throws {
        for words in [["--help"], ["-h"], ["tcp", "--help"], ["--version"]] {
            let result = try Program.run(words)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty && result.errors.isEmpty)
        }
        let lines = try Program.run("--help").output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 32)
        #expect(lines.allSatisfy { $0.count <= 90 })
    }

    @Test(
        "A mistake is status 1 with a message, whatever else is there",
        arguments: [
            ([], "The kind of check is missing"), (["ftp", "a"], "unknown kind of check 'ftp'"),
            (["tcp", "127.0.0.1"], "Expected HOST PORT, found '127.0.0.1'"),
            (["tcp", "127.0.0.1", "0"], "port: '0' is not a number from 1 to 65535"),
            (["tcp", "127.0.0.1", "http"], "port: 'http' is not a number from 1 to 65535"),
            (["tcp", "127.0.0.1", "1", "2"], "Expected HOST PORT"), (["tcp", "[::1", "1"], "brackets"),
            (["tcp", "--dynamic", "a", "1"], "--dynamic is for misc, not for tcp"),
            (["tcp", "--regex=x", "a", "1"], "--regex is for http, https, not for tcp"),
            (["ping", "--nonsense", "a"], "Unknown option --nonsense"),
            (["http", "http://a/", "--timeout"], "Missing parameter"),
            (["http", "http://a/", "--timeout", "0"], "too short"),
            (["http", "http://a/", "--timeout", "nan"], "not a number of seconds"),
            (["http", "http://a/", "--retry", "-1"], "--retry"),
            (["http", "https://a/"], "is https, not http"),
            (["http", "ftp://a/"], "does not begin with"), (["http", "http://u@a/"], "user name"),
            (["http", "http://a/ b"], "blanks"), (["http", "http://a:99999/"], "not a port"),
            (["http", "http://[::1/"], "not a valid host"), (["http", "http:///"], "not a valid host"),
            (["http", "http://a/", "--status", "2"], "--status"),
            (["http", "http://a/", "--digest", "12"], "--digest"),
            (["http", "http://127.0.0.1:1/", "--regex", "("], "--regex: missing closing parenthesis"),
            (["http", "http://a/", "--no-match"], "need --regex"),
            (["http", "http://a/", "--regex=a", "--min-offset=2", "--max-offset=1"], "below"),
            (["http", "http://a/", "--virtualhost", "a\r\nb"], "--virtualhost"),
            (["http", "http://a/", "--protocol", "2"], "--protocol"),
            (["smtp", "a", "--helo", "a b"], "--helo"), (["dns", "127.0.0.1", "--type", "X"], "--type"),
            (["dns", "127.0.0.1", "--name", "a..b"], "--name: a part of the name is empty"),
            (["dns", "127.0.0.1", "--name", "a\rb"], "--name: the text contains a carriage return"),
            (["https", "https://a/", "--sni", "a\nb"], "--sni: the text contains a line feed"),
            (["tcp", "a\rb", "1"], "HOST: the text contains a carriage return"),
            (["udp", "a", "1", "--payload", "1"], "--payload"),
            (["udp", "a", "1", "--reply", "zz"], "--reply"),
            (["udp", "a", "1", "--min-length", "256"], "--min-length"),
            (["tcp", "a", "1", "--bind", "averylonginterface"], "--bind"),
            (["misc", "--dynamic"], "Expected -- COMMAND"),
            (["misc", "--dynamic", "true"], "Expected -- COMMAND"),
            (["misc", "--dynamic", "--bind=1.2.3.4", "--", "true"], "--bind is for"),
            (["misc", "--dynamic", "--timeout=x", "--", "sh", "-c", "exit 9"], "--timeout"),
        ] as [([String], String)])
    func mistakes(_ words: [String], _ message: String) throws {
        let result = try Program.run(words)
        #expect(result.status == 1)
        #expect(result.output == "")
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(result.errors.hasSuffix("Try 'check --help'.\n"))
    }

    @Test("Help and the manual page name every option, and no other")
    func options() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "man/check.1"), encoding: .utf8)
            .replacingOccurrences(of: "\\-", with: "-")
        let known = Set(CheckOption.table.compactMap(\.specification.long) + ["help", "version"])
        for (text, what) in [(page, "check.1"), (CheckHelp.text, "help")] {
            let words = text.components(
                separatedBy: CharacterSet.lowercaseLetters.union(CharacterSet(charactersIn: "-")).inverted)
            let named = Set(
                words.filter { $0.hasPrefix("--") && $0.count > 2 }.map { String($0.dropFirst(2)) })
            #expect(named == known, "\(what): \(named.symmetricDifference(known).sorted())")
        }
    }
}
