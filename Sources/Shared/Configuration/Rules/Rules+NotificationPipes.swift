import ConfigurationSyntax

extension Interpreter {
    /// Whether the FIFOs of virtual servers have scripts to run.
    var hasServerPipeScripts: Bool {
        writesServerPipes && (global.serverPipe.script != nil || global.generalPipe.script != nil)
    }

    /// Only virtual servers write to FIFOs so far, and only a load that includes them needs the paths.
    private var writesServerPipes: Bool { scope == .everything && hasVirtualServers }

    /// Makes the FIFOs for virtual servers, `lvs_notify_fifo` first.
    mutating func applyNotificationPipeRules() {
        if let statement = global.generalPipe.path, !instances.isEmpty {
            report(
                .warning,
                "'notify_fifo' reports virtual servers only: instances and groups do not write to it yet",
                at: 0,
                of: statement)
        }
        guard writesServerPipes else { return }
        let pipes = [pipe(global.serverPipe), pipe(global.generalPipe)].compactMap { $0 }
        for pipe in pipes where !model.global.ipvs.notificationPipes.map(\.path).contains(pipe.path) {
            model.global.ipvs.notificationPipes.append(pipe)
        }
    }

    private mutating func pipe(_ draft: NotificationPipeDraft) -> NotificationPipe? {
        let script = draft.script.flatMap { command(of: $0, userStatement: nil) }
        guard let statement = draft.path else {
            guard let script = draft.script else { return nil }
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
