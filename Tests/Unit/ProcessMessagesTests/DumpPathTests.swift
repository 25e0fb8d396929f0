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

    @Test("A file or a directory may be given for each kind")
    func given() {
        var global = GlobalDefinitions()
        global.stateDumpFile = "/var/lib/x.y/state.txt"
        global.statisticsDumpFile = "/var/lib/stats/"
        global.jsonDumpFile = "/srv/dump"
        func paths() -> [String] {
            ["keepalived.data", "keepalived_parent.data", "keepalived.stats", "keepalived.json"].map {
                DumpKind.path(ofFileNamed: $0, global)
            }
        }
        #expect(
            paths() == [
                "/var/lib/x.y/state.txt", "/var/lib/x.y/state_parent.txt", "/var/lib/stats/keepalived.stats",
                "/srv/dump",
            ])
        global.stateDumpFile = "/var/lib/x.y/state"
        global.jsonDumpFile = "/"
        #expect(paths()[..<2] == ["/var/lib/x.y/state", "/var/lib/x.y/state_parent"])
        #expect(paths()[3] == "/keepalived.json")
        global.namesDumpsAfterInstance = true
        global.instance = "i"
        global.stateDumpFile = "/d/"
        #expect(paths()[..<2] == ["/d/keepalived.i.data", "/d/keepalived_parent.i.data"])
    }
}
