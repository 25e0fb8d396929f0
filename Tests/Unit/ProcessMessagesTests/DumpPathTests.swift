import Configuration
import ProcessMessages
import Testing

@Suite("Where dumps are")
struct DumpPathTests {
    private func name(_ change: (inout GlobalDefinitions) -> Void) -> String {
        var global = GlobalDefinitions()
        change(&global)
        let path = DumpKind.path(ofFileNamed: "keepalived_parent.data", global)
        return path.split(separator: "/").last.map(String.init) ?? ""
    }

    @Test("data_use_instance puts the instance before the last dot, as keepalived does")
    func instance() {
        #expect(name { $0.instance = "inst1" } == "keepalived_parent.data")
        #expect(name { $0.namesDumpsAfterInstance = true } == "keepalived_parent.data")
        let both = name {
            $0.instance = "inst1"
            $0.namesDumpsAfterInstance = true
        }
        #expect(both == "keepalived_parent.inst1.data")
    }
}
