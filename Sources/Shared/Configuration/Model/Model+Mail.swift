/// How and to whom mail is sent about changes of state.
public struct MailSettings: Equatable, Sendable {
    /// `smtp_tls`, a keyword of ours.
    public enum Security: UInt8, Equatable, Sendable {
        /// Plain text.
        case none = 0
        /// TLS from the server's STARTTLS on; without it, nothing is sent.
        case startTLS = 1
        /// TLS from the first byte.
        case implicitTLS = 2
    }

    /// `notification_email`.
    public var recipients: [MailAddress] = []
    /// `notification_email_from`; nil: root at this host.
    public var sender: MailAddress?
    /// `smtp_server`: an address or the name of a host; nil: no mail is sent.
    public var server: String?
    /// The port that `smtp_server` names; nil: 465 with TLS from the first byte, else 25.
    public var givenPort: UInt16?
    /// `smtp_helo_name`; nil: the name of this host.
    public var clientName: String?
    /// `smtp_connect_timeout`.
    public var timeout: Duration = .seconds(30)
    /// `smtp_tls`.
    public var security = Security.none
    /// `smtp_tls_ca`; nil: the system's authorities.
    public var authorityFile: String?
    /// `smtp_user`; nil: no login.
    public var user: String?
    /// `smtp_password`.
    public var password: String?
    /// `no_email_faults`.
    public var omitsFaults = false
    /// `no_checker_emails`.
    public var omitsOtherChecks = false
    /// The global `smtp_alert`; nil: not given.
    public var alerts: Bool?
    /// `smtp_alert_vrrp`; nil: not given.
    public var alertsOfRouters: Bool?
    /// `smtp_alert_checker`; nil: not given.
    public var alertsOfCheckers: Bool?

    /// No mail.
    public init() {}

    /// Whether there is somebody to write to, and a server that takes it.
    public var isComplete: Bool { server != nil && !recipients.isEmpty }
    /// The server's port.
    public var port: UInt16 { givenPort ?? (security == .implicitTLS ? 465 : 25) }
}

/// An address in a header of a mail, which may have a display name.
public struct MailAddress: Equatable, Sendable {
    /// As the file has it: `Second Person <two@example.com>`.
    public let text: String
    /// The address alone, for the envelope.
    public let mailbox: String

    /// An address, or one in angle brackets after a name; nil if the text is neither.
    public init?(_ text: String) {
        self.text = text
        var mailbox = text[...]
        if text.last == ">", let start = text.lastIndex(of: "<") {
            mailbox = text[text.index(after: start)...].dropLast()
        }
        let isAddress = mailbox.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"<>,;\"".utf8.contains($0) }
        let hasControl = text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        guard isAddress, !hasControl, !mailbox.isEmpty, mailbox.utf8.count <= Self.limitBytes,
            text.utf8.count <= Self.limitBytes
        else { return nil }
        self.mailbox = String(mailbox)
    }

    /// The longest address with its name: a line of a header has at most 998 bytes (RFC 5322 §2.1.1).
    static let limitBytes = 900
}
