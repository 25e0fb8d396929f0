import ConfigurationSyntax
import Election

/// A command that runs, or the reason why it never does.
enum CommandOutcome {
    /// It runs.
    case runs(Command)
    /// It never runs, for this reason, which has been reported.
    case disabled(Command, reason: String)

    /// The command if it runs.
    var running: Command? {
        if case .runs(let command) = self { command } else { nil }
    }

    /// The command.
    var command: Command {
        switch self {
        case .runs(let command), .disabled(let command, _): command
        }
    }
}

extension Checker {
    /// Stores the program of `MISC_CHECK`.
    fileprivate mutating func run(_ outcome: CommandOutcome) {
        guard case .misc(var check) = kind else { return }
        check.command = outcome.command
        if case .disabled(_, let reason) = outcome { check.disabledBecause = reason }
        kind = .misc(check)
    }
}

/// The user that a script runs as.
enum ScriptUser {
    /// The daemon's user.
    case daemon
    /// Another user.
    case other(UserAndGroup)
    /// A user or group that does not exist.
    case unknown(reason: String)
}

extension Interpreter {
    /// keepalived's default user for scripts, if the machine has it.
    private static let defaultScriptUser = "keepalived_script"

    /// Makes the scripts of the model.
    mutating func applyScriptRules() {
        for index in scripts.indices {
            let draft = scripts[index]
            guard let statement = draft.given[ScriptSettingRows.script]?.statement else {
                scripts[index].disabledBecause = "it has no command"
                guard !draft.refused.contains("script") else { continue }
                report(
                    .error, "the script '\(draft.name)' has no command", at: 1, of: draft.statement,
                    suggestion: "script \"COMMAND\"")
                continue
            }
            let outcome = resolve(
                statement, userStatement: draft.given[ScriptSettingRows.user]?.statement)
            var made = VRRPScript(name: draft.name, command: outcome.command)
            if case .disabled(_, let reason) = outcome {
                made.disabledBecause = reason
                scripts[index].disabledBecause = reason
            }
            apply(ScriptSettingRows.all, NestedValues(block: .script, own: draft.given), to: &made)
            model.scripts.append(made)
        }
    }

    /// The command of a statement, or nil if it cannot run.
    mutating func command(of statement: Int, userStatement: Int?) -> Command? {
        resolve(statement, userStatement: userStatement).running
    }

    /// Whether there is any script. Without one no user is looked up, as that may involve a directory
    /// service.
    private var hasScripts: Bool {
        let notifications = instances.map(\.notifications) + groups.map(\.notifications)
        return !scripts.isEmpty || GlobalSettingRows.commands.contains { global.given[$0] != nil }
            || notifications.contains { given in
                NotificationSettingRows.all.contains { given[$0]?.isGiven == true }
            }
    }

    /// Finds the default user of scripts: `script_user`, else `keepalived_script`, else the daemon's.
    mutating func resolveScriptUser() {
        if let statement = global.given[GlobalSettingRows.scriptUser]?.statement {
            switch user(in: statement, from: 1) {
            case .other(let credentials): global.model.scriptCredentials = credentials
            case .unknown: global.isScriptUserUnknown = true
            case .daemon: break
            }
        } else if hasScripts {
            resolveDefaultScriptUser()
        }
    }

    /// Makes `keepalived_script` the user of scripts if it exists and the file names none.
    private mutating func resolveDefaultScriptUser() {
        guard global.given[GlobalSettingRows.scriptUser] == nil, !global.isScriptUserUnknown,
            let user = host.user(named: Self.defaultScriptUser)
        else { return }
        global.model.scriptCredentials = UserAndGroup(userID: user.userID, groupID: user.groupID)
    }

    /// Looks up the scripts of virtual servers and the programs of checkers.
    mutating func applyServerScriptRules() {
        if !hasScripts, !serverScripts.isEmpty || hasPipeScripts {
            resolveDefaultScriptUser()
            model.global.scriptCredentials = global.model.scriptCredentials
        }
        for script in serverScripts {
            switch script.place {
            case .service(let setting):
                var server = model.virtualServers[script.server]
                setting.property?.set(&server, script.value, &self)
                model.virtualServers[script.server] = server
            case .server(let setting, let index):
                var server = model.virtualServers[script.server].realServers[index]
                setting.property?.set(&server, script.value, &self)
                model.virtualServers[script.server].realServers[index] = server
            case .program(let server, let index, let user):
                let outcome = resolve(script.value.statement, userStatement: user)
                model.virtualServers[script.server].realServers[server].checkers[index].run(outcome)
            }
        }
    }

    /// Reads `USER [[:]GROUP]`: with `:` the supplementary groups of the user are set too.
    private mutating func user(in statement: Int, from first: Int) -> ScriptUser {
        let words = ScriptWords.split(document.rawArguments(of: document.statements[statement])) ?? []
        let names = words.dropFirst(first - 1).map { $0[...].string }
        return user(names, statement, at: first)
    }

    mutating func user(
        _ names: [String], _ statement: Int, at first: Int, unknown severity: Diagnostic.Severity = .error
    ) -> ScriptUser {
        guard let name = names.first else { return .daemon }
        guard let user = host.user(named: name) else {
            report(severity, "there is no user '\(name)'", at: first, of: statement)
            return .unknown(reason: "there is no user '\(name)'")
        }
        let rest = names.dropFirst().joined()
        let hasSupplementary = rest.hasPrefix(":")
        let groupName = hasSupplementary ? String(rest.dropFirst()) : rest
        var groupID = user.groupID
        if !groupName.isEmpty {
            guard let known = host.groupID(named: groupName) else {
                report(severity, "there is no group '\(groupName)'", at: first + 1, of: statement)
                return .unknown(reason: "there is no group '\(groupName)'")
            }
            groupID = known
        }
        return .other(
            UserAndGroup(
                userID: user.userID, groupID: groupID,
                supplementaryGroupIDs: hasSupplementary ? user.groupIDs : []))
    }

    /// Splits a script's line into its command and its user, and decides whether it can run.
    private mutating func resolve(_ statement: Int, userStatement: Int?) -> CommandOutcome {
        let raw = document.rawArguments(of: document.statements[statement])
        let takesUser = !["script", "misc_path"].contains(word(0, of: statement))
        guard let words = ScriptWords.split(raw), let first = words.first else {
            if !document.statements[statement].isDamaged {
                report(.error, "the command has an unclosed quote", at: 1, of: statement)
            }
            return disabled([], raw.string, "the command has an unclosed quote")
        }
        // As in keepalived, the first word is the whole command with its arguments.
        let inner = ScriptWords.split(first[...]) ?? [first]
        let known = takesUser ? 4 : 1
        if words.count > known {
            report(
                .warning, "'\(words[known][...].string)' is not part of the command and is ignored",
                at: known + 1,
                of: statement, suggestion: "quote the command with its arguments")
        }
        var user = defaultUser()
        if let userStatement {
            user = self.user(in: userStatement, from: 1)
        } else if takesUser, words.count > 1 {
            user = self.user(words.dropFirst().map { $0[...].string }, statement, at: 2)
        }
        let line = first[...].string
        guard let program = inner.first, !program.isEmpty else {
            report(.error, "the command is empty", at: 1, of: statement)
            return disabled([], line, "the command is empty")
        }
        switch user {
        case .unknown(let reason):
            return disabled(inner.map { $0[...].string }, line, reason)
        case .daemon:
            return check(inner.map { $0[...].string }, line, credentials: nil, statement)
        case .other(let credentials):
            return check(inner.map { $0[...].string }, line, credentials: credentials, statement)
        }
    }

    private func disabled(_ words: [String], _ text: String, _ reason: String) -> CommandOutcome {
        .disabled(Command(words: words, text: text), reason: reason)
    }

    private func defaultUser() -> ScriptUser {
        // A script whose user does not exist never runs. In particular it does not run as root, so it does
        // not belong to the security class either.
        if global.isScriptUserUnknown { return .unknown(reason: "the script_user does not exist") }
        return global.model.scriptCredentials.map { .other($0) } ?? .daemon
    }

    /// Reports, once, the scripts that would run as root while script security is off.
    mutating func reportRootScripts() {
        guard let first = rootScripts.first, !global.model.isScriptSecurityEnabled else { return }
        let count = rootScripts.count
        var diagnostic = Diagnostic(
            .error,
            "\(count) script\(count == 1 ? " runs" : "s run") as root, but script security is not enabled",
            category: .security,
            suggestion: "'enable_script_security' in global_defs, and 'script_user' with a user of its own")
        for statement in rootScripts.dropFirst().prefix(8) {
            diagnostic.notes.append(.init("another one is here", at: location(of: statement)))
        }
        append(diagnostic, at: 0, of: first)
    }
}
