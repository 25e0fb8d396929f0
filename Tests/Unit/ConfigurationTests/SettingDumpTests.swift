import Configuration
import Testing

/// Settings in the dump, as keepalived 2.2.7 writes them in keepalived.data.
@Suite("Dumps of settings")
struct SettingDumpTests {
    private func lines(_ words: String) throws -> [String] {
        var machine = FakeMachine()
        let instance = try #require(machine.load(RuleTests.file(words)).model.instances.first)
        return ModelDump.lines(of: instance).split(separator: "\n").map { String($0.dropFirst(3)) }
    }

    static let measured = [
        "Gratuitous ARP delay = 5", "Gratuitous ARP repeat = 5", "Gratuitous ARP refresh = 0",
        "Gratuitous ARP refresh repeat = 1", "Gratuitous ARP lower priority delay = 5",
        "Gratuitous ARP lower priority repeat = 5", "Down timer adverts = 3",
        "Send advert after receive lower priority advert = true",
        "Send advert after receive higher priority advert = false", "Virtual Router ID = 5", "Priority = 100",
        "Advert interval = 1 sec",
    ]

    @Test("An instance that says nothing shows the defaults")
    func defaults() throws {
        let shown = try lines("")
        #expect(Set(Self.measured).subtracting(shown) == [])
    }

    static let words: [(words: String, line: String)] = [
        ("advert_int 2", "Advert interval = 2 sec"),
        ("version 3\nadvert_int 0.25", "Advert interval = 250 milli-sec"),
        ("version 3", "Advert interval = 1000 milli-sec"),
        ("garp_lower_prio_delay 7", "Gratuitous ARP lower priority delay = 7"),
        ("lower_prio_no_advert", "Send advert after receive lower priority advert = false"),
        ("higher_prio_send_advert", "Send advert after receive higher priority advert = true"),
        ("kernel_rx_buf_size 5000000", "Kernel rx buffer size = 5000000"),
        ("priority 255", "Priority = 255"),
    ]

    @Test("What it says is shown", arguments: words)
    func said(_ example: (words: String, line: String)) throws {
        #expect(try lines(example.words).contains(example.line))
    }

    @Test("What keepalived shows only if it is said is not shown otherwise")
    func unsaid() throws {
        #expect(try !lines("").contains { $0.hasPrefix("Kernel rx buffer size") })
    }

    @Test("keepalived.json has the settings under its own keys")
    func members() throws {
        var machine = FakeMachine()
        let text = RuleTests.file("garp_lower_prio_delay 7\nlower_prio_no_advert")
        let members = ModelDump.members(of: try #require(machine.load(text).model.instances.first))
        let expected: [(String, ModelDump.Value)] = [
            ("garp_delay", .time(.seconds(5))), ("garp_refresh", .time(.zero)), ("garp_rep", .number(5)),
            ("garp_refresh_rep", .number(1)), ("garp_lower_prio_delay", .time(.seconds(7))),
            ("garp_lower_prio_rep", .number(5)), ("lower_prio_no_advert", .flag(true)),
            ("higher_prio_send_advert", .flag(false)), ("vrid", .number(5)), ("base_priority", .number(100)),
        ]
        #expect(members.map(\.key) == expected.map(\.0))
        #expect(members.map(\.value) == expected.map(\.1))
    }
}
