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

    static func expectNoSecret(_ text: String) {
        var machine = FakeMachine()
        for diagnostic in machine.load(text).diagnostics {
            #expect(!"\(diagnostic)\(diagnostic.line)".contains("hunter"), "\(diagnostic)")
        }
    }

    static let misplacedSecrets = [
        "auth_pass hunter2hunter2", "auth_pass hunter2 hunter3", "auth_pas hunter2", "auth_pass \"hunter2",
        "auth_type PASS auth_pass hunter2", "auth_type PLAIN auth_pass hunter2", "auth_pass $hunter",
        "auth_pass ${hunter}", "auth_pass hunter2 {", "auth_pass hunter2 } }", "authpass hunter2",
        "key 1 hunter2 {",
        "~LST(N, hunter2, hunter3) auth_pass ${N}${N}", "~LST({A,B}, {1,hunter2}) foo ${A}",
        "$PW=hunter2\nauth_pass ${PW} x", "$PW=hunter2hunter2\nauth_pass $PW", "key 1 \"hunter2",
        "@me auth_pas hunter2",
    ]

    @Test(
        "No secret ever stands in a diagnostic, wherever it stands in the file", arguments: misplacedSecrets)
    func secrets(_ line: String) {
        Self.expectNoSecret(line)
        Self.expectNoSecret("vrrp_instance A {\n\(line)\n}")
        Self.expectNoSecret("vrrp_instance A {\nauthentication {\n\(line)\n}\n}")
        Self.expectNoSecret("vrrp_instance A {\nauthentication { \(line)\n}\n}")
        Self.expectNoSecret("vrrp_instance A {\nauth_hmac {\n\(line)\n}\n}")
    }

    @Test("A lone word among the words of authentication may be the secret itself")
    func loneWord() {
        Self.expectNoSecret("vrrp_instance A {\nauthentication {\nauth_pass\nhunter2\n}\n}")
        Self.expectNoSecret("vrrp_instance A {\nauth_hmac {\nhunter2\n}\n}")
    }
}
