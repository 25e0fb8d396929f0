import ConfigurationSyntax
import NetworkTypes
import Testing
import VirtualServers

@testable import Configuration

/// Defaults that a property has from the beginning, and that reading therefore does not store.
@Suite("Initial values of settings")
struct InitialValueTests {
    /// Stores the default of each row that calls its value initial.
    private func storingDefaults<Owner>(_ settings: [Setting<Owner>], in fresh: Owner) throws -> Owner {
        var host: any Host = FakeMachine()
        let read = Reader.read(
            path: "/none", configID: nil, checksAllIncludes: false, host: &host, grammar: KeywordGrammar(),
            limits: Limits())
        var interpreter = Interpreter(
            host: FakeMachine(), document: read.document, scope: .everything, limit: 1)
        var owner = fresh
        for setting in settings {
            var fallback = setting.fallback
            if case .depends(let usual, _) = fallback { fallback = usual }
            guard case .initial(let number?) = fallback else { continue }
            let property = try #require(setting.property, "\(setting.word)")
            property.set(&owner, Value(statement: -1, word: 0, number: number), &interpreter)
        }
        return owner
    }

    @Test("A default that is called initial is the initial value of its property")
    func initial() throws {
        let address = try #require(IPAddress("192.0.2.1"))
        let service = VirtualServerDefinition(.service(.firewallMark(1, .ipv4)), family: .ipv4)
        #expect(try storingDefaults(VirtualServerSettingRows.all, in: service) == service)
        let server = RealServerDefinition(Destination(DestinationID(address, port: 80)))
        #expect(try storingDefaults(RealServerSettingRows.all, in: server) == server)
        #expect(try storingDefaults(PaceSettingRows.all, in: CheckPace()) == CheckPace())
        let connection = CheckConnection(address, port: 80)
        #expect(try storingDefaults(ConnectionSettingRows.all, in: connection) == connection)
    }

    @Test("The same goes for the settings of single kinds of checker")
    func initialOfKinds() throws {
        let program = ProgramCheck(Command(words: [], text: ""), timeout: .seconds(1))
        #expect(try storingDefaults(CheckerSettingRows.program, in: program) == program)
        #expect(
            try storingDefaults(CheckerSettingRows.exchange, in: DatagramExchange()) == DatagramExchange())
        #expect(try storingDefaults(PageSettingRows.check, in: PageCheck()) == PageCheck())
        let security = PageCheck.Security()
        #expect(try storingDefaults(PageSettingRows.security, in: security) == security)
        #expect(try storingDefaults(PageSettingRows.page, in: Page()) == Page())
        #expect(try storingDefaults(PageSettingRows.pattern, in: PagePattern([])) == PagePattern([]))
    }
}
