import HealthChecks
import JSON
import NetworkTypes

/// The result of a check, in each of the forms that are printed.
struct CheckReport {
    var kind: CheckKind
    /// What was checked, as a user would write it.
    var target: String
    var verdict: Verdict
    /// The last address checked; nil if none was.
    var address: IPAddress?
    var attempts: Int
    var phases: [PhaseLog.Phase]
    var findings: [Finding]

    /// 0 for healthy, 1 for not healthy; 2 to 255 for healthy with a weight of 0 to 253.
    var exitStatus: Int32 {
        switch verdict {
        case .failure: 1
        case .success(nil): 0
        case .success(let weight?): Int32(weight) + 2
        }
    }

    /// The line for a server that is not healthy; nil for a healthy one.
    var failureLine: String? {
        guard case .failure(let failure) = verdict else { return nil }
        let tries = attempts > 1 ? " (\(attempts) attempts)" : ""
        return "check: \(kind) \(target): \(failure)\(tries)\n"
    }

    /// The output of `--verbose`.
    var phaseLines: String {
        var lines = [("address", address.map { "\($0)" })].compactMap { name, value in
            value.map { "\(name) \($0)" }
        }
        lines += phases.map { "\(Self.words($0.name)) \(Self.milliseconds($0.microseconds)) ms" }
        lines += findings.map { "\(Self.words($0.name)) \($0.value)" }
        if case .success(let weight?) = verdict { lines.append("weight \(weight)") }
        let outcome = exitStatus == 1 ? "not healthy" : "healthy"
        return "\(kind) \(target): \(outcome)\n" + lines.map { "  \($0)\n" }.joined()
    }

    /// The output of `--json`.
    var json: String {
        var members = [
            JSONValue.Member("kind", .string(kind.rawValue)), .init("target", .string(target)),
            .init("healthy", .boolean(exitStatus != 1)),
        ]
        switch verdict {
        case .success(let weight):
            if let weight { members.append(.init("weight", .integer(Int64(weight)))) }
        case .failure(let failure):
            members.append(.init("reason", .string(failure.reason)))
            members.append(.init("message", .string("\(failure)")))
        }
        if let address { members.append(.init("address", .string("\(address)"))) }
        members.append(.init("attempts", .integer(Int64(attempts))))
        members.append(
            .init("phases_us", .object(phases.map { .init($0.name, .integer($0.microseconds)) })))
        members += findings.map { .init($0.name, .string($0.value)) }
        return JSONValue.object(members).text(.compact) + "\n"
    }

    private static func words(_ name: String) -> String {
        String(name.map { $0 == "_" ? " " : $0 })
    }

    /// `1.234`
    private static func milliseconds(_ microseconds: Int64) -> String {
        let fraction = String(1000 + microseconds % 1000).dropFirst()
        return "\(microseconds / 1000).\(fraction)"
    }
}
