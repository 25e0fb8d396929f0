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
            throw .usage("'\(words.operands[0])' is not expected here; see --help")
        }
        isJSON = words.has("json")
        isWatching = words.has("watch")
        intervalSeconds = try words.number("interval", 1...3600) ?? 1
        guard isWatching || !words.has("interval") else { throw .usage("--interval needs --watch") }
    }

    /// Prints the tables once, or again and again.
    func run() throws(ToolFailure) -> Int32 {
        let connection = try IPVSConnection.open()
        while true {
            let report = try asking { () throws(IPVSError) in try StateReport(connection) }
            StandardStream.output.write(text(report))
            guard isWatching else { return 0 }
            Pause.milliseconds(intervalSeconds * 1000)
        }
    }

    private func text(_ report: StateReport) -> String {
        guard isJSON else { return report.table }
        guard isWatching else { return report.json.text(.indented) + "\n" }
        var members: [JSONValue.Member] = [.init("time", .integer(RealTime.now().seconds))]
        if case .object(let rest) = report.json { members += rest }
        return JSONValue.object(members).text(.compact) + "\n"
    }
}
