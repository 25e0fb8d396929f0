import ByteCoding
public import Configuration
public import Notifications

/// What the process that sends mail needs to know: the server, the envelope, and the mails.
public struct MailJob: Equatable, Sendable {
    /// The server: `smtp://192.0.2.1:25/me.example`, the last part being the name of this host.
    public var url: String
    /// Whether the server must switch to TLS.
    public var needsTLS: Bool
    /// The file with the authorities; nil: the system's.
    public var authorityFile: String?
    /// The name and password to log in with; nil: no login.
    public var login: Login?
    /// The sender's address.
    public var sender: String
    /// The recipients' addresses.
    public var recipients: [String]
    /// The limit for the connection and for each answer.
    public var limitMilliseconds: UInt32
    /// The mails, as they follow the DATA command.
    public var mails: [[UInt8]]

    /// A name and a password.
    public struct Login: Equatable, Sendable {
        /// The name.
        public var user: String
        /// The password.
        public var password: String

        /// These two.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// How long one mail may take, from the connection to the last answer.
    public var mailLimitMilliseconds: UInt32 { 4 * limitMilliseconds }

    /// A job for these settings, which must be complete. The host's name stands for what is not given.
    public init(_ settings: MailSettings, hostName: String, mails: [[UInt8]]) {
        let scheme = settings.security == .implicitTLS ? "smtps" : "smtp"
        let server = settings.server ?? ""
        let host =
            server.contains(":") ? "[\(server.split(separator: "%").joined(separator: "%25"))]" : server
        let name = Self.escaped(settings.clientName ?? hostName)
        url = "\(scheme)://\(host):\(settings.port)/\(name)"
        needsTLS = settings.security != .none
        authorityFile = settings.authorityFile
        if let user = settings.user, let password = settings.password {
            login = Login(user: user, password: password)
        }
        sender = settings.sender?.mailbox ?? "root@\(hostName)"
        recipients = settings.recipients.map(\.mailbox)
        limitMilliseconds = UInt32(clamping: settings.timeout.components.seconds * 1000)
        self.mails = mails
    }

    /// A part of a URL (RFC 3986 §2.1).
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let character = Character(UnicodeScalar(byte))
            let isPlain =
                byte < 0x80 && (character.isLetter || character.isNumber || "-._".contains(character))
            escaped += isPlain ? "\(character)" : "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
        }
        return escaped
    }

    /// The job in bytes.
    public var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.write(url)
        writer.write(needsTLS)
        writer.write(authorityFile) { $0.write($1) }
        writer.write(login) { writer, login in
            writer.write(login.user)
            writer.write(login.password)
        }
        writer.write(sender)
        writer.write(recipients)
        writer.write(limitMilliseconds)
        writer.write(UInt32(mails.count))
        for mail in mails { writer.write(mail) }
        return writer.bytes
    }

    /// Decodes a job; nil if it is malformed.
    public init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        // Both ends are of the same release, so the kind of error does not matter.
        guard let job = try? Self(from: &reader), reader.isAtEnd else { return nil }
        self = job
    }

    private init(from reader: inout ByteReader) throws(ByteError) {
        url = try reader.text()
        needsTLS = try reader.flag()
        authorityFile = try reader.optional { reader throws(ByteError) in try reader.text() }
        login = try reader.optional { reader throws(ByteError) in
            Login(user: try reader.text(), password: try reader.text())
        }
        sender = try reader.text()
        recipients = try reader.texts()
        limitMilliseconds = try reader.number()
        mails = try reader.list { reader throws(ByteError) in try reader.data() }
    }
}

extension MailQueue.Outcome {
    /// The outcome as a line.
    public var line: String {
        switch self {
        case .delivered(nil): "delivered\n"
        case .delivered(let note?): "delivered \(note)\n"
        case .refused(let reason): "refused \(reason)\n"
        case .deferred(let reason): "deferred \(reason)\n"
        case .unreachable(let reason): "unreachable \(reason)\n"
        }
    }

    /// Reads a line; nil if it is none of these.
    public init?(line: String) {
        let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let reason = words.count > 1 ? String(words[1]) : ""
        switch words.first {
        case "delivered": self = .delivered(reason.isEmpty ? nil : reason)
        case "refused": self = .refused(reason)
        case "deferred": self = .deferred(reason)
        case "unreachable": self = .unreachable(reason)
        default: return nil
        }
    }
}
