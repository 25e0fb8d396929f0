import IPVSControl
import SystemCalls
import Terminal
import Timing

/// `ipvs top`.
struct TopCommand {
    private let intervalSeconds: Int32
    private let order: TopView.Order

    init(_ words: ToolWords) throws(ToolFailure) {
        guard words.operands.isEmpty else {
            throw .usage("unexpected argument '\(words.operands[0])'; see --help")
        }
        intervalSeconds = try words.number("interval", 1...3600) ?? 1
        let name = words.value("sort") ?? TopView.Order.connections.rawValue
        guard let order = TopView.Order(rawValue: name) else {
            throw .usage(
                "--sort must be one of \(TopView.Order.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.order = order
    }

    /// Shows the tables until `q` is pressed.
    func run() throws(ToolFailure) -> Int32 {
        let connection = try IPVSConnection.open()
        var report = try asking { () throws(IPVSError) in try StateReport(connection) }
        guard let screen = Screen() else {
            throw .usage("a terminal is required; use 'ipvs list --json --watch' without one")
        }
        var view = TopView()
        view.order = order
        var next = MonotonicClock.now() + .seconds(intervalSeconds)
        while true {
            let (height, width) = screen.size
            screen.show(view.lines(report, height: height, width: width), highlighted: [1])
            let left = (next - MonotonicClock.now()) / .milliseconds(1)
            guard left > 0 else {
                report = try asking { () throws(IPVSError) in try StateReport(connection) }
                next = MonotonicClock.now() + .seconds(intervalSeconds)
                continue
            }
            switch screen.key(withinMilliseconds: Int32(left.rounded(.up))) {
            case .character("q"): return 0
            case .character(let key):
                if let order = TopView.Order.allCases.first(where: { $0.key == key }) { view.order = order }
            case .up(let isPage): view.offset = max(0, view.offset - (isPage ? height - 2 : 1))
            case .down(let isPage):
                view.offset = min(
                    max(0, TopView.lineCount(report) - 1), view.offset + (isPage ? height - 2 : 1))
            case .resized, nil: break
            }
        }
    }
}
