import ConfigurationSyntax
import NetworkTypes

/// The keywords of `global_defs` that have an effect.
enum GlobalKeywords {
    static let all =
        identity + logging + scripts + processes + announcements + multicastGroups
        + GlobalSettingRows.all.map { $0.keyword(\.global.given) }
        + InstanceSettingRows.all.compactMap(\.globalKeyword) + ServerGlobalKeywords.all + old
        + InactiveGlobalKeywords.all

    private static let identity: [Keyword] = [
        Keyword("router_id", .text) { $0.global.model.routerID = $0.text($1) },
        Keyword("notification_email", .block(.notificationEmail)),
        // The reader acts on it, file by file.
        Keyword("include_check", .words(atLeast: 0)) { $0.checkIncludeChecks($1) },
        Keyword("dynamic_interfaces", .optionalChoice(["allow_if_changes"])) { interpreter, _ in
            interpreter.global.model.allowsMissingInterfaces = true
        },
    ]

    private static let logging: [Keyword] = [
        Keyword("log_file", .text) { $0.global.model.logFile = $0.text($1) },
        Keyword("checker_log_all_failures", .boolean) { $0.global.logsAllCheckFailures = $1.isOn },
    ]

    private static let scripts: [Keyword] = [
        Keyword("script_user", .special(syntax: "USER [[:]GROUP]", atLeast: 1, atMost: 3)) {
            $0.global.scriptUserStatement = $1.statement
        },
        Keyword("startup_script", .script) { $0.setOnce(\.startupScript, $1) },
        Keyword("shutdown_script", .script) { $0.setOnce(\.shutdownScript, $1) },
    ]

    private static let processes: [Keyword] = [
        Keyword("process_names", .flag) { interpreter, _ in interpreter.global.usesProcessNames = true },
        Keyword("process_name", .text) { $0.global.model.processName = $0.processName($1) },
        Keyword("vrrp_process_name", .text) { $0.global.model.vrrpProcess.name = $0.processName($1) },
        Keyword("vrrp_cpu_affinity", .numbers(0...Bounds.processors)) {
            $0.setProcessors(\.vrrpProcess, $1)
        },
        Keyword("bfd_process_name", .text) { $0.global.model.bfdProcess.name = $0.processName($1) },
        Keyword("bfd_cpu_affinity", .numbers(0...Bounds.processors)) { $0.setProcessors(\.bfdProcess, $1) },
        Keyword("umask", .text) { $0.setFileModeMask($1) },
    ]

    private static let announcements: [Keyword] = [
        Keyword("vrrp_garp_interval", .secondsOrZero(Bounds.positiveMicroseconds32)) {
            $0.global.garpInterval = .microseconds($1.number)
        },
        Keyword("vrrp_gna_interval", .secondsOrZero(Bounds.positiveMicroseconds32)) {
            $0.global.gnaInterval = .microseconds($1.number)
        },
        Keyword("vrrp_min_garp", .boolean) { $0.global.given["vrrp_min_garp"] = GivenValue($1, .boolean) },
    ]

    private static let multicastGroups: [Keyword] = [
        Keyword("vrrp_mcast_group4", .multicast) { $0.setMulticastGroup($1, .ipv4) },
        Keyword("vrrp_mcast_group6", .multicast) { $0.setMulticastGroup($1, .ipv6) },
    ]

    private static let old: [Keyword] = [
        Keyword("lvs_id", .text, oldSpellingOf: "router_id") { $0.global.model.routerID = $0.text($1) }
    ]
}

extension Interpreter {
    /// The first word after a keyword.
    func text(_ value: Value) -> String { word(value.word, of: value.statement) }

    /// A process name; the kernel keeps 15 bytes of it.
    mutating func processName(_ value: Value) -> String {
        let name = bytes(value.word, of: value.statement)
        guard name.count > 15 else { return name.string }
        report(.warning, "the kernel keeps 15 bytes of a process name", at: value.word, of: value.statement)
        return name.prefix(15).string
    }

    fileprivate mutating func setOnce(_ place: WritableKeyPath<GlobalDraft, Int?>, _ value: Value) {
        _ = keepFirst(place, value)
    }

    /// Remembers the statement of a keyword whose first use counts. Reports a diagnostic and returns false
    /// for a later one.
    mutating func keepFirst(_ place: WritableKeyPath<GlobalDraft, Int?>, _ value: Value) -> Bool {
        if let earlier = global[keyPath: place] {
            reportRepeated(value.statement, earlier: earlier)
            return false
        }
        global[keyPath: place] = value.statement
        return true
    }

    mutating func setNetworkNamespace(_ value: Value) {
        guard keepFirst(\.networkNamespaceStatement, value) else { return }
        let name = text(value)
        if global.isNetworkNamespaceGiven {
            let given = global.model.networkNamespace ?? ""
            return report(
                .warning, "the network namespace '\(given)' from the command line is used", at: 1,
                of: value.statement)
        }
        global.model.networkNamespace = name
        guard host.file(at: "/run/netns/" + name) == nil else { return }
        global.isNetworkNamespaceMissing = true
        report(
            .error, "there is no network namespace '\(name)'", at: 1, of: value.statement,
            suggestion: "ip netns add \(name)")
    }

    /// Reports a repeated keyword whose first use counts.
    mutating func reportRepeated(_ statement: Int, earlier: Int) {
        var diagnostic = Diagnostic(
            .error, "'\(word(0, of: statement))' is repeated: the first one is used")
        diagnostic.notes.append(.init("the first one is here", at: location(of: earlier)))
        append(diagnostic, at: 0, of: statement)
    }

    mutating func setProcessors(
        _ process: WritableKeyPath<GlobalDefinitions, ProcessTuning>, _ value: Value
    ) {
        let count = host.processorCount()
        var processors: [Int] = []
        for index in value.word..<wordCount(value.statement) {
            guard let processor = Numbers.integer(bytes(index, of: value.statement)) else { continue }
            guard processor < count else {
                report(
                    .error, "processor \(processor) does not exist: the whole line is ignored", at: index,
                    of: value.statement, suggestion: "0 to \(count - 1)")
                return
            }
            processors.append(processor)
        }
        global.model[keyPath: process].processors = processors
    }

    fileprivate mutating func setFileModeMask(_ value: Value) {
        let names: [String: UInt32] = [
            "IRUSR": 0o400, "IWUSR": 0o200, "IXUSR": 0o100, "IRWXU": 0o700, "IRGRP": 0o40, "IWGRP": 0o20,
            "IXGRP": 0o10, "IRWXG": 0o70, "IROTH": 4, "IWOTH": 2, "IXOTH": 1, "IRWXO": 7,
        ]
        let text = bytes(value.word, of: value.statement)
        if let number = Numbers.prefixedInteger(text), (0...0o777).contains(number) {
            global.model.fileModeMask = UInt32(number)
            return
        }
        var mask: UInt32 = 0
        for part in text.string.split(separator: "|", omittingEmptySubsequences: false) {
            guard let bits = names[String(part)] else {
                report(
                    .error, "'\(text.string)' is not a file mode mask", at: value.word, of: value.statement,
                    suggestion: "0 to 0777, or names such as IRWXG|IRWXO")
                return
            }
            mask |= bits
        }
        global.model.fileModeMask = mask
    }

    fileprivate mutating func setMulticastGroup(_ value: Value, _ family: AddressFamily) {
        guard let address = address(value) else { return }
        guard address.family == family else {
            return report(
                .error, "'\(address)' is not an \(family) address", at: value.word, of: value.statement)
        }
        if case .ipv6(let group) = address, group.byte(1) & 0xF != 2 {
            report(
                .warning, "'\(address)' is not a link-local multicast group", at: value.word,
                of: value.statement,
                suggestion: "an address in ff02::/16")
        }
        if family == .ipv4 { global.groupIPv4 = address } else { global.groupIPv6 = address }
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
