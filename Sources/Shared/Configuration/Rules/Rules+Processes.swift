import ConfigurationSyntax
import Election
import ProcessTracking

extension Interpreter {
    mutating func beginTrackProcess(_ statement: Int) {
        trackProcess = TrackProcessDraft()
        trackProcess.name = word(1, of: statement)
    }

    mutating func endTrackProcess(_ statement: Int) {
        let draft = trackProcess
        if let earlier = names.trackProcesses[draft.name] {
            return reportDuplicate(
                "vrrp_track_process", draft.name, statement, earlier: trackProcessStatements[earlier])
        }
        guard let command = draft.given[ProcessSettingRows.process] else {
            guard !draft.hasRefusedProcess else { return }
            return report(
                .error, "the vrrp_track_process '\(draft.name)' names no process and is ignored", at: 1,
                of: statement, suggestion: "process NAME")
        }
        var made = TrackedProcess(name: draft.name)
        apply(ProcessSettingRows.all, NestedValues(block: .trackProcess, own: draft.given), to: &made)
        // As in keepalived, none must run, so none need run.
        if made.maximum == 0 { made.quorum = 0 }
        if !made.comparesCommandLine, !(1...Bounds.nameBytes).contains(made.command.count) {
            report(
                .warning, "no process has this name: the kernel keeps 1 to \(Bounds.nameBytes) bytes",
                at: command.word, of: command.statement,
                suggestion: "'full_command', which compares the command line")
        }
        names.trackProcesses[made.name] = model.processes.count
        trackProcessStatements.append(statement)
        model.processes.append(made)
    }

    /// The processes of `track_process`, with the block's weight where the line has none. Those that are not defined become
    /// faults.
    mutating func processes(
        _ drafts: [TrackingLine], _ consequence: String, _ faults: inout [String]
    ) -> [InstanceSettings.Tracking] {
        drafts.compactMap { draft in
            guard let process = names.trackProcesses[draft.name].map({ model.processes[$0] }) else {
                faults.append("there is no vrrp_track_process '\(draft.name)'")
                report(
                    .error, "there is no vrrp_track_process '\(draft.name)': \(consequence)", at: 0,
                    of: draft.statement, suggestion: near(draft.name.utf8, model.processes.lazy.map(\.name)))
                return nil
            }
            return .init(
                .process(draft.name), weight: draft.weight ?? process.weight,
                isReversed: draft.isReversed ?? process.isReversed)
        }
    }
}
