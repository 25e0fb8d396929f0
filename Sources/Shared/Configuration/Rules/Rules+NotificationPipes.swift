import ConfigurationSyntax

extension Interpreter {
    /// Whether the FIFOs of virtual servers have scripts to run.
    var hasServerPipeScripts: Bool {
        writesServerPipes && GlobalSettingRows.pipes.contains { global.given[$0.script] != nil }
    }

    /// Only virtual servers write to FIFOs so far, and only a load that includes them needs the paths.
    private var writesServerPipes: Bool { scope == .everything && hasVirtualServers }

    /// Makes the FIFOs for virtual servers, `lvs_notify_fifo` first.
    mutating func applyNotificationPipeRules() {
        if let statement = global.given[GlobalSettingRows.generalPipe.path]?.statement, !instances.isEmpty {
            report(
                .warning,
                "'notify_fifo' reports virtual servers only: instances and groups do not write to it yet",
                at: 0,
                of: statement)
        }
        guard writesServerPipes else { return }
        for rows in GlobalSettingRows.pipes {
            guard let pipe = pipe(rows),
                !model.global.ipvs.notificationPipes.map(\.path).contains(pipe.path)
            else { continue }
            model.global.ipvs.notificationPipes.append(pipe)
        }
    }

    private mutating func pipe(_ rows: GlobalSettingRows.Pipe) -> NotificationPipe? {
        let scriptStatement = global.given[rows.script]?.statement
        let script = scriptStatement.flatMap { command(of: $0, userStatement: nil) }
        guard let statement = global.given[rows.path]?.statement else {
            guard let script = scriptStatement else { return nil }
            let name = word(0, of: script)
            report(
                .warning, "'\(name)' has no FIFO to read and never runs", at: 0, of: script,
                suggestion: "\(name.dropLast("_script".utf8.count)) PATH")
            return nil
        }
        var pipe = NotificationPipe(path: word(1, of: statement), script: script)
        let names = (2..<max(2, wordCount(statement))).map { word($0, of: statement) }
        // keepalived falls back to the daemon's user.
        if case .other(let owner) = user(names, statement, at: 2, unknown: .warning) { pipe.owner = owner }
        return pipe
    }
}
