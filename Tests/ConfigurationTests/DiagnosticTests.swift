import Configuration
import ConfigurationSyntax
import Testing

/// The whole text of diagnostics, as an operator sees it.
///
/// `NAME.conf` beside the tests gives `NAME.txt`. To renew the texts, run the tests with the variable
/// `RENEW_GOLDEN_FILES` set, and look at the difference.
@Suite("Diagnostics")
struct DiagnosticTests {
    static let names = ["typos", "ranges", "braces", "expansion", "secrets", "references"]

    @Test("Diagnostics name the place, show the line and say what would be right", arguments: names)
    func golden(_ name: String) throws {
        let text = try Fixture.bytes(named: "diagnostics/\(name).conf")
        var machine = FakeMachine()
        let result = machine.load(text)
        let told = result.diagnostics.map { "\($0)\n" }.joined() + "status \(result.testStatus)\n"
        try Fixture.compare(told, withFileNamed: "diagnostics/\(name).txt")
    }

    @Test("No secret ever stands in a diagnostic")
    func secrets() throws {
        var machine = FakeMachine()
        for line in try Fixture.bytes(named: "diagnostics/secrets.conf").split(separator: UInt8(ascii: "\n"))
        {
            let secret = String(decoding: line, as: UTF8.self)
            let block = "vrrp_instance A {\nauthentication {\n\(secret)\n}\n}"
            for text in [
                block, secret, "vrrp_instance A {\n\(secret)\n}", "virtual_ipaddress {\n\(secret)\n}",
            ] {
                for diagnostic in machine.load(text).diagnostics {
                    #expect(!"\(diagnostic)".contains("hunter"), "\(diagnostic)")
                }
            }
        }
    }
}
