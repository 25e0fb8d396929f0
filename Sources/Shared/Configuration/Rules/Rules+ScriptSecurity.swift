import ConfigurationSyntax

/// What following a path to a program found.
private struct ProgramPath {
    /// The path with all links followed.
    var resolved: String
    /// The program itself.
    var file: FileFacts
    /// The first component that a user other than root can change.
    var unsafe: (path: String, file: FileFacts)?
}

extension Interpreter {
    private static let bash = "/bin/bash"
    private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let linkLimit = 40

    /// Finds the program of a command and decides whether it may run.
    mutating func check(
        _ words: [String], _ text: String, credentials: UserAndGroup?, _ statement: Int
    ) -> CommandOutcome {
        let isRoot = (credentials?.userID ?? host.currentUser().userID) == 0
        if isRoot, credentials == nil, global.model.isScriptSecurityEnabled, host.currentUser().userID == 0,
            global.given[GlobalSettingRows.scriptUser] == nil
        {
            let reason = "script security is enabled and no user is named to run it"
            report(
                .warning, "the script never runs: \(reason)", at: 1, of: statement,
                suggestion: "'script_user USER' in global_defs")
            return .disabled(Command(words: words, text: text), reason: reason)
        }
        let name = words.first ?? ""
        guard let path = search(name), let program = walk(to: path) else {
            if let line = ShellLine(words, text) {
                return run(line, words, text, credentials: credentials, isRoot: isRoot, statement)
            }
            let advice = ShellLine.operators(in: words).isEmpty ? nil : ShellLine.advice
            return refuse(words, text, "there is no program '\(name)'", statement, suggestion: advice)
        }
        guard program.file.kind == .regular else {
            return refuse(words, text, "'\(path)' is not a file", statement)
        }
        guard Self.mayExecute(program.file, credentials) else {
            return refuse(
                words, text, "'\(path)' is not executable (mode \(Self.octal(program.file.mode)))", statement,
                suggestion: "chmod +x \(path)")
        }
        if let reason = unsafety(of: program, isRoot: isRoot, statement) {
            return .disabled(Command(words: words, text: text, credentials: credentials), reason: reason)
        }
        if isRoot { rootScripts.append(statement) }
        if let word = ShellLine.operators(in: words).first {
            report(
                .warning, "no shell runs this command: '\(word)' is passed to the program as an argument",
                at: 1,
                of: statement, suggestion: ShellLine.advice)
        }
        var command = Command(words: [path] + words.dropFirst(), text: text, credentials: credentials)
        // The kernel refuses text without `#!`; a shell runs it.
        if host.programFormat(of: program.resolved) == .text { command.words.insert(ShellLine.shell, at: 0) }
        return .runs(command)
    }

    private mutating func run(
        _ line: ShellLine, _ words: [String], _ text: String, credentials: UserAndGroup?, isRoot: Bool,
        _ statement: Int
    ) -> CommandOutcome {
        let shell = line.wantsBash && walk(to: Self.bash) != nil ? Self.bash : ShellLine.shell
        if line.wantsBash, shell != Self.bash {
            report(
                .warning,
                "only bash opens /dev/tcp/HOST/PORT, and it is not installed: the command will fail",
                at: 1, of: statement)
        }
        if isRoot { rootScripts.append(statement) }
        // The word after the line is `$0`; arguments appended to the command are `$1` and so on.
        let words = [shell, "-c", line.text, shell]
        return .runs(Command(words: words, text: text, credentials: credentials))
    }

    private mutating func refuse(
        _ words: [String], _ text: String, _ reason: String, _ statement: Int, suggestion: String? = nil
    ) -> CommandOutcome {
        report(.warning, "the script never runs: \(reason)", at: 1, of: statement, suggestion: suggestion)
        return .disabled(Command(words: words, text: text), reason: reason)
    }

    /// Why a program must not run as root under script security; reported together with the command that
    /// fixes it.
    private mutating func unsafety(of program: ProgramPath, isRoot: Bool, _ statement: Int) -> String? {
        let isSetUserID = program.file.mode & 0o4000 != 0 && program.file.ownerID == 0
        guard global.model.isScriptSecurityEnabled, isRoot || isSetUserID, let found = program.unsafe else {
            return nil
        }
        let mode = Self.octal(found.file.mode)
        let reason: String
        let remedy: String
        if found.file.ownerID != 0 {
            reason = "'\(found.path)' belongs to user \(found.file.ownerID), not root (mode \(mode))"
            remedy = "chown root \(found.path)"
        } else if found.file.mode & 0o002 != 0 {
            reason = "'\(found.path)' is writable by everyone (owner 0, mode \(mode))"
            remedy = "chmod go-w \(found.path)"
        } else {
            reason = "'\(found.path)' is writable by group \(found.file.groupID) (owner 0, mode \(mode))"
            remedy = "chmod go-w \(found.path)"
        }
        report(
            .error, "script security: the script never runs as root, as \(reason)", at: 1, of: statement,
            suggestion: remedy)
        return reason
    }

    /// The path of a program: as given if it has a slash, else found in PATH.
    private mutating func search(_ name: String) -> String? {
        guard !name.utf8.contains(UInt8(ascii: "/")) else { return name }
        let path = host.environmentVariable("PATH") ?? Self.defaultPath
        for directory in path.split(separator: ":").prefix(64) {
            let candidate = directory + "/" + name
            if let program = walk(to: candidate), program.file.kind == .regular,
                program.file.mode & 0o111 != 0
            {
                return candidate
            }
        }
        return nil
    }

    /// Follows a path and its links, and records the first component that a user other than root can change.
    private mutating func walk(to path: String) -> ProgramPath? {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var current = path.hasPrefix("/") ? "" : host.currentDirectory()
        var result = ProgramPath(
            resolved: "/", file: FileFacts(kind: .directory, mode: 0o755, ownerID: 0, groupID: 0), unsafe: nil
        )
        var links = 0
        var steps = 0
        while let name = pending.popLast() {
            steps += 1
            guard steps <= 1024 else { return nil }
            if name == "." { continue }
            if name == ".." {
                current = current.lastIndex(of: "/").map { String(current[..<$0]) } ?? ""
                continue
            }
            let next = current + "/" + name
            guard let file = host.file(at: next) else { return nil }
            if case .link(let target) = file.kind {
                links += 1
                guard links <= Self.linkLimit else { return nil }
                if target.hasPrefix("/") { current = "" }
                pending += target.split(separator: "/").map(String.init).reversed()
                continue
            }
            if result.unsafe == nil, Self.isUnsafe(file) { result.unsafe = (next, file) }
            current = next
            result.file = file
        }
        result.resolved = current
        return result
    }

    /// As in keepalived: not owned by root, or writable by another group or by everyone; sticky directories
    /// are exempt.
    private static func isUnsafe(_ file: FileFacts) -> Bool {
        if file.ownerID != 0 { return true }
        let isSticky = file.kind == .directory && file.mode & 0o1000 != 0
        return !isSticky && (file.mode & 0o002 != 0 || (file.mode & 0o020 != 0 && file.groupID != 0))
    }

    private static func mayExecute(_ file: FileFacts, _ credentials: UserAndGroup?) -> Bool {
        guard let credentials, credentials.userID != 0 else { return file.mode & 0o111 != 0 }
        if file.ownerID == credentials.userID { return file.mode & 0o100 != 0 }
        let groups = [credentials.groupID] + credentials.supplementaryGroupIDs
        return file.mode & (groups.contains(file.groupID) ? 0o010 : 0o001) != 0
    }

    private static func octal(_ mode: UInt32) -> String { "0" + String(mode & 0o7777, radix: 8) }
}
