import ConfigurationSyntax
import NetworkTypes

/// The keywords of `global_defs`.
enum GlobalKeywords {
    static let all = special + own + defaults + InactiveGlobalKeywords.all

    private static let own: [Keyword] = {
        let pipes = GlobalSettingRows.pipes.flatMap { [$0.rows.path, $0.rows.script] }
        let rows =
            GlobalSettingRows.all + MailSettingRows.all + GlobalSettingRows.commands + pipes
        return rows.flatMap { $0.keywords(.global) }
    }()

    /// Those that give defaults to other blocks.
    private static let defaults: [Keyword] = {
        let all =
            InstanceSettingRows.all.map(\.globalKeyword)
            + VirtualServerSettingRows.global.map(\.globalKeyword)
            + [PaceSettingRows.logsAllFailures.globalKeyword]
        return all.compactMap { $0 }
    }()

    private static let special: [Keyword] = [
        Keyword("notification_email", .block(.notificationEmail), effect: .works),
        // The reader acts on it, file by file.
        Keyword("include_check", .words(atLeast: 0)) { $0.checkIncludeChecks($1) },
    ]
}

extension Interpreter {
    /// The first word after a keyword.
    func text(_ value: Value) -> String { word(value.word, of: value.statement) }

    /// Warns of a process name that is too long.
    mutating func acceptsProcessName(_ value: Value) -> Bool {
        if bytes(value.word, of: value.statement).count > Bounds.nameBytes {
            report(
                .warning, "the kernel keeps 15 bytes of a process name", at: value.word, of: value.statement)
        }
        return true
    }

    /// Whether a network namespace is used. Reports a diagnostic if it does not exist, or if another one is
    /// given outside the file.
    mutating func acceptsNetworkNamespace(_ value: Value) -> Bool {
        let name = text(value)
        if global.isNetworkNamespaceGiven {
            let given = global.model.networkNamespace ?? ""
            report(
                .warning, "the network namespace '\(given)' from the command line is used", at: 1,
                of: value.statement)
        } else if host.file(at: "/run/netns/" + name) == nil {
            global.isNetworkNamespaceMissing = true
            report(
                .error, "there is no network namespace '\(name)'", at: 1, of: value.statement,
                suggestion: "ip netns add \(name)")
        }
        return true
    }

    /// Reports a repeated keyword whose first use counts.
    mutating func reportRepeated(_ statement: Int, earlier: Int) {
        var diagnostic = Diagnostic(
            .error, "'\(word(0, of: statement))' is repeated: the first one is used")
        diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
        append(diagnostic, at: 0, of: statement)
    }

    /// Whether all processors on the line exist. Reports a diagnostic if not.
    mutating func acceptsProcessors(_ value: Value) -> Bool {
        let count = host.processorCount()
        for index in value.word..<wordCount(value.statement) {
            guard let processor = Numbers.integer(bytes(index, of: value.statement)), processor >= count
            else { continue }
            report(
                .error, "processor \(processor) does not exist: the whole line is ignored", at: index,
                of: value.statement, suggestion: "0 to \(count - 1)")
            return false
        }
        return true
    }

    /// Reads `umask`: a number, or names with `|` between them.
    mutating func acceptsFileModeMask(_ value: inout Value) -> Bool {
        let names = [
            "IRUSR": 0o400, "IWUSR": 0o200, "IXUSR": 0o100, "IRWXU": 0o700, "IRGRP": 0o40, "IWGRP": 0o20,
            "IXGRP": 0o10, "IRWXG": 0o70, "IROTH": 4, "IWOTH": 2, "IXOTH": 1, "IRWXO": 7,
        ]
        let text = bytes(value.word, of: value.statement)
        if let number = Numbers.prefixedInteger(text), (0...0o777).contains(number) {
            value.number = number
            return true
        }
        var mask = 0
        for part in text.string.split(separator: "|", omittingEmptySubsequences: false) {
            guard let bits = names[String(part)] else {
                report(
                    .error, "'\(text.string)' is not a file mode mask", at: value.word, of: value.statement,
                    suggestion: "0 to 0777, or names such as IRWXG|IRWXO")
                return false
            }
            mask |= bits
        }
        value.number = mask
        return true
    }

    /// Whether a multicast group is of the keyword's family. Reports a diagnostic if not.
    mutating func acceptsGroup(_ value: Value, _ family: AddressFamily) -> Bool {
        guard let address = address(value), address.family == family else {
            report(
                .error, "'\(text(value))' is not an \(family) address", at: value.word, of: value.statement)
            return false
        }
        if case .ipv6(let group) = address, group.byte(1) & 0xF != 2 {
            report(
                .warning, "'\(address)' is not a link-local multicast group", at: value.word,
                of: value.statement,
                suggestion: "an address in ff02::/16")
        }
        return true
    }

    fileprivate mutating func checkIncludeChecks(_ value: Value) {
        let words = ["read", "match", "wildcard_match", "brace_match"]
        for index in value.word..<wordCount(value.statement) {
            let text = word(index, of: value.statement)
            let name = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
            guard !words.contains(name) else { continue }
            report(
                .error, "unknown check '\(text)' in 'include_check'", at: index, of: value.statement,
                suggestion: words.joined(separator: ", "))
        }
    }
}
