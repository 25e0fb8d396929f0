import Configuration
import ConfigurationSyntax
import Testing

/// The dump of a file with every kind of virtual server and checker.
@Suite("Dumps of virtual servers")
struct VirtualServerDumpTests {
    @Test("Every default is shown and no secret; RENEW_GOLDEN_FILES renews it")
    func golden() throws {
        var machine = FakeMachine()
        let text = try Fixture.bytes(named: "servers/servers.conf")
        let result = machine.load(text)
        #expect(result.errors.map(\.message) == ["3 scripts run as root, but script security is not enabled"])
        let dump = ModelDump.text(of: result.model)
        #expect(!dump.contains("hush"))
        try Fixture.compare(dump, withFileNamed: "servers/servers.txt")
    }
}
