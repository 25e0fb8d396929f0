import Configuration
import ConfigurationSyntax
import Testing

/// A small generator, so that a failure repeats.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Any bytes")
struct RobustnessTests {
    /// Bounds small enough that bombs end at once.
    static var limits: Limits {
        var limits = Limits()
        limits.expandedLines = 2000
        limits.textBytes = 1 << 20
        return limits
    }

    @Test(
        "Random pieces of the language never crash the reader, and the diagnostics stay bounded",
        arguments: 0..<20)
    func pieces(seed: Int) {
        var generator = Generator(state: UInt64(seed))
        let words =
            Configuration.keywords.map(\.name) + [
                "{", "}", "\"", "'", "\n", "\n", "\n", "$A=", "$A", "${A}", "${", "~SEQ(I,3)",
                "~LST({a,b},{1,2})", "@me",
                "@^me", "#", "!", "\\", "10.0.0.1/24", "fe80::1", "-1", "99999999999999999999", "1.5", "on",
                "eth0", "\u{0}",
                "include x", "${_RANDOM 1 2}", "${_ENV A}", "漢",
            ]
        for _ in 0..<20 {
            var text = ""
            for _ in 0..<Int.random(in: 1...200, using: &generator) {
                text +=
                    (words.randomElement(using: &generator) ?? "")
                    + (Bool.random(using: &generator) ? " " : "\n")
            }
            var machine = FakeMachine()
            let result = machine.load(text, configID: "me", limits: Self.limits)
            #expect(result.diagnostics.count <= 2 * Self.limits.diagnostics)
        }
    }

    @Test("A good file cut off or changed anywhere never crashes the reader")
    func damaged() throws {
        let text = try Fixture.bytes(named: "script-weight-unicast.conf")
        for offset in stride(from: 0, to: text.count, by: 3) {
            var machine = FakeMachine()
            _ = machine.load(Array(text[..<offset]), limits: Self.limits)
            var changed = text
            changed[offset] ^= 0x20
            #expect(machine.load(changed, limits: Self.limits).diagnostics.count < 100)
        }
    }

    @Test("The fuzzer's corpus is read without a crash, and with bounded diagnostics")
    func corpus() throws {
        let names = try Fixture.names(inDirectory: "../../../Fuzz/Corpus/configuration")
        #expect(!names.isEmpty)
        for name in names {
            var machine = FakeMachine()
            let text = try Fixture.bytes(named: "../../../Fuzz/Corpus/configuration/" + name)
            #expect(machine.load(text, limits: Self.limits).diagnostics.count <= 2 * Self.limits.diagnostics)
        }
    }

    @Test("Thousands of mistakes are kept up to the bound and counted beyond it")
    func many() {
        var machine = FakeMachine()
        let result = machine.load(String(repeating: "foo\n", count: 5000))
        #expect(result.diagnostics.count == 1000)
        #expect(result.droppedDiagnosticCount == 4000)
        #expect(result.testStatus == 5)
    }

    @Test("Many blocks without effect draw one warning")
    func inactiveBlocks() {
        var machine = FakeMachine()
        let result = machine.load(
            String(repeating: "linkbeat_interfaces {\neth1\n}\n", count: 200)
                + "static_routes {\n10.0.0.0/8 dev eth1\n}")
        #expect(
            result.messages == [
                "'linkbeat_interfaces' is not supported yet and has no effect (nor do 199 more below)",
                "'static_routes' is not supported yet and has no effect",
            ])
    }

    @Test("A word of a megabyte is a word")
    func longWord() {
        var machine = FakeMachine()
        let name = String(repeating: "x", count: 1 << 20)
        #expect(machine.load("global_defs {\nrouter_id \(name)\n}").model.global.routerID == name)
    }
}
