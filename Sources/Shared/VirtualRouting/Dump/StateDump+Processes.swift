internal import Configuration
internal import Election
internal import ProcessTracking

extension StateDump {
    /// The lines of a tracked process.
    func lines(of process: TrackedProcess, _ count: ProcessCount?) -> String {
        var lines = ["Process = \(process.command.text)"]
        if !process.parameters.isEmpty {
            lines.append("Parameters = \(process.parameters.map(\.text).joined(separator: " "))")
        }
        switch process.parameterMatch {
        case nil where process.parameters.isEmpty: break
        case nil, .exact: lines.append("Param match")
        case .initial: lines.append("Param match = initial")
        case .partial: lines.append("Param match = partial")
        }
        lines.append("Min processes = \(process.quorum)")
        if let maximum = process.maximum { lines.append("Max processes = \(maximum)") }
        lines += [
            "Current processes = \(count?.count ?? 0)", "Have quorum = \(count?.hasQuorum ?? false)",
            "Weight = \(process.weight)\(process.isReversed ? " reverse" : "")",
            "Terminate delay = \(process.terminateDelay.sixDigits)s",
            "Fork delay = \(process.forkDelay.sixDigits)s",
            "Fork delay timer \(count?.waitsForFork == true ? "" : "not ")running",
            "Terminate delay timer \(count?.waitsForEnd == true ? "" : "not ")running",
            "Full command = \(process.comparesCommandLine)", "Tracking instances :",
        ]
        lines += trackers(of: .process(process.name)).map { "  \($0)" }
        return " VRRP Track process = \(process.name)\n" + ModelDump.indented(lines)
    }

    /// The instances that track something, each with its weight or that of its group.
    private func trackers(of subject: TrackedSubject) -> [String] {
        model.instances.compactMap { instance in
            let group = model.groups.first { $0.election.members.contains(instance.name) }
            let all = instance.election.trackings + (group?.election.trackings ?? [])
            return all.first { $0.subject == subject }.map { "\(instance.name), weight \($0.weightText)" }
        }
    }
}

extension Duration {
    /// Seconds with all digits down to microseconds.
    fileprivate var sixDigits: String {
        let (seconds, attoseconds) = components
        let digits = String(attoseconds / 1_000_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
