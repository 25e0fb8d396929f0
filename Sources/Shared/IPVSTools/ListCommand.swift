import IPVSAdministration
import IPVSControl
import JSON
import SystemCalls

/// `ipvs list`.
struct ListCommand {
    private let isJSON: Bool
    private let isWatching: Bool
    private let intervalSeconds: UInt32

    init(_ words: ToolWords) throws(ToolFailure) {
        guard words.operands.isEmpty else {
            throw .usage("unexpected argument '\(words.operands[0])'; see --help")
        }
        isJSON = words.has("json")
        isWatching = words.has("watch")
        intervalSeconds = try words.number("interval", 1...3600) ?? 1
        guard isWatching || !words.has("interval") else { throw .usage("--interval requires --watch") }
    }

    /// Prints the tables once or repeatedly.
    func run() throws(ToolFailure) -> Int32 {
        while true {
            let status =
                isJSON ? try writeJSON() : Administration(.system(program: "ipvs")).run(["-L", "-n"])
            guard isWatching, status == 0 else { return status }
            Pause.milliseconds(intervalSeconds * 1000)
        }
    }

    private func writeJSON() throws(ToolFailure) -> Int32 {
        let connection = try IPVSConnection.open()
        StandardStream.output.write(text(try asking { () throws(IPVSError) in try StateReport(connection) }))
        return 0
    }

    private func text(_ report: StateReport) -> String {
        guard isWatching else { return report.json.text(.indented) + "\n" }
        var members: [JSONValue.Member] = [.init("time", .integer(RealTime.now().seconds))]
        if case .object(let rest) = report.json { members += rest }
        return JSONValue.object(members).text(.compact) + "\n"
    }
}
