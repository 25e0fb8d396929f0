import ConfigurationSyntax

extension Interpreter {
    /// Whether the words name a server. Reports a diagnostic if not.
    mutating func acceptsMailServer(_ value: inout Value) -> Bool {
        let count = wordCount(value.statement) - value.word
        if count > 2 {
            report(
                .warning, "nothing may follow the port of 'smtp_server', and the rest is ignored",
                at: value.word + 2, of: value.statement)
        }
        value.number = 0
        if count > 1 {
            guard
                let port = number(
                    at: value.word + 1, of: value.statement, for: "the port of smtp_server", 1...65535)
            else { return false }
            value.number = port
        }
        return isMailServer(value)
    }

    /// A name or address: anything else would become a part of a URL.
    private mutating func isMailServer(_ value: Value) -> Bool {
        let bytes = bytes(value.word, of: value.statement)
        let isHost = bytes.allSatisfy { byte in
            switch byte {
            case 0x80..., UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: "-.:%_".utf8.contains(byte)
            }
        }
        if !isHost || bytes.isEmpty || bytes.count > 255 {
            report(
                .error, "'\(bytes.string)' is neither an address nor the name of a host", at: value.word,
                of: value.statement)
            return false
        }
        return true
    }

    /// Whether the word after the keyword is an address for mail. Reports a diagnostic if not.
    mutating func acceptsMailAddress(_ value: Value) -> Bool {
        isMailAddress(text(value), at: value.word, of: value.statement)
    }

    private mutating func isMailAddress(_ text: String, at word: Int, of statement: Int) -> Bool {
        guard MailAddress(text) == nil else { return true }
        report(
            .error, "'\(text)' is not a mail address and is ignored", at: word, of: statement,
            suggestion: "user@example.com, or \"Name <user@example.com>\"")
        return false
    }

    /// Replaces a time limit of 0.
    mutating func acceptsMailTimeout(_ value: inout Value) -> Bool {
        guard value.number == 0 else { return true }
        report(
            .error, "'smtp_connect_timeout' must be greater than 0: 1 s is used", at: value.word,
            of: value.statement, suggestion: "1 to 4294")
        value.number = 1
        return true
    }

    /// Reads a line of `notification_email`.
    mutating func addRecipients(_ statement: Int) {
        for index in 0..<wordCount(statement) {
            let text = word(index, of: statement)
            global.recipients = statement
            guard isMailAddress(text, at: index, of: statement), let address = MailAddress(text) else {
                continue
            }
            guard global.model.mail.recipients.count < Self.recipientLimit else {
                if global.model.mail.recipients.count == Self.recipientLimit, !global.hasTooManyRecipients {
                    global.hasTooManyRecipients = true
                    report(
                        .error,
                        "there are more than \(Self.recipientLimit) addresses, and only these get mail",
                        at: index, of: statement, suggestion: "the address of a mailing list")
                }
                continue
            }
            global.model.mail.recipients.append(address)
        }
    }

    /// The most recipients: a server need not take more than 100 at once (RFC 5321 §4.5.3.1.8).
    private static let recipientLimit = 100

    /// Reports a list of recipients without any.
    mutating func endRecipients(_ statement: Int) {
        guard global.recipients == nil else { return }
        report(
            .error, "'notification_email' is empty", at: 0, of: statement,
            suggestion: "notification_email { user@example.com }")
    }

    /// Reports mail that cannot be sent, and what would be sent in clear text.
    mutating func checkMail() {
        let mail = global.model.mail
        let given = global.given
        if let statement = global.recipients, mail.server == nil {
            report(
                .warning, "no mail is sent, because there is no mail server", at: 0, of: statement,
                suggestion: "smtp_server HOST [PORT]")
        }
        if let statement = given[MailSettingRows.server]?.statement, mail.recipients.isEmpty {
            report(
                .warning, "no mail is sent, because nobody is to get it", at: 0, of: statement,
                suggestion: "notification_email { user@example.com }")
        }
        if let statement = given[MailSettingRows.user]?.statement, mail.password == nil {
            report(
                .warning, "'smtp_user' has no effect without 'smtp_password'", at: 0, of: statement,
                suggestion: "smtp_password PASSWORD")
        }
        guard let statement = given[MailSettingRows.password]?.statement else { return }
        if mail.user == nil {
            report(
                .warning, "'smtp_password' has no effect without 'smtp_user'", at: 0, of: statement,
                suggestion: "smtp_user NAME")
        } else if mail.security == .none {
            report(
                .warning, "the password is sent in clear text", at: 0, of: statement,
                suggestion: "smtp_tls starttls, or smtp_tls smtps")
        }
    }
}
