import ConfigurationSyntax
import NetworkTypes

/// The keywords of checkers.
extension Interpreter {
    mutating func beginChecker(_ statement: Int) {
        checker = CheckerDraft()
        checker.statement = statement
        checker.block = block
    }

    mutating func endChecker(_ statement: Int) {
        if isComplete(checker) { realServer.checkers.append(checker) }
    }

    mutating func beginHost(_ statement: Int) {
        hostConnection = GivenValues()
    }

    mutating func endHost(_ statement: Int) {
        checker.hosts.append(hostConnection)
    }

    /// Whether a checker has everything that it needs. Reports a diagnostic if not.
    private mutating func isComplete(_ draft: CheckerDraft) -> Bool {
        let missing: (text: String, suggestion: String)?
        switch draft.block {
        case .miscCheck where draft.given[CheckerSettingRows.command] == nil:
            missing = ("program", "misc_path \"COMMAND\"")
        case .httpGet where draft.pages.isEmpty, .sslGet where draft.pages.isEmpty:
            missing = draft.hadBadPage ? nil : ("page", "url { path / }")
            if draft.hadBadPage { return false }
        case .fileCheck where draft.given[CheckerSettingRows.trackFile] == nil:
            missing = ("file", "track_file NAME")
        case .sessionCheck where draft.given[CheckerSettingRows.session] == nil:
            missing = ("session", "name NAME")
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

    /// Whether a text can be sent. Reports a diagnostic if not.
    mutating func acceptsText(_ value: Value, for carrier: TextProtocol) -> Bool {
        text(value, for: carrier) != nil
    }

    /// Checks `sni_name`, which asks for the name to be sent.
    mutating func acceptsServerName(_ value: Value) -> Bool {
        checker.given[PageSettingRows.sendsServerName] = Value(statement: value.statement, word: 0, number: 1)
        return !value.isGiven || acceptsText(value, for: .tls)
    }

    /// Whether bytes have no wildcards. Reports a diagnostic if they do.
    mutating func acceptsBytes(_ value: Value) -> Bool {
        hexadecimal(value, allowsWildcards: false) != nil
    }

    /// The hexadecimal digits after a keyword, which may be split into words. Reports a diagnostic and
    /// returns nil if a wildcard is not allowed.
    mutating func hexadecimal(_ value: Value, allowsWildcards: Bool) -> DatagramExchange.ReplyPattern? {
        var pattern = DatagramExchange.ReplyPattern()
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
    mutating func acceptsQuestionName(_ value: Value) -> Bool {
        guard let name = text(value, for: .dns) else { return false }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name == "." || labels.allSatisfy({ (1...63).contains($0.utf8.count) }), name.utf8.count <= 253
        else {
            report(
                .error, "'\(name)' is not a domain name", at: value.word, of: value.statement,
                suggestion: "labels of 1 to 63 bytes with dots between them, and none at the end")
            return false
        }
        return true
    }

    mutating func acceptsTrackFile(_ value: Value) -> Bool {
        let name = text(value)
        guard names.trackFiles[name] != nil else {
            noteRefused("track_file")
            report(
                .error, "there is no track_file '\(name)' that names a file", at: value.word,
                of: value.statement,
                suggestion: near(name.utf8, model.files.lazy.map(\.name)))
            return false
        }
        return true
    }

    mutating func acceptsSession(_ value: Value) -> Bool {
        let name = text(value)
        guard let session = sessionPlaces[name].map({ model.sessions[$0] }) else {
            noteRefused("name")
            report(
                .error, "there is no bfd_instance '\(name)'", at: value.word, of: value.statement,
                suggestion: near(name.utf8, model.sessions.lazy.map(\.name)))
            return false
        }
        guard session.isForCheckers else {
            noteRefused("name")
            report(
                .error, "the bfd_instance '\(name)' is only for virtual routers", at: value.word,
                of: value.statement, suggestion: "'checker' in the bfd_instance")
            return false
        }
        return true
    }
}
