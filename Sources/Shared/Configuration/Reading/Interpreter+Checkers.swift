import ConfigurationSyntax
import NetworkTypes

/// The keywords of checkers.
extension Interpreter {
    mutating func beginChecker(_ statement: Int) {
        checker = CheckerDraft()
        checker.statement = statement
        checker.block = block
        if block == .sslGet { checker.pages.security = PageCheck.Security() }
    }

    mutating func endChecker(_ statement: Int) {
        if isComplete(checker) { realServer.checkers.append(checker) }
    }

    mutating func beginHost(_ statement: Int) {
        checker.hosts.append(ConnectionDraft())
    }

    /// Whether a checker has everything that it needs. Reports a diagnostic if not.
    private mutating func isComplete(_ draft: CheckerDraft) -> Bool {
        let missing: (text: String, suggestion: String)?
        switch draft.block {
        case .miscCheck where draft.program.statement == nil: missing = ("program", "misc_path \"COMMAND\"")
        case .httpGet where draft.pages.pages.isEmpty, .sslGet where draft.pages.pages.isEmpty:
            missing = draft.hadBadPage ? nil : ("page", "url { path / }")
            if draft.hadBadPage { return false }
        case .fileCheck where draft.trackedFile == nil: missing = ("file", "track_file NAME")
        case .sessionCheck where draft.sessionName == nil: missing = ("session", "name NAME")
        default: return true
        }
        if let missing, !draft.hadRefusal {
            report(
                .error,
                "the \(word(0, of: draft.statement)) has no \(missing.text) to check and is ignored", at: 0,
                of: draft.statement, suggestion: missing.suggestion)
        }
        return false
    }

    /// Changes the settings of the block that is being read: a virtual server's, a real server's or a
    /// checker's.
    private mutating func changeSettings(_ change: (inout CheckSettingsDraft) -> Void) {
        switch block {
        case .virtualServer: change(&server.settings)
        case .realServer: change(&realServer.settings)
        default: change(&checker.settings)
        }
    }

    mutating func setRetries(_ value: Value) { changeSettings { $0.retries = value.number } }
    mutating func setRetryDelay(_ value: Value) {
        changeSettings { $0.retryDelayMicroseconds = value.number }
    }
    mutating func setWarmup(_ value: Value) { changeSettings { $0.warmupMicroseconds = value.number } }
    mutating func setTimeout(_ value: Value) { changeSettings { $0.timeoutMicroseconds = value.number } }
    mutating func setInterval(_ value: Value) { changeSettings { $0.intervalMicroseconds = value.number } }
    mutating func setVirtualHost(_ value: Value) {
        guard let name = text(value, for: .http) else { return }
        changeSettings { $0.virtualHost = name }
    }

    /// Changes the connection that is being read: a checker's, or that of its last `host`.
    mutating func changeConnection(_ change: (inout ConnectionDraft) -> Void) {
        if block == .smtpHost, !checker.hosts.isEmpty {
            change(&checker.hosts[checker.hosts.count - 1])
        } else {
            change(&checker.connection)
        }
    }

    mutating func setClientName(_ value: Value) {
        guard let name = text(value, for: .smtp) else { return }
        checker.heloName = name
    }

    mutating func setServerName(_ value: Value) {
        checker.pages.security?.sendsServerName = true
        let name = value.isGiven ? text(value, for: .tls) : nil
        checker.pages.security?.serverName = name
    }

    mutating func setPayload(_ value: Value) {
        guard let pattern = hexadecimal(value, allowsWildcards: false) else { return noteRefused("payload") }
        checker.exchange.payload = pattern.bytes
    }

    mutating func setRequiredReply(_ value: Value) {
        checker.exchange.requiredReply = hexadecimal(value, allowsWildcards: true)
    }

    /// The hexadecimal digits after a keyword, which may be split into words. Reports a diagnostic and
    /// returns nil if a wildcard is not allowed.
    mutating func hexadecimal(_ value: Value, allowsWildcards: Bool) -> DatagramExchange.Pattern? {
        var pattern = DatagramExchange.Pattern()
        var isSecond = false
        for index in value.word..<wordCount(value.statement) {
            for byte in bytes(index, of: value.statement) {
                let digit = Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
                if digit == nil, !allowsWildcards {
                    report(
                        .error, "'\(word(0, of: value.statement))' takes hexadecimal digits only", at: index,
                        of: value.statement)
                    return nil
                }
                if !isSecond {
                    pattern.bytes.append(0)
                    pattern.mask.append(0)
                }
                let last = pattern.bytes.count - 1
                let shift: UInt8 = isSecond ? 0 : 4
                pattern.bytes[last] |= (digit ?? 0) << shift
                pattern.mask[last] |= (digit == nil ? 0 : 0xF) << shift
                isSecond.toggle()
            }
        }
        return pattern
    }

    /// As in keepalived, no label may be empty, not even the root's, and the first name is used.
    mutating func setQuestionName(_ value: Value) {
        guard let name = text(value, for: .dns) else { return }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name == "." || labels.allSatisfy({ (1...63).contains($0.utf8.count) }), name.utf8.count <= 253
        else {
            return report(
                .error, "'\(name)' is not a domain name", at: value.word, of: value.statement,
                suggestion: "labels of 1 to 63 bytes with dots between them, and none at the end")
        }
        if let earlier = checker.questionNameStatement {
            return reportRepeated(value.statement, earlier: earlier)
        }
        checker.questionNameStatement = value.statement
        checker.question.name = name
    }

    mutating func setTrackedFile(_ value: Value) {
        let name = text(value)
        guard trackFiles[name]?.path != nil else {
            noteRefused("track_file")
            return report(
                .error, "there is no track_file '\(name)' that names a file", at: value.word,
                of: value.statement,
                suggestion: near(name.utf8, names.trackFileList))
        }
        checker.trackedFile = name
    }

    mutating func setCheckedSession(_ value: Value) {
        let name = text(value)
        guard let session = sessionPlaces[name].map({ model.sessions[$0] }) else {
            noteRefused("name")
            return report(
                .error, "there is no bfd_instance '\(name)'", at: value.word, of: value.statement,
                suggestion: near(name.utf8, model.sessions.lazy.map(\.name)))
        }
        guard session.isForCheckers else {
            noteRefused("name")
            return report(
                .error, "the bfd_instance '\(name)' is only for virtual routers", at: value.word,
                of: value.statement, suggestion: "'checker' in the bfd_instance")
        }
        checker.sessionName = name
    }
}
