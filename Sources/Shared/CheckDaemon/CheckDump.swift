import Configuration
import HealthChecks
import Logging
import ProcessMessages
import SupervisedChild
import SystemCalls
import Timing
import VirtualServers

extension CheckDaemon {
    /// `keepalived_check.data`; nil for the other kinds, which contain nothing about checks.
    func dump(_ kind: DumpKind) -> ChildDump? {
        guard kind == .data else { return nil }
        return .file(
            name: "keepalived_check.data", text: CheckDump(self, at: MonotonicClock.now()).text)
    }
}

/// keepalived_check.data: every virtual server, its real servers, and the results of their checks.
struct CheckDump {
    private(set) var text = "------< LVS Topology >------\n"
    private let daemon: CheckDaemon
    private let now: MonotonicInstant

    init(_ daemon: CheckDaemon, at now: MonotonicInstant) {
        self.daemon = daemon
        self.now = now
        for (index, server) in daemon.checking.model.virtualServers.enumerated() { add(server, index) }
        text += "------< Health checkers >------\n"
        for check in daemon.checking.register.checks { add(check) }
    }

    private mutating func add(_ server: VirtualServerDefinition, _ index: Int) {
        let supervision = daemon.checking.supervision
        let count = supervision.count(service: index)
        text += " Virtual server = \(server.name)\n"
        var lines = [
            ("Quorum", "\(supervision.quorum(service: index)), weight \(count.weight) of \(count.quorum)")
        ]
        if count.hysteresis > 0 { lines.append(("Hysteresis", "\(count.hysteresis)")) }
        if let sorry = server.sorryServer {
            let serves = supervision.quorum(service: index) == .down
            lines.append(("Sorry server", "\(sorry.destination.id), \(serves ? "serving" : "not needed")"))
        }
        if supervision.areChecksSuspended(service: index) {
            lines.append(("Checks", "suspended: this host has none of its addresses"))
        }
        text += ModelDump.lines(lines)
        for (place, realServer) in server.realServers.enumerated() {
            let liveness = supervision.liveness(service: index, server: place)
            let weight = supervision.weight(service: index, server: place)
            text += ModelDump.lines([
                ("Real server", "\(realServer.destination.id), \(liveness), weight \(weight)")
            ])
        }
    }

    private mutating func add(_ check: SharedCheck) {
        guard let index = daemon.checking.register.index(of: check.id) else { return }
        text += " \(daemon.checking.subject(of: index))\n"
        var lines = [("State", state(of: check)), ("Last result", lastResult(of: check))]
        if check.isInTrouble { lines.append(("Trouble", "this machine cannot run the check: see the log")) }
        lines.append(("Next run", nextRun(of: check, index)))
        if check.machine.weight != nil || check.fileOffset != 0 {
            let weight = check.machine.weight.map { "\($0)" } ?? "configured weight \(check.fileOffset)"
            lines.append(("Weight", weight))
        }
        lines.append(("Servers", "\(check.others.count + 1)"))
        text += ModelDump.lines(lines)
    }

    private func state(of check: SharedCheck) -> String {
        guard check.last != nil else {
            return check.machine.isUp ? "UP, not checked yet" : "DOWN, not checked yet"
        }
        return check.machine.isUp ? "UP" : "DOWN"
    }

    private func lastResult(of check: SharedCheck) -> String {
        guard let last = check.last else { return "none" }
        let age = "\(Self.seconds(now - last.endedAt)) s ago, it took \(Self.milliseconds(last.duration)) ms"
        switch last.verdict {
        case .success: return "success \(age)"
        case .failure(let failure):
            return "\(failure.reason): \(check.kind.text(of: failure, step: last.step)); \(age)"
        }
    }

    private func nextRun(of check: SharedCheck, _ index: Int) -> String {
        if let since = check.runningSince { return "running for \(Self.milliseconds(now - since)) ms" }
        if case .misc(let program) = check.kind, let why = program.disabledBecause { return "never: \(why)" }
        if case .file(let file) = check.kind { return "when \(file.path) changes" }
        if case .session(let name) = check.kind { return "when the BFD session \(name) changes" }
        guard let due = daemon.checking.register.deadlines[index] else { return "none" }
        return "in \(Self.seconds(due - now)) s"
    }

    private static func milliseconds(_ duration: Duration) -> Int64 { duration.wholeNanoseconds / 1_000_000 }

    /// Seconds with one decimal.
    private static func seconds(_ duration: Duration) -> String {
        let tenths = max(0, duration.wholeNanoseconds / 100_000_000)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
