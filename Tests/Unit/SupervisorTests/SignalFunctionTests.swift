import Testing

@testable import Supervisor

@Suite("The signals of --signum")
struct SignalFunctionTests {
    @Test(
        "Names have the numbers that keepalived gives them",
        arguments: [
            ("STOP", 15), ("RELOAD", 1), ("DATA", 10), ("STATS", 12), ("STATS_CLEAR", 63), ("JSON", 36),
        ] as [(String, Int32)])
    func number(_ name: String, _ expected: Int32) {
        #expect(SignalFunction.number(name) == expected)
    }

    @Test("Other names have none", arguments: ["stop", "TDUMP", ""])
    func unknown(_ name: String) {
        #expect(SignalFunction.number(name) == nil)
    }
}
