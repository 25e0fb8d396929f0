import Foundation
import Testing

@Suite("Tidiness of the sources")
struct TidinessTests {
    @Test(
        "Nothing in the product uses what it must do without",
        arguments: [
            "import Foundation", "import Dispatch", "fatalError(", "try!", "TODO", "FIXME",
            "@unchecked Sendable",
            " async ", "await ",
        ])
    func forbidden(_ word: String) throws {
        let found = try Repository.sources().filter { $0.text.contains(word) }.map(\.path)
        #expect(found == [])
    }

    @Test("No file is longer than 400 lines")
    func length() throws {
        let sources = try Repository.sources()
        #expect(sources.count > 100)
        let long = sources.filter {
            $0.text.split(separator: "\n", omittingEmptySubsequences: false).count > 401
        }
        #expect(long.map(\.path) == [])
    }

    @Test("Only wrappers of the operating system name unsafe pointers")
    func pointers() throws {
        let wrappers = [
            "SystemCalls", "EventLoop", "Netlink", "CommandLine", "Logging", "ConfigurationSource", "CShims",
            "JSON", "PoptOptions", "Terminal", "COpenSSL", "Digests", "TLS",
            "MailTransfer",
        ]
        let found = try Repository.sources().filter { source in
            source.text.contains("UnsafeMutable") || source.text.contains("UnsafePointer")
        }.map(\.path)
        #expect(
            found.filter { path in !wrappers.contains { path.hasPrefix("Sources/Shared/\($0)/") } } == [])
    }
}
