import ConfigurationSyntax

extension Interpreter {
    /// Whether the FIFOs have scripts to run.
    var hasPipeScripts: Bool {
        scope == .everything && GlobalSettingRows.pipes.contains { global.given[$0.rows.script] != nil }
    }

    /// Makes the FIFOs. A load for the VRRP process has only their paths: it neither creates nor reads them.
    mutating func applyNotificationPipeRules() {
        for (rows, subjects) in GlobalSettingRows.pipes {
            guard let pipe = pipe(rows, subjects) else { continue }
            if let index = model.global.notificationPipes.firstIndex(where: { $0.path == pipe.path }) {
                model.global.notificationPipes[index].subjects.formUnion(subjects)
                reportSharedPipe(rows, pipe)
            } else {
                model.global.notificationPipes.append(pipe)
            }
        }
    }

    /// Two readers of one FIFO take each other's lines.
    private mutating func reportSharedPipe(
        _ rows: GlobalSettingRows.Pipe, _ pipe: NotificationPipe
    ) {
        guard let statement = global.given[rows.path]?.statement else { return }
        report(
            .warning,
            "'\(pipe.path)' is a FIFO of another keyword too: it gets each line once"
                + (pipe.script == nil ? "" : ", and '\(rows.script.word)' never runs"),
            at: 1, of: statement, suggestion: "a path of its own")
    }

    private mutating func pipe(
        _ rows: GlobalSettingRows.Pipe, _ subjects: NotificationPipe.Subjects
    ) -> NotificationPipe? {
        let scriptStatement = global.given[rows.script]?.statement
        let script =
            scope == .everything ? scriptStatement.flatMap { command(of: $0, userStatement: nil) } : nil
        guard let statement = global.given[rows.path]?.statement else {
            guard let script = scriptStatement else { return nil }
            let name = word(0, of: script)
            report(
                .warning, "'\(name)' has no FIFO to read and never runs", at: 0, of: script,
                suggestion: "\(name.dropLast("_script".utf8.count)) PATH")
            return nil
        }
        var pipe = NotificationPipe(path: word(1, of: statement), subjects: subjects, script: script)
        guard scope == .everything else { return pipe }
        let names = (2..<max(2, wordCount(statement))).map { word($0, of: statement) }
        // keepalived falls back to the daemon's user.
        if case .other(let owner) = user(names, statement, at: 2, unknown: .warning) { pipe.owner = owner }
        return pipe
    }
}
